import { basename, dirname, posix } from 'node:path';
import { WALKING_CALLS, type ObservedProcess, type ObservedRecord } from '../observer/observed.ts';
import { WORKTREE_MARK } from '../../units/observation.ts';
import { isBelow } from '../save/donor.ts';
import { inWords, left, withoutSlash, type AuditPlaces, type Left, type Look } from './audit-places.ts';
import { gitQuestion } from './git-question.ts';
import { isOfPeople } from './machine.ts';
import type { Question, Reading } from './model.ts';
import { printsWholeEnvironment, readsWholeEnvironment } from './shell-words.ts';
import { isComparedVariable } from '../../units/variables.ts';
import { shownOthers, weighBuilt } from './weigh-built.ts';

/** Sorts what a run, or an expansion, was seen to do into questions that can be asked elsewhere. Pure. */
export function classify(processes: readonly ObservedProcess[], unseen: readonly string[], places: AuditPlaces): Reading {
  const cut = processes.find(({ complete }) => !complete);
  if (cut !== undefined) return left('failed', `the record of ${basename(cut.executable)} is not complete`);
  const [program] = unseen;
  if (program !== undefined) return left('unseen-program', program);
  const questions = new Map<string, Question>();
  const byFile = new Map(processes.map((process) => [process.file, process]));
  const above = lookedForBeside(processes, places);
  // What a run makes then is compared with what it made in the donor's build, where they held something.
  const shown = places.way === 'run' ? shownOthers(processes) : new Set<string>();
  for (const process of processes) {
    if (isGit(process)) {
      const parent = process.parent === undefined ? undefined : byFile.get(process.parent);
      if (parent !== undefined && isGit(parent)) continue;
      const asked = askedOfGit(process, places);
      if ('state' in asked) return asked;
      questions.set(JSON.stringify(asked), asked);
      continue;
    }
    const problem = problemOf(process);
    if (problem !== undefined) return problem;
    if (readsWholeEnvironment(process)) questions.set('configuration', { ask: 'configuration' });
    const isFirst = process.parent === undefined || !byFile.has(process.parent);
    // What runs is an interpreter, most often of the machine's own, or the program that was looked up in PATH.
    const program = isFirst ? [] : asLooks({ by: 'program', kind: 'run', program: process.executable, argv: [], number: 0 }, places);
    for (const record of [...program, ...process.records.flatMap((seen) => asLooks(seen, places))]) {
      const found = weigh(record, { process, isFirst, places, above, shown });
      if (found === undefined) continue;
      if ('state' in found) return found;
      questions.set(JSON.stringify(found), found);
    }
  }
  const path = searchedElsewhere(processes, places);
  if (path !== undefined) questions.set('PATH', { ask: 'variable', name: 'PATH', value: marked(path, places) });
  return { state: 'read', questions: [...questions.values()] };
}

/**
 * PATH, where it led to a program outside of the machine's own directories (nvm, pyenv, a tool of somebody's): another
 * shell's leads to another one. Shells and the `which` crate look along it by themselves.
 */
function searchedElsewhere(processes: readonly ObservedProcess[], { machine, path }: AuditPlaces): string | undefined {
  const asked = processes.flatMap(({ records }) => records).find((record) => record.kind === 'variable' && record.name === 'PATH');
  const value = (asked?.kind === 'variable' ? asked.value : undefined) ?? path;
  const along = new Set((value ?? '').split(':').filter((place) => place.startsWith('/') && !machine.some((own) => isBelow(place, own))));
  const isThere = (record: ObservedRecord): boolean => (record.kind === 'read' || record.kind === 'look') && record.errno === 0 && along.has(dirname(record.path));
  if (processes.some(({ records }) => records.some(isThere))) return value;
  const searched = new Map<string, string>(processes.flatMap(({ file, records }) => records.flatMap((record) => (record.kind === 'run' && !record.program.includes('/') ? [[`${file}:${record.number}`, record.program] as const] : []))));
  const isElsewhere = processes.some(({ parent, start, executable, argv }) => {
    const name = searched.get(`${parent}:${start}`);
    if (name === undefined) return false;
    // Of a script the interpreter is what runs; the kernel hands it the file's whole path.
    const found = [executable, ...argv.slice(1, 3)].find((path) => path.startsWith('/') && basename(path) === name) ?? executable;
    return !machine.some((place) => isBelow(found, place));
  });
  return isElsewhere ? value : undefined;
}

function problemOf(process: ObservedProcess): Left | undefined {
  if (printsWholeEnvironment(process)) return left('shell-variable', `all of them, by ${basename(process.executable)}`);
  // Whoever asks that handle for a function gets libc's own, and is not seen.
  const loads = process.records.some((record) => record.kind === 'load' && /^libc\.so(?:\.|$)/.test(basename(record.path)));
  return loads ? left('unseen-program', 'libc, which it loads by itself') : undefined;
}

/** A program or a library of the repository, or one that people installed, is read as a whole, and counts by the right to execute it; any other is the machine's. */
function asLooks(record: ObservedRecord, { worktree, built, cargoHome }: AuditPlaces): Weighed[] {
  if (record.kind !== 'run' && record.kind !== 'load') return [record];
  const path = record.kind === 'run' ? record.program : record.path;
  // What the compiler loads, it has from the units that it compiles against.
  const isOwn = isBelow(path, worktree) && !(record.kind === 'load' && built.some((place) => isBelow(path, place)));
  return isOwn || isOfPeople(path, cargoHome) ? (['read', 'look'] as const).map((kind) => ({ by: record.by, kind, path, errno: 0, call: record.kind })) : [];
}

interface Around {
  readonly process: ObservedProcess;
  /** The script or the compiler itself: who started it is no part of the records. */
  readonly isFirst: boolean;
  readonly places: AuditPlaces;
  readonly above: ReadonlySet<string>;
  /** Directories where cargo builds of which another one was shown. */
  readonly shown: ReadonlySet<string>;
}

type Weighed = Exclude<ObservedRecord, { readonly kind: 'run' | 'load' }>;

function weigh(record: Weighed, o: Around): Question | Left | undefined {
  switch (record.kind) {
    case 'variable':
      return isComparedVariable(record.name, o.places.way) && !isSetOnTheWay(record, o) ? { ask: 'variable', name: record.name, value: marked(record.value, o.places) } : undefined;
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
  }
}

/**
 * What a program finds set that no shell has set, the one that started it has put there (as the pkg-config crate does for
 * pkg-config): that one's questions are asked. Cargo's own variables go through all of them.
 */
function isSetOnTheWay({ name, value }: { readonly name: string; readonly value: string | null }, { isFirst, places }: Around): boolean {
  return !isFirst && value !== null && !name.startsWith('CARGO') && places.isUnset(name);
}

/** Cargo keeps notes of its own in its home, and does without where it cannot. */
function isToolsOwn(path: string, { process, places }: Around): boolean {
  return basename(process.executable) === 'cargo' && places.machine.some((place) => isBelow(path, place));
}

/** Cargo keeps there what the compiler answers, by that compiler (`util/rustc.rs`): without it, it asks once more. */
function isCompilerCache(path: string, { process, places }: Around): boolean {
  return basename(process.executable) === 'cargo' && places.built.some((place) => path === `${place}/.rustc_info.json`);
}

/**
 * What is written into the source tree is left, and so is what was tried in vain: it tells of what stands there, and who looks
 * at such a path again would write where cargo would not have. Who makes all directories above a file tries those first that
 * are there.
 */
function weighWrite(record: Look, o: Around): Question | Left | undefined {
  const { places } = o;
  if (isDevice(record.path)) return undefined;
  const path = withoutSlash(posix.normalize(record.path));
  const own = [places.temporary, ...(places.ownOutput === undefined ? [] : [places.ownOutput])];
  if (own.some((place) => isBelow(path, place)) || isCompilerCache(path, o)) return undefined;
  if (record.errno === EEXIST && record.call.startsWith('mkdir')) return weighLook({ ...record, kind: 'look' }, o);
  if (record.errno !== 0 && !isBelow(path, places.worktree)) return undefined;
  return left('writes-elsewhere', inWords(path, places));
}

function weighLook(record: Look, o: Around): Question | Left | undefined {
  const { places, above } = o;
  const path = withoutSlash(posix.normalize(record.path));
  if (isDevice(path)) return ofDevice(path, record);
  if (isBelow(path, places.temporary)) return undefined;
  if (places.git !== undefined) {
    for (const of of ['own', 'common'] as const) {
      if (isBelow(path, places.git[of])) return ofGit(of, path.slice(places.git[of].length + 1), record.kind === 'list' && record.errno === 0);
    }
    if (path === `${places.worktree}/.git`) return { ask: 'kind', path: '.git' };
  }
  const built = places.built.find((place) => isBelow(path, place));
  if (built !== undefined) return isCompilerCache(path, o) ? undefined : weighBuilt(path, record, o);
  if (isBelow(path, places.worktree)) {
    // Nothing that cargo can look at tells of a new name there: the build itself is below.
    if (record.kind === 'list' && record.errno === 0 && places.built.some((place) => isBelow(place, path))) return left('reads-target', `the names in ${inWords(path, places) || '.'}, where cargo builds`);
    return { ask: askOf(record), path: path.slice(places.worktree.length + 1) };
  }
  // Elsewhere in PATH: what is found there is asked for by `searchedElsewhere`.
  if (record.call === 'search') return undefined;
  if (places.machine.some((place) => isBelow(path, place)) && (!isOfPeople(path, places.cargoHome) || basename(o.process.executable) === 'cargo')) return undefined;
  if (isBelow(path, places.donor)) return left('other-elsewhere', `it looks at ${path}`);
  if (isBelow(places.worktree, path)) return record.kind === 'list' ? left('reads-above', path) : undefined;
  const name = nameAbove(path, places.worktree);
  if (name !== undefined && (above.has(name) || isBelow(path, places.around))) return record.errno === 0 ? left('reads-above', path) : { ask: 'nowhere-above', name };
  return { ask: askOf(record), path };
}

/**
 * What leads from a worktree to its git directory, to the one that all share, and back, names the worktree in each, and in
 * the mirror: what comes of the names comes out otherwise there.
 */
function ofGit(of: 'own' | 'common', path: string, isListed: boolean): Question | undefined {
  if (path === '' || (of === 'own' && (path === 'commondir' || path === 'gitdir'))) return undefined;
  // Objects go by their content: which there are tells only what can be read.
  if (isListed && /^objects(?:\/|$)/.test(path)) return undefined;
  return { ask: 'git-file', of, path: isListed ? `${path}/` : path };
}

const EEXIST = 17;

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

/** Of what the kernel tells, the environment of a process is what its shell says, and a link of `/proc` that the observer could not follow leads anywhere. */
function ofDevice(path: string, { kind, errno }: Look): Left | undefined {
  if (kind === 'read' && errno === 0 && /^\/proc\/.*\/environ$/.test(path)) return left('shell-variable', `all of them, in ${path.replace(/\d+/g, '*')}`);
  return /\/(?:cwd|root|fd\/\d+)\/./.test(path) ? left('failed', `${path} goes through a link of /proc`) : undefined;
}

/** Files in `/dev/shm` are files. */
const isDevice = (path: string): boolean => /^\/(?:dev(?!\/shm\/)|proc|sys)(?:\/|$)/.test(path);
