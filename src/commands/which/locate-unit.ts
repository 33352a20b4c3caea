import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes, stat } from '../../system/fs.ts';
import type { BuiltUnit, Slot } from '../../units/model.ts';

/** Every complete unit of a build directory, by slot. */
export function readUnits(buildDirectory: AbsolutePath): Map<Slot, BuiltUnit> {
  const units = new Map<Slot, BuiltUnit>();
  for (const layout of layoutsOf(buildDirectory)) {
    for (const profile of layout.profileDirectories(buildDirectory)) {
      const index = layout.index(buildDirectory, profile);
      for (const entry of layout.entries(buildDirectory, profile)) {
        const read = layout.read(buildDirectory, entry, index);
        if (read.ok) units.set(entry.slot, read.value);
      }
    }
  }
  return units;
}

/**
 * The unit that a file is of: the file is one of its outputs, another name of one (cargo hard-links final programs and
 * libraries), or, where it could not link, a copy of one with the very same bytes. Undefined where none or several fit.
 */
export function unitOf(file: AbsolutePath, buildDirectory: AbsolutePath, units: ReadonlyMap<Slot, BuiltUnit>): BuiltUnit | undefined {
  const asked = stat(file);
  if (asked?.kind !== 'file') return undefined;
  const alike: BuiltUnit[] = [];
  for (const unit of units.values()) {
    for (const { path, role } of unit.files) {
      if (!ARTIFACTS.has(role)) continue;
      const found = lstat(`${buildDirectory}/${path}`);
      if (found === undefined) continue;
      if (found.dev === asked.dev && found.ino === asked.ino) return unit;
      if (found.size === asked.size && isNamedLike(path, file)) alike.push(unit);
    }
  }
  const digest = digestOf(file);
  const same = alike.filter((unit) => unit.files.some(({ path }) => isNamedLike(path, file) && digestOf(`${buildDirectory}/${path}`) === digest));
  return same.length === 1 ? same[0] : undefined;
}

const ARTIFACTS: ReadonlySet<string> = new Set(['rlib', 'rmeta', 'dylib', 'executable']);

/** `deps/my_app-<hash>` for `my-app`. */
function isNamedLike(path: string, file: string): boolean {
  const plain = (name: string): string => basename(name).replace(/-[0-9a-f]{16}(?=\.|$)/, '').replaceAll('-', '_');
  return plain(path) === plain(file);
}

function digestOf(path: string): string | undefined {
  const bytes = readBytes(path);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}
