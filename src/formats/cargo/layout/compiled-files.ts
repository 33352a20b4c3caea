import { readText } from '../../../system/fs.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import type { FileRole, UnitFile } from '../../../units/model.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';
import { isShortDwo } from '../../objects/split-debug.ts';
import { rustcOutputs } from '../rustc-dep-info.ts';

/**
 * The files of one compilation. What rustc's `.d` names as outputs must all be there; a build in check mode names
 * no `.rlib`, so a library whose `.rlib` was deleted is not mistaken for one. Debug info is taken where present: cargo
 * does not check it either. A compilation that was told to write more (`--emit=asm`) is left to cargo.
 *
 * `candidates` are the files that may belong to the unit and `dependencyFile` is the `.d` among them,
 * relative to the build directory.
 */
export function compiledFiles(
  buildDirectory: AbsolutePath,
  dependencyFile: string,
  candidates: readonly string[],
): Result<UnitFile[], SaveRefusal> {
  const text = readText(`${buildDirectory}/${dependencyFile}`);
  const directory = dependencyFile.slice(0, dependencyFile.lastIndexOf('/') + 1);
  const outputs = rustcOutputs(text ?? '');
  if (outputs.length === 0) return err({ reason: 'incomplete', missing: dependencyFile });
  const files: UnitFile[] = [];
  for (const output of outputs) {
    const path = directory + output.slice(output.lastIndexOf('/') + 1);
    const role = outputRole(path);
    if (role === undefined) return err({ reason: 'unsupported-kind', kind: path });
    if (!candidates.includes(path)) return err({ reason: 'incomplete', missing: path });
    files.push({ role, path });
  }
  for (const path of candidates) if (DEBUG_INFO.test(path) && !isShortDwo(path)) files.push({ role: 'debug-info', path });
  return ok(files);
}

const DEBUG_INFO = /\.(?:dwo|dwp|pdb)$/;

/** By extension; a static library is an archive of objects as an `.rlib` is. `undefined`: people asked for it by `--emit`. */
function outputRole(path: string): FileRole | undefined {
  const dot = path.lastIndexOf('.');
  const extension = dot > path.lastIndexOf('/') ? path.slice(dot + 1) : '';
  switch (extension) {
    case 'd':
      return 'rustc-dep-info';
    case 'rlib':
    case 'a':
    case 'lib':
      return 'rlib';
    case 'rmeta':
      return 'rmeta';
    case 'so':
    case 'dylib':
    case 'dll':
      return 'dylib';
    // Cargo does not know these, so a build where they are missing would not make them.
    case 's':
    case 'll':
    case 'bc':
    case 'mir':
    case 'o':
    case 'obj':
      return undefined;
    default:
      return 'executable';
  }
}
