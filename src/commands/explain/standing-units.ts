import { askCargoForMembers, type WorkspaceMember } from '../../formats/cargo/ask-cargo.ts';
import type { OutputIndex } from '../../formats/cargo/layout/layout.ts';
import { readTextIfAllowed, stat } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { PresentNode } from '../../engine/save/present-graph.ts';
import type { SurveyedUnit } from '../../engine/save/survey.ts';
import { parseMark } from '../../units/marker.ts';
import type { Slot } from '../../units/model.ts';
import { lastCommand, type StandingUnit } from './last-built.ts';

/** A build directory, with what stands there. */
export interface Standing {
  readonly buildDirectory: AbsolutePath;
  readonly surveyed: readonly SurveyedUnit[];
  readonly graph: ReadonlyMap<Slot, PresentNode>;
}

/**
 * The command that built last in the first of these directories in which cargo has built anything itself; what was placed
 * there does not count. Undefined where there is none, or cargo does not name the workspace's packages.
 */
export async function lastBuilt(directories: Iterable<Standing>, workspaceRoot: AbsolutePath, env: NodeJS.ProcessEnv): Promise<string[] | undefined> {
  let members: WorkspaceMember[] | undefined;
  for (const directory of directories) {
    if (directory.surveyed.length === 0) continue;
    members ??= await askCargoForMembers(workspaceRoot, env);
    if (members === undefined) return undefined;
    const below = new Set([...directory.graph.values()].flatMap(({ dependencies }) => dependencies));
    const command = lastCommand(standingUnits(directory, members), below, members);
    if (command !== undefined) return command;
  }
  return undefined;
}

function standingUnits({ surveyed, buildDirectory }: Standing, members: readonly WorkspaceMember[]): StandingUnit[] {
  const names = new Set(members.map(({ name }) => name));
  const indices = new Map<string, OutputIndex>();
  return surveyed.flatMap(({ entry, layout }) => {
    if (!names.has(entry.packageName)) return [];
    const stamp = `${buildDirectory}/${entry.fingerprintDirectory}/invoked.timestamp`;
    const builtAt = stat(stamp)?.mtimeNs;
    if (builtAt === undefined || parseMark(readTextIfAllowed(stamp) ?? '') !== undefined) return [];
    const key = `${layout.kind}/${entry.profileDirectory}`;
    const index = indices.get(key) ?? layout.index(buildDirectory, entry.profileDirectory);
    indices.set(key, index);
    const read = layout.read(buildDirectory, entry, index);
    if (!read.ok) return [];
    const { slot, packageName, kind, profileDirectory, files, record } = read.value;
    const isChecked = !files.some(({ role }) => role === 'rlib' || role === 'executable' || role === 'dylib');
    return [{ slot, package: packageName, kind, isChecked, profileDirectory, features: featuresIn(record.features), builtAt }];
  });
}

/** Cargo writes the list in Rust's words: `["default", "std"]` (`fingerprint/mod.rs`). */
function featuresIn(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
