import { join } from 'node:path';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';
import { attempt } from '../../system/attempt.ts';
import { readText } from '../../system/fs.ts';
import { writeAtomically } from '../../system/write.ts';
import type { TrustedHead } from './heads.ts';

/**
 * Whether a head is older than one of the same signer that was taken before: whoever can write to the place could bring
 * back units that the signer has replaced. Nothing is known of heads that nobody has signed.
 */
export function isOlderThanTaken(store: Store, head: TrustedHead): boolean {
  return head.key !== null && head.atMs < (readTaken(store)[nameOf(head)] ?? 0);
}

/** Remembers a head that was taken. */
export function noteTaken(store: Store, head: TrustedHead): void {
  if (head.key === null || store.unwritable !== undefined) return;
  const known = readTaken(store);
  if ((known[nameOf(head)] ?? 0) >= head.atMs) return;
  attempt(() => writeAtomically(pathOf(store), JSON.stringify({ ...known, [nameOf(head)]: head.atMs }), { mode: 0o600 }));
}

function readTaken(store: Store): Readonly<Record<string, number>> {
  try {
    const value: unknown = JSON.parse(readText(pathOf(store)) ?? '{}');
    const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
    return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  } catch {
    return {};
  }
}

function nameOf({ key, repository, host }: TrustedHead): string {
  return `${key} ${host} ${repository}`;
}

function pathOf(store: Store): string {
  return join(storePaths.targets(store.root), 'taken-heads.json');
}
