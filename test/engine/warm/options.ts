import { PackageListing } from '../../../src/engine/contents/package-files.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import { countPlacements } from '../../../src/store/place/tally.ts';
import type { Store } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { WarmDirectoryOptions } from '../../../src/engine/warm/options.ts';
import { NOTHING_DECLARED } from '../../../src/units/declared.ts';

/** A warm of `root/target` from a store, in a worktree where every unit of the lock file may stand. */
export function warmOptions(root: AbsolutePath, store: Store, more: Partial<WarmDirectoryOptions> = {}): WarmDirectoryOptions {
  const target = `${root}/target` as AbsolutePath;
  const contents = new WorktreeContents(root);
  return {
    worktree: root,
    tree: { workspace: '', workspaces: [root], targetDirectory: target, buildDirectory: target, spellings: [], subdirectory: '', namedBy: [], by: 'configuration', perWorkspace: false },
    store,
    catalog: { repository: '/repository', workspace: '' },
    contents,
    listing: () => new PackageListing(contents, []),
    gitListing: () => undefined,
    watchable: { variable: () => undefined, headFiles: () => [], gitDirectories: undefined, configFiles: [], compilerFiles: [] },
    facts: {
      locks: () => true,
      file: (path) => contents.file(path)?.sha256,
      directory: () => undefined,
      exists: () => false,
      packageFiles: () => sha256(''),
      configEnv: () => sha256(''),
      ownCompilers: () => null,
      variable: () => undefined,
      sdk: () => null,
      named: () => sha256(''),
      declared: NOTHING_DECLARED.of,
  answersAlike: () => true,
      differsFrom: () => undefined,
    },
    settings: { executables: 'link' },
    tally: countPlacements(),
    dryRun: false,
    deadline: Infinity,
    onWait: () => undefined,
    progress: () => undefined,
    ...more,
  };
}
