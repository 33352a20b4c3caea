import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compiledFiles } from '../../../../src/formats/cargo/layout/compiled-files.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';
import { temporaryDirectory, write } from '../../git/rig.ts';

/** What rustc leaves of a library compiled with `--emit`, read as a unit's files. */
function compiledWith(emit: string): ReturnType<typeof compiledFiles> {
  const build = temporaryDirectory() as AbsolutePath;
  write(`${build}/lib.rs`, 'pub fn one() -> u32 { 1 }\n');
  mkdirSync(`${build}/deps`);
  execFileSync('rustc', ['--crate-name=one', '--crate-type=lib', `--emit=${emit}`, '-Cextra-filename=-0123456789abcdef', `--out-dir=${build}/deps`, `${build}/lib.rs`]);
  return compiledFiles(build, 'deps/one-0123456789abcdef.d', readdirSync(`${build}/deps`).map((name) => `deps/${name}`));
}

test("cargo's own outputs are a unit's files", () => {
  const files = compiledWith('dep-info,metadata,link');
  expect(files.ok && files.value.map(({ role }) => role).sort()).toEqual(['rlib', 'rmeta', 'rustc-dep-info']);
});

test.each(['asm', 'llvm-ir', 'llvm-bc', 'mir', 'obj'])('a unit that was told to write %s as well is left to cargo: its file is missed elsewhere', (kind) => {
  expect(compiledWith(`dep-info,metadata,link,${kind}`)).toMatchObject({ ok: false, error: { reason: 'unsupported-kind' } });
});
