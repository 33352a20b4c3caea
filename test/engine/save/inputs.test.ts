import { createHash } from 'node:crypto';
import { rmSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Donor } from '../../../src/engine/save/donor.ts';
import { sourceInputs, weighInputs } from '../../../src/engine/save/inputs.ts';
import { sha256 } from '../../../src/units/identity.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { donorAt } from './donors.ts';

let root: string;
let donor: Donor;

beforeEach(() => {
  root = temporaryDirectory();
  donor = donorAt(root);
  write(`${root}/src/lib.rs`, 'lib');
  write(`${root}/src/part.rs`, 'part');
});

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

describe('sourceInputs', () => {
  test('what is in the build directory is no input: it is placed with the unit that made it', () => {
    const { inputs, doubtful } = sourceInputs(['src/lib.rs', `${donor.buildDirectory}/debug/build/x/out/gen.rs`, 'src/../a.txt'], root, donor);
    expect(inputs).toEqual([{ path: 'src/lib.rs', name: 'src/lib.rs' }, { path: 'a.txt', name: 'a.txt' }]);
    expect(doubtful).toBeUndefined();
  });

  test('a path whose place cannot be told is named', () => {
    symlinkSync('/usr/lib', `${root}/link`);
    write(`${root}/a.txt`, '');
    expect(sourceInputs(['link/../a.txt'], root, donor).doubtful).toBe(`${root}/link/../a.txt`);
  });
});

describe('weighInputs', () => {
  const weigh = (recorded: Record<string, string>, previous: Record<string, string> = {}, paths = ['src/lib.rs']) =>
    weighInputs(paths.map((path) => ({ path, name: path })), {
      contents: donor.contents,
      recorded: new Map(Object.entries(recorded)),
      previous: (path) => (previous[path] === undefined ? undefined : Buffer.from(previous[path])),
    });

  test('what the artifact does not record is silent, and is the file as it is now', () => {
    const { evidence, inputs } = weigh({});
    expect(evidence).toMatchObject([{ path: 'src/lib.rs', word: 'silent', changedNs: donor.contents.times('src/lib.rs')?.changedNs }]);
    expect(inputs[0]).toEqual({ kind: 'file', path: 'src/lib.rs', sha256: sha256('lib') });
  });

  test('a recorded content that stands there is proved', () => {
    expect(weigh({ 'src/lib.rs': md5('lib') }).evidence).toMatchObject([{ word: 'proved' }]);
  });

  test('one that stands nowhere is denied', () => {
    expect(weigh({ 'src/lib.rs': md5('another') }).evidence).toMatchObject([{ word: 'denied' }]);
  });

  test('one that stood there at the last HEAD is proved, and is the input', () => {
    const { evidence, inputs } = weigh({ 'src/lib.rs': md5('before') }, { 'src/lib.rs': 'before' });
    expect(evidence).toMatchObject([{ word: 'proved' }]);
    expect(inputs[0]).toEqual({ kind: 'file', path: 'src/lib.rs', sha256: sha256('before') });
  });

  test('a file that the switch removed needs none, if its content is proved', () => {
    rmSync(`${root}/src/lib.rs`);
    expect(weigh({ 'src/lib.rs': md5('lib') }, { 'src/lib.rs': 'lib' }).evidence).toMatchObject([{ word: 'proved', changedNs: 0n }]);
    expect(weigh({}, { 'src/lib.rs': 'lib' }).evidence).toMatchObject([{ word: 'silent', changedNs: undefined }]);
  });

  test('the other place of each module must stay empty', () => {
    expect(weigh({}, {}, ['src/lib.rs', 'src/part.rs', 'words.txt']).inputs.filter((input) => input.kind === 'absent')).toEqual([
      { kind: 'absent', path: 'src/lib/mod.rs' },
      { kind: 'absent', path: 'src/part/mod.rs' },
    ]);
  });

  test('unless it is an input too', () => {
    write(`${root}/src/part/mod.rs`, '');
    expect(weigh({}, {}, ['src/part.rs', 'src/part/mod.rs']).inputs.filter((input) => input.kind === 'absent')).toEqual([]);
  });
});
