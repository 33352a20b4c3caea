import { dirname } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { realpath } from '../../system/fs.ts';
import { run } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';

/** The root of the cargo workspace that a directory belongs to, as cargo finds it. */
export async function locateProject(cwd: string, env: NodeJS.ProcessEnv): Promise<Result<AbsolutePath, Failure>> {
  const said = await run('cargo', ['locate-project', '--workspace', '--message-format', 'plain'], { cwd, env });
  const root = said.ok ? realpath(dirname(said.value.stdout.trim())) : undefined;
  if (root !== undefined) return ok(root);
  if (!said.ok && said.error.reason === 'missing-program') {
    return err({ code: 'cargo-missing', message: 'cargo is not on the PATH.', path: cwd, hint: 'install Rust: https://rustup.rs' });
  }
  return err({
    code: 'not-a-cargo-workspace',
    message: 'This directory belongs to no cargo workspace.',
    path: cwd,
    hint: 'Go into a directory with a Cargo.toml in it or above it, or name one with -C DIR.',
  });
}
