import { BACKUPS_LEAVE_OUT, native, type Native } from '../../../system/native.ts';
import { PLATFORM } from '../../../system/platform.ts';
import { builtTrees, type Site } from '../site.ts';

export type BackupsFinding =
  | { readonly check: 'backups'; readonly verdict: 'pass'; readonly finding: 'targets-left-out'; readonly directories: number }
  | { readonly check: 'backups'; readonly verdict: 'warn'; readonly finding: 'target-backed-up'; readonly directory: string };

/** On macOS: whether Time Machine leaves out what cargo builds. Cargo sees to it only where it makes the directory itself. */
export function checkBackups(site: Site, platform = PLATFORM, libc: Pick<Native, 'attributeSize'> | undefined = native()): BackupsFinding[] {
  if (platform.name !== 'darwin' || libc === undefined) return [];
  const directories = [...new Set(site.worktrees.flatMap((worktree) => builtTrees(worktree).map(({ targetDirectory }) => targetDirectory)))];
  const saved = directories.filter((directory) => libc.attributeSize(directory, BACKUPS_LEAVE_OUT) < 0);
  const leftOut = directories.length - saved.length;
  return [
    ...(leftOut === 0 ? [] : [{ check: 'backups', verdict: 'pass', finding: 'targets-left-out', directories: leftOut } as const]),
    ...saved.map((directory) => ({ check: 'backups', verdict: 'warn', finding: 'target-backed-up', directory } as const)),
  ];
}
