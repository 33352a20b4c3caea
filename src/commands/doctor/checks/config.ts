import { builtFor, configDifference } from '../../../formats/cargo/config-difference.ts';
import { joinedLists, listsOf } from '../../../formats/cargo/joined-lists.ts';
import { resolveDirectories, type Directories } from '../../../formats/cargo/directories.ts';
import type { DirectoryOrigin } from '../../../formats/cargo/found-directories.ts';
import { trackedPart } from '../../../formats/git/tracked.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import type { Failure } from '../../../system/failure.ts';
import { realpath } from '../../../system/fs.ts';
import { at } from '../../../engine/workspaces/discover.ts';
import type { Site } from '../site.ts';

interface Setting {
  readonly path: string;
  readonly from: DirectoryOrigin;
}

export type ConfigFinding =
  | { readonly check: 'config'; readonly verdict: 'pass'; readonly finding: 'directories'; readonly target: Setting; readonly build: Setting }
  | { readonly check: 'config'; readonly verdict: 'pass'; readonly finding: 'no-workspace' }
  | { readonly check: 'config'; readonly verdict: 'fail'; readonly finding: 'config-invalid'; readonly failure: Failure }
  /** Members of different worktrees have one unit hash there, and cargo goes by file times. */
  | {
      readonly check: 'config';
      readonly verdict: 'fail';
      readonly finding: 'directory-shared';
      readonly path: string;
      readonly worktrees: readonly string[];
      readonly from: DirectoryOrigin;
    }
  /** An absolute directory in the environment is every worktree's, in each shell that has it. */
  | { readonly check: 'config'; readonly verdict: 'warn'; readonly finding: 'directory-from-environment'; readonly variable: string; readonly path: string }
  /** One of the two worktrees lies inside the other. */
  | { readonly check: 'config'; readonly verdict: 'warn'; readonly finding: 'config-joined'; readonly file: string; readonly keys: readonly string[]; readonly worktree: string }
  /** Of a worktree inside this one, if there were any. */
  | { readonly check: 'config'; readonly verdict: 'pass'; readonly finding: 'lists-would-join'; readonly file: string; readonly keys: readonly string[] }
  | { readonly check: 'config'; readonly verdict: 'warn'; readonly finding: 'config-differs'; readonly file: string; readonly keys: readonly string[]; readonly worktree: string };

interface Resolved {
  readonly worktree: AbsolutePath;
  readonly root: AbsolutePath;
  readonly directories: Directories;
}

/** Where cargo builds, and which file or variable says so; directories of several worktrees; settings that differ. */
export async function checkConfig(site: Site): Promise<ConfigFinding[]> {
  const resolved: Resolved[] = [];
  const findings: ConfigFinding[] = [];
  for (const { worktree, workspaces, env } of site.worktrees) {
    for (const workspace of workspaces) {
      const root = at(worktree.path, workspace);
      const directories = await resolveDirectories({ workspaceRoot: root, env, mayRunCargo: true });
      if (directories.ok) resolved.push({ worktree: worktree.path, root, directories: directories.value });
      else findings.push({ check: 'config', verdict: 'fail', finding: 'config-invalid', failure: directories.error });
    }
  }
  const here = resolved.find(({ worktree }) => worktree === site.here?.worktree.path);
  if (here === undefined) return findings.length > 0 ? findings : [{ check: 'config', verdict: 'pass', finding: 'no-workspace' }];
  const { targetDirectory, buildDirectory, from } = here.directories;
  return [
    {
      check: 'config',
      verdict: 'pass',
      finding: 'directories',
      target: { path: targetDirectory, from: from.target },
      build: { path: buildDirectory, from: from.build },
    },
    ...findings,
    // In shared mode it is meant, and a wrapper of each worktree's own keeps the members apart.
    ...(site.clone.config.inForce.get('mode')?.value === 'shared' ? [] : shared(resolved)),
    ...fromEnvironment(site, here),
    ...(await differing(site, here, resolved)),
  ];
}

function shared(resolved: readonly Resolved[]): ConfigFinding[] {
  const users = new Map<string, Resolved[]>();
  for (const one of resolved) {
    const path = realpath(one.directories.buildDirectory) ?? one.directories.buildDirectory;
    users.set(path, [...(users.get(path) ?? []), one]);
  }
  return [...users].flatMap(([path, all]): ConfigFinding[] => {
    const worktrees = [...new Set(all.map(({ worktree }) => worktree))];
    const from = all[0]?.directories.from;
    if (worktrees.length < 2 || from === undefined) return [];
    const origin = from.build.from === 'default' ? from.target : from.build;
    return [{ check: 'config', verdict: 'fail', finding: 'directory-shared', path, worktrees, from: origin }];
  });
}

function fromEnvironment(site: Site, { directories: { from, targetDirectory, buildDirectory } }: Resolved): ConfigFinding[] {
  if (site.worktrees.length < 2) return [];
  const settings = [{ origin: from.target, path: targetDirectory }, { origin: from.build, path: buildDirectory }];
  return settings.flatMap(({ origin, path }): ConfigFinding[] => {
    if (origin.from !== 'environment' || site.env[origin.variable]?.startsWith('/') !== true) return [];
    return [{ check: 'config', verdict: 'warn', finding: 'directory-from-environment', variable: origin.variable, path }];
  });
}

/** Compared with the worktree here, by the settings that enter fingerprints and unit hashes. */
async function differing(site: Site, here: Resolved, resolved: readonly Resolved[]): Promise<ConfigFinding[]> {
  const findings: ConfigFinding[] = [];
  const workspace = here.root.slice(here.worktree.length);
  const { targetDirectory, buildDirectory } = here.directories;
  const ambient = { env: site.env, isBuilt: builtFor([buildDirectory, targetDirectory]) };
  for (const { worktree, root } of resolved) {
    if (worktree === here.worktree || root.slice(worktree.length) !== workspace) continue;
    const { differences } = await configDifference(here.root, root, ambient);
    const meant = differences.filter(({ key }) => key !== 'build.rustc-workspace-wrapper' || site.clone.config.inForce.get('mode')?.value !== 'shared');
    const { joined, others } = joinedLists(meant, here.root, root);
    if (joined !== undefined) findings.push({ check: 'config', verdict: 'warn', finding: 'config-joined', ...joined, worktree });
    const file = others.flatMap(({ first, second }) => [...first, ...second])[0]?.file;
    if (file !== undefined) {
      findings.push({ check: 'config', verdict: 'warn', finding: 'config-differs', file, keys: others.map(({ key }) => key), worktree });
    }
  }
  if (findings.some(({ finding }) => finding === 'config-joined')) return findings;
  const lists = await listsOf(here.worktree, here.root, ambient);
  if (lists !== undefined && trackedPart(here.worktree, lists.file) !== undefined) findings.push({ check: 'config', verdict: 'pass', finding: 'lists-would-join', ...lists });
  return findings;
}
