import { spawnSync } from 'node:child_process';

/** The oldest that is supported, and what is newer than the one at hand: when this was written, beta was 1.100. */
export const OLDEST_TOOLCHAIN = '1.84.1';
export const NEWER_TOOLCHAINS = ['1.99.1', 'beta'];

/** Whether rustup has it. */
export function hasToolchain(toolchain: string): boolean {
  return spawnSync('rustup', ['run', toolchain, 'cargo', '-V']).status === 0;
}
