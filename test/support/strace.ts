import { spawnSync } from 'node:child_process';

/** Why tests that need strace are skipped here, to be put behind their name; empty where they run. */
export const WITHOUT_STRACE = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0 ? '' : ' (strace is not installed, or may not trace)';
