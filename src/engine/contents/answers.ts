import { lstat, readDirectory, readLink, realpath, stat } from '../../system/fs.ts';
import { dirname } from 'node:path';
import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import type { Sha256 } from '../../system/brand.ts';
import { gitSync } from '../../formats/git/run-git.ts';
import { sha256 } from '../../units/identity.ts';
import { WORKTREE_MARK, type FileLook, type Observation, type PathKind } from '../../units/observation.ts';
import { unreachable } from '../../system/unreachable.ts';
import { matchingDigest } from './matching.ts';
import type { WorktreeContents } from './worktree-contents.ts';

/** A worktree that is asked what code asked elsewhere. */
export interface Askable {
  readonly contents: WorktreeContents;
  readonly gitDirectories: { readonly own: string; readonly common: string } | undefined;
  readonly configEnv: ConfigEnv;
  /** Where cargo builds, absolute: not part of any listing. */
  readonly built: readonly string[];
}

/** Gives the answers of one worktree, each found once. */
export class Answers {
  private readonly here: Askable;
  private readonly known = new Map<string, boolean>();

  constructor(here: Askable) {
    this.here = here;
  }

  /** Whether what was asked elsewhere has the same answer here. Variables are cargo's to compare. */
  alike(seen: Observation): boolean {
    const key = JSON.stringify(seen);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = isAlike(seen, this.here);
    this.known.set(key, found);
    return found;
  }
}

function isAlike(seen: Observation, here: Askable): boolean {
  switch (seen.see) {
    case 'file':
      return here.contents.file(seen.path)?.sha256 === seen.sha256;
    case 'listing':
      return listingOf(seen.path, here) === seen.sha256;
    case 'tree':
      return treeOf(seen.path, here) === seen.sha256;
    case 'matching':
      return matchingDigest(seen.pattern, here) === seen.sha256;
    case 'configuration':
      return here.configEnv.digest('any') === seen.sha256;
    case 'kind':
      return kindOf(seen.path, here) === seen.is && isSameLook(lookAt(seen.path, here), seen.look);
    case 'link':
      return linkAt(seen.path, here) === seen.target;
    case 'nowhere-above':
      return isNowhereAbove(seen.name, here.contents.root);
    case 'nothing-built':
      return buildsIn(seen.in, here) && lstat(`${here.contents.root}/${seen.in}/${seen.path}`) === undefined;
    case 'git':
      return gitAnswer(seen.question, seen.directory, here) === seen.answer;
    case 'git-file':
      return gitFile(seen.of, seen.path, here) === seen.sha256;
    case 'variable':
      return true;
    default:
      return unreachable(seen);
  }
}

/** Names in a directory with what each is, build directories and git's own left out; undefined where there is none. */
export function listingOf(path: string, { contents, built }: Askable): Sha256 | undefined {
  const absolute = contents.absolute(path);
  if (stat(absolute)?.kind !== 'directory') return undefined;
  const lines = readDirectory(absolute)
    .filter(({ name }) => name !== '.git' && !built.includes(`${absolute}/${name}`))
    .map((entry) => `${entry.name}${entry.isDirectory() ? '/' : entry.isSymbolicLink() ? '@' : ''}`);
  return sha256(lines.sort().join('\n'));
}

/** The names of all that is below a directory; undefined where there is none. */
export function treeOf(path: string, here: Askable): Sha256 | undefined {
  if (listingOf(path, here) === undefined) return undefined;
  const lines: string[] = [];
  const visit = (at: string, depth: number): void => {
    lines.push(`${at.slice(path.length)} ${listingOf(at, here) ?? ''}`);
    if (depth >= DEEPEST) return;
    for (const entry of readDirectory(here.contents.absolute(at))) {
      const inner = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '.git' && !here.built.includes(here.contents.absolute(inner))) visit(inner, depth + 1);
    }
  };
  visit(path, 0);
  return sha256(lines.join('\n'));
}

/** Deeper than any directory of sources. */
const DEEPEST = 64;

export function kindOf(path: string, { contents }: Askable): PathKind {
  const kind = stat(contents.absolute(path))?.kind;
  return kind === 'file' || kind === 'directory' ? kind : 'absent';
}

/** What a look at a file tells without opening it; undefined for directories that no link leads to, and where nothing stands. */
export function lookAt(path: string, { contents }: Askable): FileLook | undefined {
  // It is as long as this worktree's path: a size that counts comes out otherwise in an audit's copy, at another path.
  if (path === '.git') return undefined;
  const absolute = contents.absolute(path);
  const there = stat(absolute);
  const link = lstat(absolute)?.kind === 'symlink';
  if (there?.kind === 'file') return { size: there.size, executable: (there.mode & 0o111) !== 0, link };
  return link ? { size: 0, executable: false, link } : undefined;
}

function isSameLook(a: FileLook | undefined, b: FileLook | undefined): boolean {
  return a?.size === b?.size && a?.executable === b?.executable && a?.link === b?.link;
}

/** Where a symbolic link leads; undefined where none stands. */
export function linkAt(path: string, { contents }: Askable): string | undefined {
  const absolute = contents.absolute(path);
  return lstat(absolute)?.kind === 'symlink' ? readLink(absolute) : undefined;
}

/** Whether a name stands in no directory above `root`. */
export function isNowhereAbove(name: string, root: string): boolean {
  for (let at = dirname(root); ; at = dirname(at)) {
    if (stat(`${at === '/' ? '' : at}/${name}`) !== undefined) return false;
    if (at === '/') return true;
  }
}

/** Whether cargo builds at that path of the worktree alone, and no link leads away from there: then the directories above are the same. */
function buildsIn(path: string, { contents, built }: Askable): boolean {
  const place = contents.absolute(path);
  const root = realpath(contents.root);
  return root !== undefined && built.every((other) => other === place) && [undefined, `${root}/${path}`].includes(realpath(place));
}

/** What git answers, with the places of this worktree taken out of it. */
export function gitAnswer(question: readonly string[], directory: string, { contents, gitDirectories }: Askable): Sha256 {
  const asked = gitSync(contents.absolute(directory), question.map((word) => word.replaceAll(WORKTREE_MARK, contents.root)));
  let text = asked.ok ? `0\n${asked.value.stdout.toString('latin1')}` : JSON.stringify(asked.error.reason === 'exit-status' ? asked.error.status : 'no answer');
  const places: [string | undefined, string][] = [
    [gitDirectories?.own, '<own>'],
    [contents.root, '<worktree>'],
    [gitDirectories?.common, '<common>'],
  ];
  for (const [place, mark] of places) if (place !== undefined) text = text.replaceAll(Buffer.from(place).toString('latin1'), mark);
  return sha256(text);
}

export function gitFile(of: 'own' | 'common', path: string, here: Askable): Sha256 | null {
  const { gitDirectories } = here;
  const directory = gitDirectories?.[of];
  if (directory === undefined) return null;
  return (path.endsWith('/') ? listingOf(`${directory}/${path.slice(0, -1)}`, here) : here.contents.file(`${directory}/${path}`)?.sha256) ?? null;
}
