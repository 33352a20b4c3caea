import { posix } from 'node:path';
import { namedContents } from '../contents/named-paths.ts';
import { ownCompilers } from '../contents/own-compilers.ts';
import type { TimeNs } from '../system/brand.ts';
import type { InputEvidence } from '../units/may-save.ts';
import type { Condition, MacroTraits } from '../units/model.ts';
import { mayBeIncluded } from '../units/included-languages.ts';
import { invocationPaths, listingName, namedPaths } from '../units/named-paths.ts';
import type { CompiledFrom } from './compiled-from.ts';
import { isBelow } from './donor.ts';
import { configFile } from './previous-blobs.ts';
import type { JudgeContext } from './judge-context.ts';

/** Files that cargo is not told of, as what must hold elsewhere and as evidence of their times. */
export interface Undeclared {
  readonly conditions: readonly Condition[];
  readonly evidence: readonly InputEvidence[];
}

export const NOTHING_UNDECLARED: Undeclared = { conditions: [], evidence: [] };

/**
 * What a macro that reads files could see where a path package is compiled: the package's own files, the workspace's
 * root manifest, and, inside the package or not, ignored or not, what its text or its invocation names. Where it may
 * look for files that no text names, every file of the worktree.
 */
export function macroInputs(from: CompiledFrom, macros: MacroTraits, context: JudgeContext): Undeclared {
  if (from.source.kind !== 'path') return NOTHING_UNDECLARED;
  const { root } = from.source;
  const named = pathsNamed(from, macros, context);
  const which = macros.wanders !== null || named === 'too-many' ? 'of-the-worktree' : 'visible-to-macros';
  const files = context.listing.of(root, which);
  const path = `${from.workspace}/Cargo.toml`.slice(context.donor.worktree.length + 1);
  const manifest = context.donor.contents.file(path);
  const conditions: Condition[] = [{ kind: 'package-files', root, which, sha256: files.sha256 }];
  if (manifest !== undefined) conditions.push({ kind: 'root-manifest', path, sha256: manifest.sha256 });
  const seen = named === 'too-many' ? NOTHING_UNDECLARED : whatIsNamed(named, context);
  return {
    conditions: [...conditions, ...seen.conditions],
    evidence: [
      { path: files.newest ?? root, changedNs: files.changedNs, word: 'silent' },
      { path, changedNs: manifest?.changedNs, word: 'silent' },
      ...seen.evidence,
    ],
  };
}

/** The values that cargo's configuration gives to the variables which a macro or build script asks for. */
export function variablesAsked(variables: MacroTraits['variables'], { donor }: JudgeContext): Undeclared {
  if (variables.length === 0) return NOTHING_UNDECLARED;
  const { configEnv } = donor;
  return {
    conditions: [{ kind: 'config-env', variables, sha256: configEnv.digest(variables) }],
    evidence: timesOf(configEnv.files, donor),
  };
}

/**
 * What a build script may read that cargo may not have been told to watch: what its text names, and of the package what
 * the files that it compiles may include; all of the package where it may list its directories.
 */
export function scriptInputs(root: string, sources: readonly string[], context: JudgeContext): Undeclared {
  const paths = new Set<string>();
  let listsPackage = false;
  for (const source of sources) {
    const names = [...namedPaths(source)];
    for (const name of names) {
      addPlaces(paths, name, { bases: [root], root, context });
      if (mayBeIncluded(name) && isOutside(name, root)) addPlaces(paths, posix.dirname(name), { bases: [root], root, context });
    }
    const meansPackage = names.length === 0 || names.some((name) => /^(?:\.|\.?\/?src)\/?$/.test(name));
    listsPackage ||= listingName(source) !== undefined && meansPackage;
  }
  const which = listsPackage ? 'listed-by-script' : 'read-by-compilers';
  const files = context.listing.of(root, which);
  const named = whatIsNamed([...paths].sort(), context);
  return {
    conditions: [{ kind: 'package-files', root, which, sha256: files.sha256 }, ...named.conditions],
    // Scripts name what they are about to write as well: that it is not there tells nothing.
    evidence: [{ path: files.newest ?? root, changedNs: files.changedNs, word: 'silent' }, ...named.evidence.slice(0, 1)],
  };
}

/** Whether a path that a script of the package at `root` names leads out of the package. */
function isOutside(name: string, root: string): boolean {
  return root !== '' && !isBelow(posix.join(root, name), root);
}

/**
 * The repository's own programs that compile: see {@link ownCompilers}. Where there are none now, a configuration that
 * was edited since may have named one when the unit was built, and nothing in the unit tells.
 */
export function ownCompilersUsed(builtNs: TimeNs, { donor, previous }: JudgeContext): Undeclared {
  const { configEnv, contents, worktree } = donor;
  const own = ownCompilers(configEnv, contents);
  if (own !== null) {
    return { conditions: [{ kind: 'own-compilers', ...own }], evidence: timesOf([...own.paths, ...configEnv.compilers.flatMap(({ setIn }) => setIn ?? [])], donor) };
  }
  const config = configFile(donor.workspaces[0] ?? worktree, worktree);
  // What the switch has replaced says what was in force before it.
  const was = previous(config)?.toString('utf8');
  if (was !== undefined && !SETS_COMPILER.test(was)) return NOTHING_UNDECLARED;
  const edited = timesOf(configEnv.read.filter((path) => isBelow(path, worktree)), donor).filter(({ changedNs }) => changedNs !== undefined && changedNs > builtNs);
  return { conditions: [], evidence: edited };
}

/** Evidence of files of which only times can speak. Paths absolute, or relative to the worktree. */
function timesOf(paths: readonly string[], { contents, worktree }: JudgeContext['donor']): InputEvidence[] {
  return paths
    .map((path) => (isBelow(path, worktree) ? path.slice(worktree.length + 1) : path))
    .map((path) => ({ path, changedNs: contents.times(path)?.changedNs, word: 'silent' }));
}

const SETS_COMPILER = /\brustc(?:-wrapper)?["']?\s*=/;

/** Contents of files and directories of the worktree's, as what must hold elsewhere. */
export function whatIsNamed(paths: readonly string[], context: JudgeContext): Undeclared {
  if (paths.length === 0) return NOTHING_UNDECLARED;
  const { sha256, changedNs, newest, goneNs } = namedContents(paths, context.donor.contents);
  return {
    conditions: [{ kind: 'named-paths', paths, sha256 }],
    evidence: [
      { path: newest ?? paths[0] ?? '', changedNs, word: 'silent' },
      { path: paths[0] ?? '', changedNs: goneNs, word: 'silent' },
    ],
  };
}

/** With more names than this, all files are compared. */
const MOST_PATHS = 2000;

function pathsNamed(from: CompiledFrom, macros: MacroTraits, context: JudgeContext): readonly string[] | 'too-many' {
  const root = from.source.kind === 'path' ? from.source.root : '';
  const paths = new Set<string>();
  const above = ancestors(root);
  for (const name of macros.names) addPlaces(paths, name, { bases: above, root, context });
  for (const { path } of from.inputs) {
    if (!path.endsWith('.rs')) continue;
    const text = context.donor.contents.bytes(path)?.toString('utf8') ?? '';
    for (const name of invocationPaths(text)) {
      if (macros.lists !== null && isAbove(posix.join(root, name), root)) return 'too-many';
      addPlaces(paths, name, { bases: [...above, posix.dirname(path)], root, context, isWord: !/[/.]/.test(name) });
    }
  }
  return paths.size > MOST_PATHS ? 'too-many' : [...paths].sort();
}

/** Whether a directory is one that holds the package and others, by a name like `../..`. */
function isAbove(path: string, root: string): boolean {
  const directory = posix.normalize(path).replace(/\/$/, '');
  return directory !== root && !directory.startsWith('..') && (directory === '.' || root.startsWith(`${directory}/`)) && root !== '';
}

/** A directory of the worktree and all above it, up to the worktree's root. */
function ancestors(root: string): string[] {
  const found = [root];
  for (let at = root; at !== ''; ) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    found.push(at);
  }
  return found;
}

/**
 * Adds each place that `name` may mean. A bare word counts only where it stands for something now. Directories that hold
 * the package itself are left out: its files are compared as a package's; and so are whole build and git directories.
 */
function addPlaces(
  paths: Set<string>,
  name: string,
  o: { bases: readonly string[]; root: string; context: JudgeContext; isWord?: boolean },
): void {
  const { donor } = o.context;
  if (name.startsWith('/') || name.startsWith('~')) return;
  for (const base of o.bases) {
    const path = posix.normalize(posix.join(base, name)).replace(/\/$/, '');
    if (path === '..' || path.endsWith('/..')) continue;
    // From where another worktree lies the way out leads to another file. A whole directory out there is nobody's input.
    if (path.startsWith('../') && donor.contents.times(path)?.kind === 'directory') continue;
    if (path === '.' || isBelow(o.root, path) || path === `${o.root}/src` || (o.root === '' && path === 'src')) continue;
    const absolute = donor.contents.absolute(path);
    if (/(?:^|\/)\.git(?:\/|$)/.test(path) || absolute === donor.buildDirectory || absolute === donor.targetDirectory) continue;
    if (o.isWord === true && donor.contents.times(path) === undefined) continue;
    paths.add(path);
  }
}
