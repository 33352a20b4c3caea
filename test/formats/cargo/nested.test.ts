import { expect, test } from 'vitest';
import { buildDirectoriesBelow } from '../../../src/formats/cargo/nested.ts';
import { cargo, remove, temporaryDirectory, writeFiles } from './sandbox.ts';
import { manifest } from '../../rig/crate.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';

test("another tool's target directory inside is one of its own, a target triple's is not", async () => {
  const root = temporaryDirectory();
  try {
    writeFiles(root, { 'Cargo.toml': manifest('one'), 'src/lib.rs': '' });
    const target = `${root}/target` as AbsolutePath;
    const host = (await cargo(root, ['rustc', '-q', '--lib', '--', '--print', 'host-tuple'])).stdout.trim();
    await cargo(root, ['check', '-q', '--target', host]);
    await cargo(root, ['check', '-q', '--target-dir', 'target/rust-analyzer']);
    expect(buildDirectoriesBelow(target)).toEqual([
      { subdirectory: '', path: target },
      { subdirectory: 'rust-analyzer', path: `${target}/rust-analyzer` },
    ]);
  } finally {
    remove(root);
  }
}, 60_000);

test('a build directory that is not there yet is still the one', () => {
  const absent = '/nonexistent/target' as AbsolutePath;
  expect(buildDirectoriesBelow(absent)).toEqual([{ subdirectory: '', path: absent }]);
});
