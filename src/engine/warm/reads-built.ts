import { posix } from 'node:path';
import { parseDepInfo } from '../../formats/cargo/dep-info.ts';
import type { UnitEntry } from '../../formats/cargo/layout/layout.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readBytes } from '../../system/fs.ts';
import type { FingerprintRecord } from '../../units/model.ts';

interface Built {
  readonly buildDirectory: AbsolutePath;
  readonly targetDirectory: AbsolutePath;
}

/**
 * Whether cargo's record of a unit names a file that was built there, other than one that a build script left in
 * OUT_DIR: `include_bytes!("../../target/debug/helper")`. Cargo knows such a file by its time alone. It may say yes too
 * often: the unit is then compiled once more.
 */
export function readsBuilt(entry: UnitEntry, record: FingerprintRecord, built: Built): boolean {
  const { buildDirectory } = built;
  const watched = record.local.flatMap((local) => (local.kind === 'rerun-if-changed' ? local.paths : []));
  if (watched.some((path) => mayBeBuilt(path, built))) return true;
  if (!entry.fingerprintFiles.includes(`dep-${entry.name}`)) return false;
  const bytes = readBytes(`${buildDirectory}/${entry.fingerprintDirectory}/dep-${entry.name}`);
  const depInfo = bytes && parseDepInfo(bytes);
  if (depInfo?.ok !== true) return true;
  return depInfo.value.files.some(({ base, path }) => mayBeBuilt(base === 'build' ? posix.resolve(buildDirectory, path) : path, built));
}

/** Of a path that is relative to the package, whose root is not known here, the directory's name alone tells. */
function mayBeBuilt(path: string, { buildDirectory, targetDirectory }: Built): boolean {
  return [buildDirectory, targetDirectory].some((directory) =>
    path.startsWith('/') ? path.startsWith(`${directory}/`) && !path.slice(directory.length).includes('/out/') : path.split('/').includes(posix.basename(directory)),
  );
}
