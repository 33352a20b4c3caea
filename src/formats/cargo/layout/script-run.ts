import type { AbsolutePath } from '../../../system/brand.ts';
import { readDirectory } from '../../../system/fs.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import type { FileRole, UnitFile } from '../../../units/model.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';
import type { FoundOutputs } from './read-unit.ts';

/**
 * The files of a build script's run. Cargo itself asks for the output only; without `root-output` it would not
 * translate OUT_DIR paths, and without OUT_DIR the dependents fail: both are required here.
 * All paths are relative to the build directory; `outputName` is what the layout calls the stored output.
 */
export function scriptRunFiles(
  buildDirectory: AbsolutePath,
  runDirectory: string,
  o: { readonly outputName: string; readonly outDirectory: string },
): Result<FoundOutputs, SaveRefusal> {
  const names = new Set(readDirectory(`${buildDirectory}/${runDirectory}`).map(({ name }) => name));
  const roles: readonly (readonly [FileRole, string])[] = [
    ['script-output', o.outputName],
    ['script-root-output', 'root-output'],
    ['script-stderr', 'stderr'],
    ['invoked-timestamp', 'invoked.timestamp'],
  ];
  const files: UnitFile[] = [];
  for (const [role, name] of roles) {
    const path = `${runDirectory}/${name}`;
    if (names.has(name)) files.push({ role, path });
    else if (role === 'script-output' || role === 'script-root-output') return err({ reason: 'incomplete', missing: path });
  }
  return ok({ files, outDirectory: o.outDirectory });
}
