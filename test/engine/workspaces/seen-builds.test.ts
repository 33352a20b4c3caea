import { expect, test } from 'vitest';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { readSeenBuilds, rememberBuilds, seenBuildsIn } from '../../../src/engine/workspaces/seen-builds.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';
import { openStoreIn } from '../../store/store-fixture.ts';

const repository = '/repository/.git' as AbsolutePath;

test('what was seen adds up, and goes with its worktree', () => {
  const root = temporaryDirectory() as AbsolutePath;
  const store = openStoreIn(root);
  const directory = (worktree: AbsolutePath, own: boolean) => ({ worktree, workspace: '', targetDirectory: '/t' as AbsolutePath, buildDirectory: '/t' as AbsolutePath, own });
  rememberBuilds(store, repository, { directories: [directory(root, false), directory('/gone' as AbsolutePath, false)], compilers: ['tools/wrap'] });
  rememberBuilds(store, repository, { directories: [directory(root, true)], compilers: [] });
  expect(readSeenBuilds(store, repository)).toEqual({ directories: [directory(root, true)], compilers: ['tools/wrap'] });
  expect(readSeenBuilds(store, '/other/.git' as AbsolutePath)).toEqual({ directories: [], compilers: [] });
});

test.each([
  '',
  'null',
  '[]',
  '{"directories":[null,{"worktree":"/w"}],"compilers":[3]}',
  '{"directories":[{"worktree":"/w","workspace":"../x","targetDirectory":"/t","buildDirectory":"/t","own":true}],"compilers":["../x","/etc/x"]}',
  '{"directories":[{"worktree":"/w","workspace":"","targetDirectory":"/t","buildDirectory":"/t/../x","own":true}]}',
])('a memory %j tells nothing, and leads nowhere', (text) => {
  expect(seenBuildsIn(text)).toEqual({ directories: [], compilers: [] });
});
