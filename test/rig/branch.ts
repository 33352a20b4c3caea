import { join } from 'node:path';
import type { Rig } from './rig.ts';
import type { Worktree } from './worktree.ts';

/** A worktree of a new branch with these files committed, added by plain git beside the main one. */
export async function branchedWorktree(rig: Rig, changes: Readonly<Record<string, string>>, name = 'other'): Promise<Worktree> {
  await rig.main.git(['switch', '-q', '-c', name]);
  for (const [path, text] of Object.entries(changes)) rig.main.write(path, text);
  await rig.main.git(['add', '-A']);
  await rig.main.git(['commit', '-q', '-m', name]);
  await rig.main.git(['switch', '-q', '-']);
  const path = join(rig.temporary, name);
  await rig.main.git(['worktree', 'add', '-q', path, name]);
  return rig.open(path);
}
