import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { AbsolutePath } from '../../src/system/brand.ts';
import type { FileRole } from '../../src/units/model.ts';
import { examineArtifact } from '../../src/formats/objects/scan.ts';
import { exec, type Environment } from '../../test/rig/process.ts';
import type { PathVerdict } from './result.ts';

/** Refusals that rest on a path of the worktree's which the unit is thought to hold. */
export const PATH_REASONS: ReadonlySet<string> = new Set(['baked-path', 'env-path']);

/**
 * Looks through what cargo built from scratch in `workspace` for its worktree's own path: a unit that was refused in
 * another worktree for its path leaks it exactly if it holds this one's here.
 */
export async function judgePath(
  unit: { readonly unitHash: string | null },
  { worktree, workspace }: { readonly worktree: string; readonly workspace: string },
  env: Environment,
): Promise<Pick<PathVerdict, 'leak' | 'evidence'>> {
  const files = unit.unitHash === null ? [] : artifactsOf(join(workspace, 'target'), unit.unitHash);
  if (files.length === 0) return { leak: 'unknown', evidence: 'no artifact was found' };
  const sources = (await exec('git', ['ls-files', '-z'], { cwd: workspace, env })).stdout.split('\0');
  for (const { path, role } of files) {
    const examined = examineArtifact({ path, role, roots: [worktree as AbsolutePath], sources, workspaceRoot: workspace as AbsolutePath, wantDigest: false });
    if (!examined.ok) return { leak: 'unknown', evidence: examined.error };
    const { leak } = examined.value;
    if (leak !== undefined) return { leak: 'true', evidence: `${relative(worktree, path)} ${leak.section}: ${leak.text}` };
  }
  return { leak: 'false', evidence: `nothing in ${files.map(({ path }) => relative(worktree, path)).join(', ')}` };
}

const ROLES: readonly (readonly [ending: RegExp, role: FileRole])[] = [
  [/\.rmeta$/, 'rmeta'],
  [/\.rlib$/, 'rlib'],
  [/\.(so|dylib)$/, 'dylib'],
  [/-[0-9a-f]{16}$/, 'executable'],
];

/** In the legacy layout; a build script's program stands in the directory of its own. */
function artifactsOf(target: string, hash: string): { path: string; role: FileRole }[] {
  return ['deps', 'examples', 'build'].flatMap((name) => {
    const directory = join(target, 'debug', name);
    const names = listing(directory).filter((entry) => entry.includes(`-${hash}`));
    const files = name === 'build' ? names.flatMap((entry) => listing(join(directory, entry)).map((file) => join(entry, file))) : names;
    return files.flatMap((file) => {
      const role = ROLES.find(([ending]) => ending.test(file))?.[1];
      return role === undefined ? [] : [{ path: join(directory, file), role }];
    });
  });
}

function listing(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
