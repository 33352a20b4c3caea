import { spawnSync } from 'node:child_process';

/** The oldest that is supported, and the newest that was there when this was written. */
export const OLDEST_TOOLCHAIN = '1.84.1';
export const NEWEST_TOOLCHAIN = '1.99.1';

/** Whether rustup has it. */
export function hasToolchain(toolchain: string): boolean {
  return spawnSync('rustup', ['run', toolchain, 'cargo', '-V']).status === 0;
}
