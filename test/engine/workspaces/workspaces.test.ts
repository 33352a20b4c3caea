import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { storePaths } from '../../../src/store/paths.ts';
import type { Store } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { at, buildTrees, workspaceRoots } from '../../../src/engine/workspaces/discover.ts';
import { environmentElsewhere } from '../../../src/engine/workspaces/environment.ts';
import { catalogOf, readSavedWorkspaces, rememberWorkspaces } from '../../../src/engine/workspaces/workspace-index.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { openStoreIn, valueOf } from '../../store/store-fixture.ts';

let root: AbsolutePath;
const env = { HOME: '/nowhere', CARGO_HOME: '/nowhere/.cargo', PATH: process.env['PATH'] };

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
});

test('a workspace root is a manifest with a lock file beside it', () => {
  for (const path of ['Cargo.lock', 'tools/Cargo.lock', 'fuzz/Cargo.toml/x']) write(`${root}/${path}`, '');
  const files = ['src/lib.rs', 'tools/Cargo.toml', 'member/Cargo.toml', 'Cargo.toml', 'other.Cargo.toml'];
  expect(workspaceRoots(root, files)).toEqual(['', 'tools']);
  expect([at(root, ''), at(root, 'tools')]).toEqual([root, `${root}/tools`]);
});

describe('buildTrees', () => {
  const trees = async (workspaces: readonly string[], more: NodeJS.ProcessEnv = {}) => valueOf(await buildTrees(root, workspaces, { env: { ...env, ...more }, mayRunCargo: true }));

  beforeEach(() => {
    for (const path of ['Cargo.toml', 'tools/Cargo.toml']) write(`${root}/${path}`, '');
  });

  test('each workspace has its own; one whose manifest is gone has none', async () => {
    expect((await trees(['', 'tools', 'gone'])).map((tree) => [tree.workspace, tree.buildDirectory])).toEqual([
      ['', `${root}/target`],
      ['tools', `${root}/tools/target`],
    ]);
  });

  test('two workspaces that build in one directory are one tree', async () => {
    const shared = await trees(['', 'tools'], { CARGO_TARGET_DIR: `${root}/shared` });
    expect(shared).toMatchObject([{ workspace: '', workspaces: [root, `${root}/tools`], buildDirectory: `${root}/shared` }]);
  });

  test('an editor\'s directory below it is a tree of its own, in full', async () => {
    for (const path of ['target', 'target/rust-analyzer']) {
      write(`${root}/${path}/.rustc_info.json`, '{}');
      mkdirSync(`${root}/${path}/debug/.fingerprint`, { recursive: true });
      write(`${root}/${path}/CACHEDIR.TAG`, 'Signature: 8a477f597d28d172789f06886806bc55');
    }
    expect((await trees([''])).map((tree) => [tree.subdirectory, tree.targetDirectory])).toEqual([
      ['', `${root}/target`],
      ['rust-analyzer', `${root}/target/rust-analyzer`],
    ]);
  });
});

test('what a shell says of builds is meant for the worktree that it stands in; a relative directory leads into each', () => {
  const ofBuilds = ['CARGO_TARGET_DIR', 'CARGO_BUILD_BUILD_DIR', 'CARGO_BUILD_TARGET', 'CARGO_ENCODED_RUSTFLAGS', 'CARGO_INCREMENTAL', 'CARGO_PROFILE_DEV_OPT_LEVEL', 'RUSTC', 'RUSTC_WRAPPER', 'RUSTFLAGS'];
  const stays = { CARGO_BUILD_TARGET_DIR: 'out', CARGO_HOME: '/home', RUSTUP_TOOLCHAIN: 'stable', A: '/a' };
  expect(environmentElsewhere({ ...Object.fromEntries(ofBuilds.map((name) => [name, '/t'])), ...stays })).toEqual(stays);
});

describe('the saved workspaces of a clone', () => {
  const repository = '/repository/.git' as AbsolutePath;
  let store: Store;

  beforeEach(() => {
    store = openStoreIn(root);
  });

  const index = (): string => {
    const directory = storePaths.targets(store.root);
    return join(directory, readdirSync(directory).find((name) => name.startsWith('workspaces-')) ?? 'none');
  };

  test('add up, each once', () => {
    const [top, nested] = [{ workspace: '', subdirectory: '' }, { workspace: 'tools', subdirectory: 'rust-analyzer' }];
    rememberWorkspaces(store, repository, [top]);
    rememberWorkspaces(store, repository, [top, nested]);
    expect(readSavedWorkspaces(store, repository)).toEqual([top, nested]);
    expect(readSavedWorkspaces(store, '/other/.git' as AbsolutePath)).toEqual([]);
  });

  test.each(['', 'garbage', 'null', '{}', '[null]', '[{"workspace":"a"}]', '[{"workspace":"/etc","subdirectory":""}]', '[{"workspace":"a/../..","subdirectory":""}]'])(
    'a list %j names none: none leads out of a worktree',
    (text) => {
      rememberWorkspaces(store, repository, [{ workspace: '', subdirectory: '' }]);
      writeFileSync(index(), text);
      expect(readSavedWorkspaces(store, repository)).toEqual([]);
    },
  );

  test('a nested directory has a catalog of its own', () => {
    const names = [['', ''], ['', 'rust-analyzer'], ['tools', ''], ['tools', 'rust-analyzer']] as const;
    const ids = names.map(([workspace, subdirectory]) => catalogOf(repository, { workspace, subdirectory }).workspace);
    expect(new Set(ids).size).toBe(4);
  });
});
