import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { declarationsIn, NO_DECLARATIONS, parseInputs, parseNames } from '../../../src/engine/workspaces/declarations.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';

async function declared(manifest: string, own = NO_DECLARATIONS, below = '') {
  const root = temporaryDirectory();
  const workspace = join(root, below);
  write(join(workspace, 'Cargo.toml'), manifest);
  return declarationsIn(workspace, root, own);
}

const SHARE = '[workspace.metadata.share]\n';

test('what is not said costs nothing and stands for nothing', async () => {
  const nothing = await declared('[workspace]\n');
  expect(nothing.digest).toBeUndefined();
  expect(nothing.of('app')).toEqual({ neverShared: undefined, inputs: [] });
});

test('manifest and clone count both, and paths are those of the workspace', async () => {
  const own = { neverShare: ['low'], extraInputs: { app: ['$B', 'x'] }, where: 'share.neverShare' };
  const said = await declared(`${SHARE}never-share = ["high"]\n[workspace.metadata.share.extra-inputs]\napp = ["q/*.sql"]\n"*" = ["all"]\n`, own, 'rust');
  expect(said.of('app')).toEqual({ neverShared: undefined, inputs: ['$B', 'rust/all', 'rust/q/*.sql', 'rust/x'] });
  expect(said.of('low').neverShared).toBe('share.neverShare');
  expect(said.of('high').neverShared).toMatch(/rust\/Cargo\.toml$/);
  expect(said.digest).not.toBe((await declared(`${SHARE}never-share = ["high"]\n`, own, 'rust')).digest);
});

test('a package without a workspace speaks of itself', async () => {
  const said = await declared('[package]\nname = "app"\n[package.metadata.share]\nnever-share = true\nextra-inputs = ["a"]\n');
  expect(said.of('app')).toMatchObject({ neverShared: expect.stringContaining('Cargo.toml'), inputs: ['a'] });
  expect(said.of('other').neverShared).toBeUndefined();
});

describe('what is said in a way that is not understood keeps all apart', () => {
  test.each([['never-share = "app"'], ['never-share = true'], ['extra-inputs = ["a"]'], ['extra-inputs = { app = "a" }'], ['extra-inputs = { app = [1] }']])('%s', async (line) => {
    expect((await declared(`${SHARE}${line}\n`)).of('any').neverShared).toContain('not understood');
  });

  test.each([['/etc/x'], ['../x']])('%s lies outside', async (input) => {
    expect((await declared(`${SHARE}extra-inputs = { app = ["${input}"] }\n`)).of('app').neverShared).toContain(input);
  });
});

test('the words of git and the environment', () => {
  expect(parseNames(' a , b,')).toEqual(['a', 'b']);
  expect(parseInputs('app=a/*.sql, app=$X=Y, low = b')).toEqual({ app: ['a/*.sql', '$X=Y'], low: ['b'] });
  expect(parseInputs('app')).toBeUndefined();
  expect(parseInputs('=x')).toBeUndefined();
});
