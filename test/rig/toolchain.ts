import { spawnSync } from 'node:child_process';
import type { Worktree } from './worktree.ts';

/** The oldest that is supported, and newer ones than the one at hand: the last stable, and one that writes metadata as 1.100 does. */
export const OLDEST_TOOLCHAIN = '1.84.1';
export const NEWER_TOOLCHAINS = ['1.99.1', 'nightly-2026-10-30'];

/** Whether rustup has it. */
export function hasToolchain(toolchain: string): boolean {
  return spawnSync('rustup', ['run', toolchain, 'cargo', '-V']).status === 0;
}

/** What a test's title says of a toolchain: also why it is skipped. */
export function toolchainTitle(toolchain: string): string {
  return `cargo of Rust ${toolchain}${hasToolchain(toolchain) ? '' : ': rustup does not have it'}`;
}

/** The triple that the compiler of a worktree runs on. */
export async function hostTriple(worktree: Worktree): Promise<string> {
  const { stdout } = await worktree.cargo(['-Vv']);
  return /^host: (.*)$/m.exec(stdout)?.[1] ?? '';
}
