import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Failure } from '../../system/failure.ts';
import { makeDirectories, makeTemporaryDirectory } from '../../system/move.ts';
import { run } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { removeTree, writeNew } from '../../system/write.ts';
import { readStatistics, type SccacheStatistics } from './statistics.ts';

const MANIFEST = '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n';

/** What sccache counted for one compilation. */
export interface Probe {
  readonly before: SccacheStatistics;
  readonly after: SccacheStatistics;
}

/**
 * Compiles a library of one line with cargo as the user's configuration has it, and looks whether sccache counted it.
 * Without incremental compilation, which sccache leaves alone.
 */
export async function probeSccache(program: string, env: NodeJS.ProcessEnv): Promise<Result<Probe, Failure>> {
  const directory = makeTemporaryDirectory('cargo-share-sccache-');
  try {
    makeDirectories(join(directory, 'src'));
    writeNew(join(directory, 'Cargo.toml'), MANIFEST);
    writeNew(join(directory, 'src', 'lib.rs'), `pub const PROBE: &str = "${randomUUID()}";\n`);
    const before = await readStatistics(program, directory, env);
    if (!before.ok) return before;
    const elsewhere = { ...env, CARGO_INCREMENTAL: '0', CARGO_TARGET_DIR: join(directory, 'target') };
    const built = await run('cargo', ['build', '--quiet', '--offline'], { cwd: directory, env: elsewhere, timeoutMs: 120_000 });
    if (!built.ok) {
      const words = 'stderr' in built.error ? built.error.stderr.trim() : '';
      return err(unused(`cargo cannot compile through sccache.${words === '' ? '' : `\n${words}`}`, program));
    }
    const after = await readStatistics(program, directory, env);
    if (!after.ok) return after;
    if (after.value.executed > before.value.executed) return ok({ before: before.value, after: after.value });
    return err(unused('A crate was compiled, and sccache did not count it.', program));
  } finally {
    removeTree(directory);
  }
}

function unused(message: string, path: string): Failure {
  return { code: 'sccache-unusable', message, path, hint: 'Nothing was changed. See what `sccache --show-stats` says before and after a build.' };
}
