import { cargoHome } from '../../formats/cargo/home.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { readBytes, stat } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { findSccache, type SccacheProgram } from './program.ts';
import { readRecord, type SccacheRecord } from './record.ts';
import { wrapperSettings, type WrapperSetting } from './wrapper-settings.ts';

/** Everything that the plans for `sccache enable` and `disable` depend on. */
export interface SccacheFacts {
  readonly program: SccacheProgram | undefined;
  /** CARGO_HOME. */
  readonly home: AbsolutePath;
  /** The user's own cargo configuration; it need not be there. */
  readonly file: AbsolutePath;
  /** What it holds; undefined: it is absent. */
  readonly bytes: Buffer | undefined;
  /** Every wrapper that a cargo in the current directory sees, the one in force first. */
  readonly settings: readonly WrapperSetting[];
  readonly record: SccacheRecord | undefined;
}

/** Looks at the user's set-up from `cwd`. Changes nothing. */
export async function gatherFacts(cwd: AbsolutePath, env: NodeJS.ProcessEnv): Promise<Result<SccacheFacts, Failure>> {
  const home = cargoHome(env, cwd);
  // Where both are there cargo reads the one without extension, and warns.
  const file = (stat(`${home}/config`) === undefined ? `${home}/config.toml` : `${home}/config`) as AbsolutePath;
  const read = attempt(() => ({ bytes: readBytes(file), record: readRecord(home) }));
  if (!read.ok) {
    return err({ code: 'io', message: `Cargo's configuration cannot be read (${read.error.code}).`, path: read.error.path ?? file });
  }
  const [program, settings] = await Promise.all([findSccache(cwd, env), wrapperSettings(cwd, env)]);
  return ok({ program, home, file, ...read.value, settings });
}
