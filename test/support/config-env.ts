import type { ConfigEnv } from '../../src/formats/cargo/config-env.ts';
import { sha256 } from '../../src/units/identity.ts';

/** Of a worktree whose configuration sets nothing. */
export const NO_CONFIG_ENV: ConfigEnv = { digest: () => sha256('nothing'), variable: () => undefined, files: [], read: [], compilers: [] };
