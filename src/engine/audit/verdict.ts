import { hash } from 'node:crypto';
import { Answers, type Askable } from '../contents/answers.ts';
import { changedBelow } from '../contents/directory-contents.ts';
import { toldByGit, type GitFiles } from '../contents/told-by-git.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { CollectedFile } from '../save/collected.ts';
import { runDigest } from '../save/artifacts.ts';
import { originsOf } from '../save/donor.ts';
import { lstat, readBytes, readLink } from '../../system/fs.ts';
import { walk } from '../../system/walk.ts';
import type { Manifest } from '../../units/model.ts';
import { nameOfObservation, type Observation } from '../../units/observation.ts';
import type { Mirror, Verdict } from './model.ts';

/**
 * What a verdict is worth of an audit that was cut short. What was seen was seen; what failed, or did not come out alike, may
 * only have been ended halfway, and is tried again.
 */
export function ofCutShort(verdict: Verdict): Verdict {
  const mayBeHalf = verdict.state === 'left' && (verdict.because === 'failed' || verdict.because === 'other-elsewhere');
  return mayBeHalf ? { state: 'not-run', why: 'the audit was cut short' } : verdict;
}

/** As large as what a save holds in memory: larger files of OUT_DIR count by their bytes. */
const TEXT_UP_TO = 64 * 1024;

/** The digest of what a run left in the mirror, computed as that of the donor's run was. */
export function digestInMirror(manifest: Manifest, { worktree, buildDirectory }: Mirror): string {
  const origins = originsOf({ worktree, buildDirectory, targetDirectory: buildDirectory, spellings: [], owned: true, otherWorktrees: [] });
  const [below] = manifest.directories;
  const files: CollectedFile[] = [];
  const add = (role: 'script-output' | 'out-file', path: string): void => {
    const at = `${buildDirectory}/${path}`;
    const stat = lstat(at);
    if (stat === undefined) return;
    if (stat.kind === 'symlink') files.push({ role, path, stat, content: { kind: 'symlink', target: readLink(at) ?? '' } });
    else if (role === 'out-file' && stat.size > TEXT_UP_TO) files.push({ role, path, stat, content: { kind: 'staged', file: { path: at, placement: 'copy', size: stat.size, mode: stat.mode, mtimeNs: stat.mtimeNs } } });
    else files.push({ role, path, stat, content: { kind: 'bytes', bytes: readBytes(at) ?? Buffer.alloc(0) } });
  };
  for (const { role, path } of manifest.files) if (role === 'script-output') add(role, path);
  if (below !== undefined) {
    walk(`${buildDirectory}/${below}`, ({ relative, stat }) => {
      if (stat.kind !== 'directory' && stat.kind !== 'other') add('out-file', relative === '' ? below : `${below}/${relative}`);
    });
  }
  return runDigest({ files }, { origins, unread: new Set() });
}

export interface Expansion {
  /** With the places of the worktree taken out of it. */
  readonly sha256: string;
  /** Whether one of them stands there. */
  readonly holdsPlace: boolean;
}

/** The code that a compiler has expanded into `path`; undefined where there is none. */
export function expansion(path: string, places: readonly string[]): Expansion | undefined {
  const text = readBytes(path)?.toString('latin1');
  if (text === undefined) return undefined;
  return {
    sha256: hash('sha256', places.reduce((rest, place) => rest.replaceAll(Buffer.from(place).toString('latin1'), '<place>'), text), 'hex'),
    holdsPlace: places.some((place) => text.includes(plainest(place))),
  };
}

/** The longest piece of a path that stands in a literal as it is: rustc writes all else with backslashes. */
function plainest(path: string): string {
  return path.split(/[^\x20-\x7e]|["'\\]/).reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

/**
 * Whether what macros were seen to ask for has been as it is since a unit's build began: then the build was told the
 * same. Undefined: yes; else what has changed. Of a name that is not there, the directory that would hold it tells.
 */
export function changedSince(builtNs: bigint, observations: readonly Observation[], donor: { readonly headMovedNs: bigint | null } & Askable & GitFiles): string | undefined {
  const { contents } = donor;
  const answers = new Answers(donor);
  const isNewer = (path: string): boolean => (changedBelow(path) ?? 0n) > builtNs;
  const hasMoved = donor.headMovedNs === null || donor.headMovedNs > builtNs;
  for (const seen of observations) {
    // A directory in the main worktree, a file in all others and in the mirror: what tells them apart expands otherwise in the donor.
    if (seen.see === 'kind' && seen.path === '.git' && seen.is === 'file') continue;
    if (!answers.alike(seen)) return seen.see === 'git' ? `git ${seen.question.join(' ')}` : 'path' in seen ? seen.path : seen.see;
    switch (seen.see) {
      case 'git': {
        if (hasMoved) return 'HEAD';
        const since = toldByGit(seen.question, donor).find(isNewer);
        if (since !== undefined) return since.replace(`${contents.root}/`, '');
        break;
      }
      case 'git-file': {
        if (isNewer(`${donor.gitDirectories?.[seen.of]}/${seen.path}`)) return nameOfObservation(seen);
        // What people write there says nothing of HEAD.
        if (hasMoved && !seen.path.startsWith('info/')) return 'HEAD';
        break;
      }
      case 'file':
      case 'listing':
      case 'tree':
      case 'kind':
      case 'link': {
        const path = 'is' in seen && seen.is === 'absent' ? nearest(seen.path, contents) : seen.path;
        if (seen.see === 'kind' && seen.is === 'directory') break;
        const changed = seen.see === 'tree' ? contents.tree(path)?.changedNs : contents.times(path)?.changedNs;
        if (changed !== undefined && changed > builtNs) return seen.path;
        break;
      }
      case 'configuration':
      case 'variable':
      case 'nowhere-above':
      case 'nothing-built':
        break;
    }
  }
  return undefined;
}

function nearest(path: string, contents: WorktreeContents): string {
  let at = path;
  while (at !== '' && at !== '/' && contents.times(at) === undefined) at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
  return at;
}
