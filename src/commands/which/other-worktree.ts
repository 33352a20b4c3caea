import { builtNs, bytesOf, fileOf, type CollectedUnit } from '../../engine/save/collected.ts';
import { isBelow } from '../../engine/save/donor.ts';
import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import { readTimes } from '../../engine/contents/path-times.ts';
import { readBytes } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { BuiltUnit } from '../../units/model.ts';
import type { Finding } from './answer.ts';

/**
 * Whether the program was compiled in another worktree from a file that has another content here: its debug information
 * names that worktree and not this one, and that file there has not been touched since. What a program was compiled from
 * stands nowhere in it, so the file there is the witness.
 */
export function otherWorktree(
  asked: BuiltUnit,
  unit: CollectedUnit,
  o: { readonly worktree: AbsolutePath; readonly workspaces: readonly AbsolutePath[]; readonly builders: readonly AbsolutePath[] },
): Finding | undefined {
  const [there, ...more] = o.builders;
  if (there === undefined || more.length > 0 || there === o.worktree) return undefined;
  const built = builtNs(unit);
  const workspace = o.workspaces[0] ?? o.worktree;
  const listed = parseRustcDepInfo(bytesOf(fileOf(unit, 'rustc-dep-info'))?.toString('utf8') ?? '').inputs;
  for (const path of listed) {
    if (path.startsWith('/') || !isBelow(workspace, o.worktree)) continue;
    const relative = `${workspace}/${path}`.slice(o.worktree.length + 1);
    const times = readTimes(`${there}/${relative}`);
    if (built === undefined || times === undefined || times.changedNs > built) continue;
    const [theirs, ours] = [readBytes(`${there}/${relative}`), readBytes(`${o.worktree}/${relative}`)];
    if (theirs !== undefined && (ours === undefined || !theirs.equals(ours))) {
      return { verdict: 'no', package: asked.packageName, slot: asked.slot, evidence: 'debug-info', because: { reason: 'other-worktree', worktree: there, file: relative } };
    }
  }
  return undefined;
}
