import { parseRustcDepInfo } from '../cargo/rustc-dep-info.ts';
import { readText } from '../system/fs.ts';
import { askedVariables } from '../units/environment-text.ts';
import { branchReadingName, gitReadingName, gitRunningName, isGitPackage } from '../units/git-text.ts';
import type { MacroTraits } from '../units/model.ts';
import { listingName, namedPaths, wanderingName } from '../units/named-paths.ts';
import { directoryName, fileReadingName, programRunningName } from '../units/source-text.ts';

/** What the text of one crate tells, without its dependencies: as {@link MacroTraits}. */
export type CrateText = MacroTraits;

export const NOTHING: CrateText = { readsFiles: null, seesDirectory: null, readsGit: null, readsBranch: null, wanders: null, lists: null, names: [], variables: [] };

/** A crate as its text is looked for. */
export interface Crate {
  readonly packageName: string;
  /** rustc's `.d`, where it can be read now. */
  readonly rustcDepInfo: string | undefined;
  /** The directory that relative sources start from. */
  readonly workspace: string;
}

/** The sources of a crate, as far as they can be read. */
interface Sources {
  readonly texts: readonly string[];
  /** Of the repository, and not of a registry or of a git dependency. */
  readonly isOwn: boolean;
  /** Why the texts are not all. */
  readonly lacking: string | undefined;
}

/** Looks through a crate's sources. Where one cannot be read, the worst is assumed. */
export function textOfCrate(crate: Crate): CrateText {
  const { texts, isOwn, lacking } = sourcesOf(crate);
  if (lacking !== undefined) return { ...NOTHING, readsFiles: lacking, readsGit: lacking, readsBranch: lacking, wanders: lacking, lists: lacking, variables: 'any' };
  const words = (name: string | undefined): string | null => (name === undefined ? null : `${crate.packageName} names \`${name}\``);
  const readsFiles = words(first(texts, fileReadingName));
  const program = first(texts, programRunningName);
  // Of the registries' macros those that run a program ask the toolchain or git; they read what their text names.
  const wanders = isOwn && readsFiles !== null ? (program ?? wanderingName(texts)) : undefined;
  const git = isGitPackage(crate.packageName) ? crate.packageName : first(texts, isOwn ? gitReadingName : gitRunningName);
  return {
    readsFiles,
    seesDirectory: isOwn ? words(first(texts, directoryName)) : null,
    readsGit: words(git),
    readsBranch: git === undefined ? null : words(first(texts, branchReadingName)),
    wanders: words(wanders),
    lists: readsFiles === null ? null : words(first(texts, listingName)),
    variables: allAsked(texts.map(askedVariables)),
    names: readsFiles === null ? [] : [...new Set(texts.flatMap((text) => [...namedPaths(text)]))].sort(),
  };
}

/** Cargo compiles the packages of a workspace by relative paths, all others by absolute ones; a crate's root is first. */
function sourcesOf(crate: Crate): Sources {
  const { packageName, rustcDepInfo, workspace } = crate;
  if (rustcDepInfo === undefined) return { texts: [], isOwn: true, lacking: `${packageName} has no list of its sources` };
  const inputs = parseRustcDepInfo(rustcDepInfo).inputs.filter((input) => input.endsWith('.rs'));
  const isOwn = inputs[0] !== undefined && !/\/(?:registry\/src|git\/checkouts)\//.test(inputs[0]);
  const texts: string[] = [];
  for (const input of inputs) {
    const text = readText(input.startsWith('/') ? input : `${workspace}/${input}`);
    if (text === undefined) return { texts, isOwn, lacking: `${packageName} has a source that is gone` };
    texts.push(text);
  }
  return { texts, isOwn, lacking: undefined };
}

function first(texts: readonly string[], look: (text: string) => string | undefined): string | undefined {
  for (const text of texts) {
    const found = look(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function allAsked(asked: readonly (Iterable<string> | 'any')[]): readonly string[] | 'any' {
  const names = new Set<string>();
  for (const one of asked) {
    if (one === 'any') return 'any';
    for (const name of one) names.add(name);
  }
  return [...names].sort();
}

/** What is told of two crates that work together. */
export function together(a: CrateText, b: CrateText): CrateText {
  if (a === NOTHING || a === b) return b;
  if (b === NOTHING) return a;
  return {
    readsFiles: a.readsFiles ?? b.readsFiles,
    seesDirectory: a.seesDirectory ?? b.seesDirectory,
    readsGit: a.readsGit ?? b.readsGit,
    readsBranch: a.readsBranch ?? b.readsBranch,
    wanders: a.wanders ?? b.wanders,
    lists: a.lists ?? b.lists,
    variables: allAsked([a.variables, b.variables]),
    names: b.names.length === 0 || a.names === b.names ? a.names : [...new Set([...a.names, ...b.names])].sort(),
  };
}
