import { basename, dirname } from 'node:path';
import { withKey, withoutKey, type EditProblem, type KeyPath } from '../../../formats/cargo/config-edit/edit.ts';
import { ok, type Result } from '../../../system/result.ts';

export type SharedKey = 'build-dir' | 'target-dir' | 'rustc-workspace-wrapper';

/** What `[build]` should say: a value, or null for a key that should not be there; others are left as they are. */
export type ConfigEdits = Readonly<Partial<Record<SharedKey, string | null>>>;

/** `build-dir`: each worktree keeps its final artifacts. `target-dir`: the recipe as it is written. */
export type Variant = 'build-dir' | 'target-dir';

/**
 * What makes a workspace build apart, against whatever it inherits from a directory above: cargo takes an empty
 * wrapper for none (seen with cargo 1.95), and the template is resolved for each workspace.
 */
export const OPT_OUT: Readonly<Record<Variant, ConfigEdits>> = {
  'build-dir': { 'build-dir': '{workspace-root}/target', 'rustc-workspace-wrapper': '' },
  'target-dir': { 'target-dir': 'target', 'rustc-workspace-wrapper': '' },
};

/**
 * How a workspace names the build directory. The workspace in whose root it lies names it by template: a worktree
 * further inside that nobody has set up inherits the text, and by it builds in a directory of its own. With an
 * absolute path it would build in the shared one, under the outer worktree's hashes.
 */
export function buildDirValue(workspace: string, directory: string): string {
  return dirname(directory) === workspace ? `{workspace-root}/${basename(directory)}` : directory;
}

/** The bytes of a configuration file with all edits done. */
export function applyEdits(bytes: Uint8Array, edits: ConfigEdits): Result<Buffer, EditProblem> {
  let now: Buffer = Buffer.from(bytes);
  for (const [key, value] of Object.entries(edits)) {
    const path: KeyPath = ['build', key];
    const done = value === null ? withoutKey(now, path) : withKey(now, path, value);
    if (!done.ok) return done;
    now = done.value;
  }
  return ok(now);
}
