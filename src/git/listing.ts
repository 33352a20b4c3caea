import type { WorktreeListing } from '../cargo/fingerprint-hash/package-files.ts';
import { gitSync } from './run-git.ts';

/** What git tracks in a worktree and what it would, apart; undefined where git does not answer. */
export function gitListing(root: string): WorktreeListing | undefined {
  const tracked = gitSync(root, ['ls-files', '-z']);
  const untracked = gitSync(root, ['ls-files', '-z', '--others', '--exclude-standard']);
  if (!tracked.ok || !untracked.ok) return undefined;
  return { tracked: names(tracked.value.stdout), untracked: names(untracked.value.stdout) };
}

function names(stdout: Buffer): string[] {
  return stdout.toString('utf8').split('\0').filter((name) => name !== '');
}
