import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CollectedUnit } from '../../../src/engine/save/collected.ts';
import { Shelf } from '../../../src/engine/save/shelf.ts';
import type { Manifest, Slot } from '../../../src/units/model.ts';
import { errorOf, temporaryDirectory, valueOf } from '../../store/store-fixture.ts';

const { path: directory, remove } = temporaryDirectory('shelf');
const shelves: Shelf[] = [];
afterEach(() => {
  for (const shelf of shelves.splice(0)) shelf.close();
});

let names = 0;
function shelf(room: number, freshName = (): string => join(directory, String((names += 1)))): Shelf {
  const made = new Shelf(freshName, room);
  shelves.push(made);
  return made;
}

/** Only what distinguishes values that a file might not give back as they were: bytes, big numbers, what is undefined. */
function unit(name: string): CollectedUnit {
  return {
    unit: { slot: name as Slot, fingerprintNumber: 2n ** 63n + 1n, outDirectory: undefined },
    files: [{ role: 'rustc-dep-info', path: `deps/${name}.d`, stat: { mtimeNs: 1_700_000_000_123_456_789n }, content: { kind: 'bytes', bytes: Buffer.from(`${name}\0\xff`, 'latin1') } }],
    directories: [],
  } as unknown as CollectedUnit;
}

const UNITS = ['one', 'two', 'three', 'four'].map(unit);

test.each([[0], [1], [4]])('with room for %i, units come back as they were, in their order', (room) => {
  const made = shelf(room);
  for (const each of UNITS) valueOf(made.add(each));
  expect(made.size).toBe(4);
  expect([...made.keys()]).toEqual(['one', 'two', 'three', 'four']);
  expect([...made.values()]).toEqual(UNITS);
  for (const each of [...UNITS, ...UNITS.toReversed()]) expect(made.get(each.unit.slot)).toEqual(each);
  expect(made.get('five' as Slot)).toBeUndefined();
  const [file] = made.get('four' as Slot)?.files ?? [];
  expect(file?.content.kind === 'bytes' && Buffer.isBuffer(file.content.bytes)).toBe(true);
});

test.each([[0], [3]])('with room for %i, a manifest is what it was', (room) => {
  const made = shelf(room);
  for (const name of ['one', 'two', 'three', 'four']) {
    const manifest = { slot: name, dependencies: [{ slot: 'zero' }] } as unknown as Manifest;
    const times = { kind: 'lib', outputs: [] } as const;
    const settled = made.compact({ state: 'saved', manifest, times });
    expect({ ...settled }).toEqual({ state: 'saved', manifest, times });
  }
});

test('what there is room for makes no file', () => {
  const path = join(directory, 'none');
  const made = shelf(2, () => path);
  for (const each of UNITS.slice(0, 2)) valueOf(made.add(each));
  expect(existsSync(path)).toBe(false);
});

test('a file that cannot be written is an error, and the others are still there', () => {
  const made = shelf(1, () => join(directory, 'absent', 'file'));
  valueOf(made.add(UNITS[0]!));
  expect(errorOf(made.add(UNITS[1]!))).toMatchObject({ code: 'ENOENT' });
  expect([...made.values()]).toEqual([UNITS[0]]);
  remove();
});
