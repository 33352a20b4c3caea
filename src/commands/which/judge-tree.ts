import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import { cargoHome } from '../../formats/cargo/home.ts';
import { PackageListing } from '../../engine/contents/package-files.ts';
import { NOTHING_DECLARED } from '../../units/declared.ts';
import { WorktreeContents } from '../../engine/contents/worktree-contents.ts';
import { knownToGit, listFiles } from '../../formats/git/files.ts';
import { gitState } from '../../formats/git/work-tree.ts';
import { timesOfCollected, type Settled } from '../../engine/save/collected.ts';
import type { Donor } from '../../engine/save/donor.ts';
import { judgeAll } from '../../engine/save/judge-all.ts';
import type { CollectedUnits } from '../../engine/save/shelf.ts';
import { survey } from '../../engine/save/survey.ts';
import { RULES } from '../../store/rules.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { makeTemporaryDirectory } from '../../system/move.ts';
import { once } from '../../system/once.ts';
import { removeTree, writeNew } from '../../system/write.ts';
import type { Slot } from '../../units/model.ts';
import type { BuildTree } from '../../engine/workspaces/discover.ts';

/**
 * Judges units as `save` does, each by itself and where it stands: a unit that comes out as saved is one whose inputs
 * are, as they are now, what it was compiled from. `believed`: whether the times of the build directory speak of this
 * worktree.
 */
export async function judgeTree(o: {
  readonly worktree: AbsolutePath;
  readonly others: readonly AbsolutePath[];
  readonly tree: BuildTree;
  readonly believed: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly collected: CollectedUnits;
  readonly configEnv: ConfigEnv;
}): Promise<ReadonlyMap<Slot, Settled>> {
  const contents = new WorktreeContents(o.worktree);
  const files = once(() => listFiles(o.worktree));
  const listing = once(() => {
    const listed = files();
    return new PackageListing(contents, listed.ok ? listed.value.files : []);
  });
  const { workspaces, buildDirectory, targetDirectory, spellings } = o.tree;
  const donor: Donor = {
    worktree: o.worktree,
    otherWorktrees: o.others,
    workspaces,
    buildDirectory,
    targetDirectory,
    spellings,
    owned: o.believed,
    cargoHome: cargoHome(o.env, o.worktree),
    git: gitState(o.worktree),
    configEnv: o.configEnv,
    // Whether it may be shared is not asked.
    declared: NOTHING_DECLARED,
    shellEnv: o.env,
    previousCommit: null,
    contents,
    listing,
    gitListing: () => knownToGit(files()),
  };
  const settled = new Map<Slot, Settled>();
  const spilled = once(() => makeTemporaryDirectory('cargo-share-which-'));
  let spills = 0;
  try {
    await judgeAll({ donor, surveyed: survey(buildDirectory, new Map()), collected: o.collected, settled }, {
      previous: () => undefined,
      alone: true,
      wasLeft: () => false,
      spill: (bytes) => {
        const path = `${spilled()}/${(spills += 1)}`;
        writeNew(path, bytes);
        return path;
      },
      publish: (unit, { draft }) => ({ state: 'saved', manifest: { format: 1, rules: RULES, ...draft, files: [] }, times: timesOfCollected(unit) }),
    });
  } finally {
    if (spills > 0) removeTree(spilled());
  }
  return settled;
}
