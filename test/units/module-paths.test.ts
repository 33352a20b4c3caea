import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { otherModulePath } from '../../src/units/module-paths.ts';
import { temporaryDirectory, write } from '../formats/git/rig.ts';

test.each([
  ['a/src/part.rs', 'a/src/part/mod.rs'],
  ['a/src/part/mod.rs', 'a/src/part.rs'],
  ['src/part/deep.rs', 'src/part/deep/mod.rs'],
  ['part/mod.rs', undefined],
  ['a/words.txt', undefined],
])('%s and %s are one module', (path, other) => {
  expect(otherModulePath(path)).toBe(other);
});

test('rustc refuses a module that stands in both places', () => {
  const directory = temporaryDirectory();
  write(`${directory}/src/lib.rs`, 'mod part;');
  write(`${directory}/src/part.rs`, '');
  const rustc = ['--crate-type=lib', '--emit=metadata', '--out-dir', directory, `${directory}/src/lib.rs`];
  execFileSync('rustc', rustc);
  write(`${directory}/${otherModulePath('src/part.rs') ?? ''}`, '');
  expect(spawnSync('rustc', rustc, { encoding: 'utf8' }).stderr).toContain('error[E0761]');
});
