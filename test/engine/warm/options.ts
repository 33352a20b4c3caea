import { PackageListing } from '../../../src/engine/contents/package-files.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import { countPlacements } from '../../../src/store/place/tally.ts';
import type { Store } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { Work } from '../../../src/engine/clone/ambient.ts';
import type { Here, Placing } from '../../../src/engine/warm/options.ts';
import { factsOf } from '../../units/samples.ts';

/** A warm of `root/target` from a store, in a worktree where every unit of the lock file may stand. */
export type More = Partial<Work & Here & Omit<Placing, 'patience'> & Placing['patience']>;

export function warmOptions(root: AbsolutePath, store: Store, more: More = {}): [Work, Here, Placing] {
  const target = `${root}/target` as AbsolutePath;
  const contents = new WorktreeContents(root);
  const here: Here = {
    worktree: more.worktree ?? root,
    env: {},
    contents,
    listing: () => new PackageListing(contents, []),
    gitListing: () => undefined,
    watchable: { variable: () => undefined, headFiles: () => [], gitDirectories: undefined, configFiles: [], compilerFiles: [] },
    facts: factsOf({ file: (path) => contents.file(path)?.sha256 }),
  };
  const placing: Placing = {
    tree: more.tree ?? { workspace: '', workspaces: [root], targetDirectory: target, buildDirectory: target, spellings: [], subdirectory: '', namedBy: [], by: 'configuration', perWorkspace: false },
    catalog: { repository: '/repository', workspace: '' },
    patience: { deadline: more.deadline ?? Infinity, onWait: more.onWait ?? (() => undefined) },
    tally: countPlacements(),
    progress: more.progress ?? (() => undefined),
  };
  return [{ store, settings: { executables: 'link' }, dryRun: more.dryRun ?? false, signal: more.signal }, here, placing];
}
