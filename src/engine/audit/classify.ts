import { basename, dirname, posix } from 'node:path';
import { WALKING_CALLS, type ObservedProcess, type ObservedRecord } from '../observer/observed.ts';
import { WORKTREE_MARK } from '../../units/observation.ts';
import type { LeftBecause } from '../../units/refusal.ts';
import { gitQuestion } from './git-question.ts';
import type { AuditedUnit, Question, Reading } from './model.ts';
import { readsWholeEnvironment } from './shell-words.ts';
import { isComparedVariable } from '../../units/variables.ts';

/** The places by which paths of an audit are told apart; absolute, without a slash at the end. */
export interface AuditPlaces {
  readonly way: AuditedUnit['way'];
  readonly worktree: string;
  /** The worktree of which this is a copy: who looks there was sent by the shell (PATH), and is sent elsewhere from another. */
  readonly donor: string;
  /** The audit's own directory, which holds the worktree: nothing that belongs to anybody lies there. */
  readonly around: string;
  readonly built: readonly string[];
  readonly git: { readonly own: string; readonly common: string } | undefined;
  readonly temporary: string;
  /** OUT_DIR of the run itself; undefined for macros. */
  readonly ownOutput: string | undefined;
  /** Directories of units that this one stands on: their contents are compared by digest. */
  readonly dependencies: readonly string[];
  /** Of the machine, and the same for all worktrees: toolchains, registries, the system's own directories. */
  readonly machine: readonly string[];
}

type Left = Extract<Reading, { state: 'left' }>;

/** Sorts what a run, or an expansion, was seen to do into questions that can be asked elsewhere. Pure. */
export function classify(processes: readonly ObservedProcess[], unseen: readonly string[], places: AuditPlaces): Reading {
  const cut = processes.find(({ complete }) => !complete);
  if (cut !== undefined) return left('failed', `the record of ${basename(cut.executable)} is not complete`);
  const [program] = unseen;
  if (program !== undefined) return left('unseen-program', program);
  const questions = new Map<string, Question>();
  const byFile = new Map(processes.map((process) => [process.file, process]));
  const above = lookedForBeside(processes, places);
  for (const process of processes) {
    if (isGit(process)) {
      const parent = process.parent === undefined ? undefined : byFile.get(process.parent);
      if (parent !== undefined && isGit(parent)) continue;
      const asked = askedOfGit(process, places);
      if ('state' in asked) return asked;
      questions.set(JSON.stringify(asked), asked);
      continue;
    }
    if (readsWholeEnvironment(process)) questions.set('configuration', { ask: 'configuration' });
    for (const record of process.records) {
      const found = weigh(record, { process, isFirst: process.parent === undefined || !byFile.has(process.parent), places, above });
      if (found === undefined) continue;
      if ('state' in found) return found;
      questions.set(JSON.stringify(found), found);
    }
  }
  return { state: 'read', questions: [...questions.values()] };
}

function left(because: LeftBecause, what: string): Left {
  return { state: 'left', because, what };
}

interface Around {
  readonly process: ObservedProcess;
  /** The script or the compiler itself: who started it is no part of the records. */
  readonly isFirst: boolean;
  readonly places: AuditPlaces;
  readonly above: ReadonlySet<string>;
}

function weigh(record: ObservedRecord, o: Around): Question | Left | undefined {
  switch (record.kind) {
    case 'variable':
      return isComparedVariable(record.name, o.places.way) ? { ask: 'variable', name: record.name, value: marked(record.value, o.places) } : undefined;
    case 'network':
      return /nscd/.test(record.address) ? undefined : left('network', record.address);
    case 'time':
      // Other programs look at the clock for their own purposes.
      return o.isFirst || basename(o.process.executable) === 'date' ? left('time', basename(o.process.executable)) : undefined;
    case 'denied':
      return isToolsOwn(record.path, o) ? undefined : left('writes-elsewhere', inWords(record.path, o.places));
    case 'write':
      return weighWrite(record, o);
    case 'read':
    case 'list':
    case 'look':
    case 'link':
      return weighLook(record, o);
    case 'run':
    case 'load':
      return undefined;
  }
}

/** Cargo keeps notes of its own in its home, and does without where it cannot. */
function isToolsOwn(path: string, { process, places }: Around): boolean {
  return basename(process.executable) === 'cargo' && places.machine.some((place) => isBelow(path, place));
}

function weighWrite(record: { readonly path: string; readonly errno: number }, { places }: Around): Left | undefined {
  if (record.errno !== 0 || isDevice(record.path)) return undefined;
  const path = posix.normalize(record.path);
  const own = [places.temporary, ...(places.ownOutput === undefined ? [] : [places.ownOutput])];
  return own.some((place) => isBelow(path, place)) ? undefined : left('writes-elsewhere', inWords(path, places));
}

type Look = Extract<ObservedRecord, { readonly errno: number }>;

function weighLook(record: Look, { places, above }: Around): Question | Left | undefined {
  const path = withoutSlash(posix.normalize(record.path));
  if (isDevice(path) || isBelow(path, places.temporary)) return undefined;
  if (places.git !== undefined) {
    for (const of of ['own', 'common'] as const) {
      if (isBelow(path, places.git[of])) return path === places.git[of] ? undefined : { ask: 'git-file', of, path: path.slice(places.git[of].length + 1) };
    }
  }
  const built = places.built.find((place) => isBelow(path, place));
  if (built !== undefined) return weighBuilt(path, record, places);
  if (isBelow(path, places.worktree)) return { ask: askOf(record), path: path.slice(places.worktree.length + 1) };
  if (places.machine.some((place) => isBelow(path, place))) return undefined;
  if (isBelow(path, places.donor)) return left('other-elsewhere', `it looks at ${path}`);
  if (isBelow(places.worktree, path)) return record.kind === 'list' ? left('reads-above', path) : undefined;
  const name = nameAbove(path, places.worktree);
  if (name !== undefined && (above.has(name) || isBelow(path, places.around))) return record.errno === 0 ? left('reads-above', path) : { ask: 'nowhere-above', name };
  return { ask: askOf(record), path };
}

/**
 * Below the build directory: what a unit that this one stands on has made is compared as such, and the rest is anybody's. Of a
 * name that a script looks for upwards of its OUT_DIR, as rustfmt does for its configuration, it can be said that it is not there.
 */
function weighBuilt(path: string, record: Look, places: AuditPlaces): Question | Left | undefined {
  const known = [...(places.ownOutput === undefined ? [] : [places.ownOutput]), ...places.dependencies];
  if (known.some((place) => isBelow(path, place) || isBelow(place, path))) return record.kind === 'list' && !known.some((place) => isBelow(path, place)) ? left('reads-target', inWords(path, places)) : undefined;
  const above = places.built.find((place) => isBelow(dirname(path), place));
  if (record.errno === ENOENT && places.ownOutput !== undefined && isBelow(places.ownOutput, dirname(path)) && above !== undefined && isBelow(above, places.worktree)) {
    return { ask: 'nothing-built', in: above.slice(places.worktree.length + 1), path: path.slice(above.length + 1) };
  }
  return left('reads-target', inWords(path, places));
}

const ENOENT = 2;

/** What failed is asked as what stands there: nothing, most often. */
function askOf(record: Look): 'file' | 'listing' | 'tree' | 'kind' | 'link' {
  if (record.errno !== 0) return 'kind';
  switch (record.kind) {
    case 'read':
      return 'file';
    case 'list':
      return WALKING_CALLS.has(record.call) ? 'tree' : 'listing';
    case 'link':
      return record.call.includes('readlink') ? 'link' : 'kind';
    default:
      return 'kind';
  }
}

/** Names that were looked for in the directory that holds the worktree: whoever walks upwards begins there. */
function lookedForBeside(processes: readonly ObservedProcess[], { worktree }: AuditPlaces): Set<string> {
  const beside = `${dirname(worktree)}/`;
  const names = new Set<string>();
  for (const { records } of processes) {
    for (const record of records) {
      if (!('errno' in record)) continue;
      const path = posix.normalize(record.path);
      if (path.startsWith(beside) && !isBelow(path, worktree)) names.add(path.slice(beside.length));
    }
  }
  return names;
}

/** A path as a name in the deepest directory above the worktree that holds it. */
function nameAbove(path: string, worktree: string): string | undefined {
  for (let at = dirname(worktree); at !== '/'; at = dirname(at)) if (isBelow(path, at)) return path.slice(at.length + 1);
  return path.slice(1);
}

function askedOfGit({ argv, cwd }: ObservedProcess, places: AuditPlaces): Question | Left {
  const question = argv.slice(1);
  const problem = gitQuestion(question);
  if (problem !== undefined) return left(problem, `git ${question.join(' ')}`);
  if (!isBelow(cwd, places.worktree)) return left('git-question', `git in ${cwd}`);
  return { ask: 'git', directory: cwd.slice(places.worktree.length + 1), question: question.map((word) => marked(word, places) ?? word) };
}

function isGit({ executable }: ObservedProcess): boolean {
  return basename(executable) === 'git' || executable.includes('/git-core/');
}

function marked(value: string | null, { worktree }: AuditPlaces): string | null {
  return value === null ? null : value.replaceAll(worktree, WORKTREE_MARK);
}

function inWords(path: string, { worktree }: AuditPlaces): string {
  return isBelow(path, worktree) ? path.slice(worktree.length + 1) : path;
}

/** Files in `/dev/shm` are files. */
const isDevice = (path: string): boolean => /^\/(?:dev(?!\/shm\/)|proc|sys)(?:\/|$)/.test(path);
const isBelow = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`);
const withoutSlash = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
