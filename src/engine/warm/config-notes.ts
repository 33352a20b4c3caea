import { builtFor, configDifference } from '../../formats/cargo/config-difference.ts';
import { joinedLists } from '../../formats/cargo/joined-lists.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { stat } from '../../system/fs.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import type { WarmNote } from './report.ts';

export interface DonorTree {
  readonly worktree: AbsolutePath;
  readonly tree: BuildTree;
}

/** Cargo configuration that the donor has and this worktree has not: its units have other hashes and cannot serve. */
export async function configNotes(tree: BuildTree, donors: readonly DonorTree[], env: NodeJS.ProcessEnv): Promise<WarmNote[]> {
  const donor = donors.find((d) => d.tree.workspace === tree.workspace && stat(d.tree.buildDirectory) !== undefined);
  const [ours, theirs] = [tree.workspaces[0], donor?.tree.workspaces[0]];
  if (donor === undefined || ours === undefined || theirs === undefined) return [];
  const { differences } = await configDifference(theirs, ours, { env, isBuilt: builtFor([donor.tree.buildDirectory, donor.tree.targetDirectory]) });
  const { joined, others } = joinedLists(differences, theirs, ours);
  const byFile = new Map<string, string[]>();
  for (const { key, first, second } of others) {
    const file = (first[0] ?? second[0])?.file;
    if (file !== undefined) byFile.set(file, [...(byFile.get(file) ?? []), key]);
  }
  const notes: WarmNote[] = [...byFile].map(([file, keys]) => ({ code: 'config-differs', file, keys, donor: donor.worktree }));
  return joined === undefined ? notes : [{ code: 'config-joined', ...joined, donor: donor.worktree }, ...notes];
}
