import { FILE_TIME_TICK_NS } from '../../system/clock.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes, readLink } from '../../system/fs.ts';
import { walk } from '../../system/walk.ts';
import type { BuiltUnit, FileRole, UnitFile } from '../../units/model.ts';
import { fileOf, type CollectedFile, type CollectedUnit } from '../../engine/save/collected.ts';
import { writtenElsewhere } from '../../engine/save/written-elsewhere.ts';

const STAYS: ReadonlySet<FileRole> = new Set(['rlib', 'rmeta', 'dylib', 'executable', 'debug-info']);

/** A unit as `save` would take it out, but looked at where it stands: nothing is staged. Undefined where a file is gone. */
export function lookAt(unit: BuiltUnit, buildDirectory: AbsolutePath): CollectedUnit | undefined {
  const out = unit.outDirectory;
  const generated: UnitFile[] = [];
  if (out !== undefined) {
    walk(`${buildDirectory}/${out}`, ({ relative, stat }) => {
      if (stat.kind === 'file' || stat.kind === 'symlink') generated.push({ role: 'out-file', path: `${out}/${relative}` });
    });
  }
  const files: CollectedFile[] = [];
  for (const file of [...unit.files, ...generated]) {
    const path = `${buildDirectory}/${file.path}`;
    const stat = lstat(path);
    if (stat === undefined) return undefined;
    if (stat.kind === 'symlink') {
      files.push({ ...file, stat, content: { kind: 'symlink', target: readLink(path) ?? '' } });
    } else if (STAYS.has(file.role)) {
      files.push({ ...file, stat, content: { kind: 'staged', file: { path, placement: 'copy', size: stat.size, mode: stat.mode, mtimeNs: stat.mtimeNs } } });
    } else {
      const bytes = readBytes(path);
      if (bytes === undefined) return undefined;
      files.push({ ...file, stat, content: { kind: 'bytes', bytes } });
    }
  }
  return { unit, files, directories: [] };
}

/**
 * Whether a unit was brought here from elsewhere (`cp -a`, `mv`, a restored cache), so that its times say nothing of this
 * tree. A change time cannot be set, and cargo and this tool write the file that says when the unit was built once; see
 * also {@link writtenElsewhere}. `places`: all spellings of the build directory.
 */
export function isCopied(unit: CollectedUnit, places: readonly string[]): boolean {
  const stamp = fileOf(unit, 'invoked-timestamp');
  if (stamp === undefined || stamp.stat.ctimeNs > stamp.stat.mtimeNs + 2n * FILE_TIME_TICK_NS) return true;
  return writtenElsewhere(unit, places) !== undefined;
}
