import { layoutsOf } from '../../../formats/cargo/layout/detect.ts';
import { parseRustcDepInfo } from '../../../formats/cargo/rustc-dep-info.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readBytes, readDirectory, readText } from '../../../system/fs.ts';
import { workingDirectoriesOf } from '../../../formats/objects/metadata.ts';
import { parseMark } from '../../../units/marker.ts';
import type { BuiltUnit, FileRole } from '../../../units/model.ts';
import { profilesIn } from '../cargo-contents.ts';

/** Absolute paths of sources that a target or build directory was built from. */
export function builtFrom(directory: AbsolutePath): Set<string> {
  const sources = finalSources(directory);
  for (const layout of layoutsOf(directory)) {
    for (const profile of layout.profileDirectories(directory)) {
      const index = layout.index(directory, profile);
      for (const entry of layout.entries(directory, profile)) {
        const read = layout.read(directory, entry, index);
        if (read.ok) for (const { path } of compiledSources(directory, read.value)) sources.add(path);
      }
    }
  }
  return sources;
}

export interface CompiledSource {
  readonly path: string;
  /** Where the compiler ran: the root of the workspace. */
  readonly directory: string;
}

/**
 * The first source of a library of a path package, wherever it was compiled, from rustc's metadata. None of a unit
 * that this tool has placed: it was compiled elsewhere.
 */
export function compiledSources(buildDirectory: AbsolutePath, unit: BuiltUnit): CompiledSource[] {
  const metadata = unit.files.find(({ role }) => role === 'rmeta');
  if (metadata === undefined || isPlaced(buildDirectory, unit)) return [];
  const [first] = parseRustcDepInfo(textOf(buildDirectory, unit, 'rustc-dep-info')).inputs;
  if (first === undefined || first.startsWith('/')) return [];
  const bytes = readBytes(`${buildDirectory}/${metadata.path}`);
  if (bytes === undefined) return [];
  return [...workingDirectoriesOf(bytes, first)].map((directory) => ({ path: `${directory}/${first}`, directory }));
}

/** Whether this tool has brought the unit from another worktree. */
export function isPlaced(buildDirectory: AbsolutePath, unit: BuiltUnit): boolean {
  return parseMark(textOf(buildDirectory, unit, 'invoked-timestamp')) !== undefined;
}

function textOf(buildDirectory: AbsolutePath, unit: BuiltUnit, role: FileRole): string {
  const file = unit.files.find((own) => own.role === role);
  return (file && readText(`${buildDirectory}/${file.path}`)) ?? '';
}

/**
 * What the final artifacts were built from, from the `.d` files beside them (`output: input input`, absolute unless
 * `build.dep-info-basedir` is set; cargo's `core/compiler/output_depinfo.rs`).
 */
function finalSources(directory: string): Set<string> {
  const sources = new Set<string>();
  for (const profile of profilesIn(directory)) {
    for (const entry of readDirectory(`${directory}/${profile}`)) {
      if (!entry.isFile() || !entry.name.endsWith('.d')) continue;
      for (const line of (readText(`${directory}/${profile}/${entry.name}`) ?? '').split('\n')) {
        const colon = line.indexOf(': ');
        if (colon === -1) continue;
        for (const input of line.slice(colon + 2).split(/(?<!\\) /)) {
          const path = input.replaceAll('\\ ', ' ');
          if (path.startsWith('/') && !path.startsWith(`${directory}/`)) sources.add(path);
        }
      }
    }
  }
  return sources;
}
