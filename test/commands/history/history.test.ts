import { appendFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/commands/history/event.ts';
import { readHistory, recordEvent } from '../../../src/commands/history/history.ts';
import type { Store } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';
import { openStoreIn } from '../../store/store-fixture.ts';

const CLONE = '/repos/a/.git' as AbsolutePath;
const event = (at: number): HistoryEvent => ({ what: 'save', at, worktree: '/repos/a', tookMs: 5, saved: 3, refused: 1 });

function fileOf(store: Store): string {
  const directory = join(store.root, 'histories');
  return join(directory, readdirSync(directory)[0] ?? '');
}

it('events come back in order, for their clone alone', () => {
  const store = openStoreIn(temporaryDirectory());
  for (const at of [1, 2, 3]) recordEvent(store, CLONE, event(at));
  expect(readHistory(store, CLONE)).toEqual([event(1), event(2), event(3)]);
  expect(readHistory(store, '/repos/b/.git' as AbsolutePath)).toEqual([]);
});

it('a store that was deleted does not come back for an event', () => {
  const store = openStoreIn(temporaryDirectory());
  rmSync(store.root, { recursive: true });
  recordEvent(store, CLONE, event(1));
  expect(existsSync(store.root)).toBe(false);
});

it('lines that are no events are left out', () => {
  const store = openStoreIn(temporaryDirectory());
  recordEvent(store, CLONE, event(1));
  appendFileSync(fileOf(store), 'garbage\nnull\n{"what":"warm","at":1}\n');
  recordEvent(store, CLONE, event(2));
  expect(readHistory(store, CLONE)).toEqual([event(1), event(2)]);
});

it('past a megabyte the older half goes', () => {
  const store = openStoreIn(temporaryDirectory());
  recordEvent(store, CLONE, event(0));
  writeFileSync(fileOf(store), Array.from({ length: 20_000 }, (_, at) => `${JSON.stringify(event(at))}\n`).join(''));
  recordEvent(store, CLONE, event(99_999));
  const events = readHistory(store, CLONE);
  expect(events.length).toBe(10_001);
  expect(events.at(0)?.at).toBe(10_000);
  expect(events.at(-1)?.at).toBe(99_999);
  expect(statSync(fileOf(store)).size).toBeLessThan(1_000_000);
});

it('a store that cannot be written forgets', () => {
  const store = openStoreIn(temporaryDirectory());
  writeFileSync(join(store.root, 'histories'), 'in the way');
  recordEvent(store, CLONE, event(1));
  expect(readHistory(store, CLONE)).toEqual([]);
});
