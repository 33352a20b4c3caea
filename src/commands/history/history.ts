import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readText } from '../../system/fs.ts';
import { appendOnce, makeDirectoriesBelow } from '../../system/move.ts';
import { writeAtomically } from '../../system/write.ts';
import type { HistoryEvent } from './event.ts';

/** A line is about 200 bytes: some five thousand events, months of work. */
const LIMIT_BYTES = 1_000_000;

/** Adds an event to a clone's history; what cannot be written is forgotten. Past its limit the older half goes. */
export function recordEvent(store: Store, repository: AbsolutePath, event: HistoryEvent): void {
  if (store.unwritable !== undefined) return;
  const path = historyPath(store, repository);
  attempt(() => {
    makeDirectoriesBelow(store.root, dirname(path), 0o700);
    if ((lstat(path)?.size ?? 0) > LIMIT_BYTES) {
      const lines = (readText(path) ?? '').trimEnd().split('\n');
      writeAtomically(path, `${lines.slice(lines.length >> 1).join('\n')}\n`, { mode: 0o600 });
    }
    appendOnce(path, `${JSON.stringify(event)}\n`);
  });
}

/** A clone's events, oldest first; lines that were cut are left out. */
export function readHistory(store: Store, repository: AbsolutePath): HistoryEvent[] {
  const text = attempt(() => readText(historyPath(store, repository)));
  return (text.ok ? (text.value ?? '') : '').split('\n').flatMap((line) => parse(line) ?? []);
}

function parse(line: string): HistoryEvent | undefined {
  try {
    const value = JSON.parse(line) as Partial<HistoryEvent> | null;
    const whole = typeof value?.at === 'number' && typeof value.tookMs === 'number' && typeof value.worktree === 'string';
    return whole && (value.what === 'save' || (value.what === 'warm' && typeof value.bytes === 'object')) ? (value as HistoryEvent) : undefined;
  } catch {
    return undefined;
  }
}

function historyPath(store: Store, repository: AbsolutePath): string {
  const name = createHash('sha256').update(repository).digest('hex').slice(0, 16);
  return join(storePaths.histories(store.root), `${name}.jsonl`);
}
