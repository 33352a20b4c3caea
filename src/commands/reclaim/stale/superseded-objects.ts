import { posix } from 'node:path';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readDirectory } from '../../../system/fs.ts';
import { debugObjects } from '../../../formats/objects/debug-objects.ts';
import type { ReadUnit } from './read-units.ts';

/** What rustc calls the objects that it keeps for their debug information (`rustc_session::config::OutputFilenames`, 1.95). */
const OBJECT = '.rcgu.o';

/**
 * Object files that a former compilation of a program, or of a shared library, has left beside it: for Apple's systems rustc
 * keeps them, under new names each time, and nobody deletes the old ones (rust-lang/rust#161824). Which are in use only the
 * linked file says. Relative to the build directory; only what bears the name of objects that are in use, and is none.
 */
export function supersededObjects(buildDirectory: AbsolutePath, units: readonly ReadUnit[]): string[] {
  const linked = units.flatMap(({ read }) => (read.ok ? read.value.files.filter(({ role }) => role === 'executable' || role === 'dylib') : []));
  const directories = new Set(linked.map(({ path }) => posix.dirname(path)));
  return [...directories].flatMap((directory) => {
    const programs = linked.filter(({ path }) => posix.dirname(path) === directory);
    const objects = readDirectory(`${buildDirectory}/${directory}`).flatMap((entry) => (entry.isFile() && entry.name.endsWith(OBJECT) ? [entry.name] : []));
    if (objects.length === 0) return [];
    // A user's `-oso_prefix` shortens the paths; the objects lie beside what was linked from them all the same.
    const used = new Set(programs.flatMap(({ path }) => debugObjects(`${buildDirectory}/${path}`)).map((object) => posix.basename(object)));
    const crates = new Set(objects.filter((name) => used.has(name)).map(crateOf));
    return objects.filter((name) => !used.has(name) && crates.has(crateOf(name))).map((name) => `${directory}/${name}`);
  });
}

/** `app-0123456789abcdef` of `app-0123456789abcdef.<codegen unit>.<random>.rcgu.o`, without the hash where units have a directory each. */
function crateOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}
