import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ReadUnit } from '../../../../src/commands/reclaim/stale/read-units.ts';
import { supersededObjects } from '../../../../src/commands/reclaim/stale/superseded-objects.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';
import type { UnitFile } from '../../../../src/units/model.ts';
import { removeTrees, sourceTree } from '../../../formats/objects/compiled.ts';
import { linkFor } from '../../../formats/objects/linked.ts';
import { canLinkForMac } from '../../../formats/objects/targets.ts';

afterAll(removeTrees);

const unitOf = (...files: UnitFile[]) => ({ read: { ok: true, value: { files } } }) as unknown as ReadUnit;

describe.skipIf(!canLinkForMac.isThere)(`objects of former compilations for a Mac: ${canLinkForMac.title}`, () => {
  test('go, and those that the program names stay', () => {
    const tree = sourceTree({});
    const [first, program] = ['one text', 'another text'].map((text) => linkFor('aarch64-apple-darwin', tree, text)) as [string, string];
    const build = tree.out as AbsolutePath;
    const out = dirname(program);
    const relative = (name: string) => `${out.slice(build.length + 1)}/${name}`;
    const current = readdirSync(out).filter((name) => name.endsWith('.rcgu.o'));
    // As a second build in one directory leaves them: under other names.
    const former = readdirSync(dirname(first)).filter((name) => name.endsWith('.rcgu.o')).map((name, index) => `linked.old.${index}.${name.split('.').slice(-2).join('.')}`);
    for (const [index, name] of readdirSync(dirname(first)).filter((each) => each.endsWith('.rcgu.o')).entries()) renameSync(join(dirname(first), name), join(out, former[index]!));
    for (const name of ['other.x.0.rcgu.o', 'linked.o', 'linked.notes']) writeFileSync(join(out, name), '');
    mkdirSync(join(out, 'linked.directory.rcgu.o'));
    expect(current.length).toBeGreaterThan(0);

    const unit = unitOf({ role: 'executable', path: relative('linked') });
    expect(supersededObjects(build, [unit]).sort()).toEqual(former.map(relative).sort());
    // Of a program whose own objects are gone, or that nothing is known of, nothing is judged.
    expect(supersededObjects(build, [unitOf({ role: 'rlib', path: relative('linked') })])).toEqual([]);
    for (const name of current) rmSync(join(out, name));
    expect(supersededObjects(build, [unit])).toEqual([]);
  });
});
