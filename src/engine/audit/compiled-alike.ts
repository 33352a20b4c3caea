import { basename } from 'node:path';
import type { ObservedProcess } from '../observer/observed.ts';
import { readBytes, readDirectory } from '../../system/fs.ts';
import { makeDirectoriesBelow } from '../../system/move.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import { isOfShell } from '../../units/variables.ts';
import type { AuditedUnit } from './model.ts';
import { recordsOf } from './run.ts';
import { inDonor, readCommand, runCompiler, type Command, type Expanding } from './second-expansion.ts';
import { wordsOfShells } from './shell-words.ts';

/** Whether what a unit's macros were seen to do tells of variables that a person may set for one build. */
function askShell(processes: readonly ObservedProcess[], worktree: string): boolean {
  const isAsked = processes.some(({ records }) => records.some((record) => record.kind === 'variable' && isOfShell(record.name, 'expand')));
  return isAsked || wordsOfShells(processes, worktree).some((name) => isOfShell(name, 'expand'));
}

/**
 * Nothing records what a macro was told by the shell of the build that made a unit (`MODE=a cargo build`). So such a unit
 * is compiled once more, where the donor lies, with the environment of now: what is made must be what is stored, byte for
 * byte the metadata, or, where the compiler makes none, the hash of the code by which it names its incremental data
 * (`s-TIME-RANDOM-HASH`, rustc's `persist/fs.rs`). Gives the units that were compiled, and whether they came out alike.
 */
export async function compiledAlike(units: readonly AuditedUnit[], o: Expanding): Promise<ReadonlyMap<Slot, boolean>> {
  const found = new Map<Slot, boolean>();
  const isOver = (): boolean => o.signal?.aborted === true || performance.now() > o.deadline;
  for (const unit of units) {
    if (isOver()) break;
    const { manifest, way, evidence } = unit;
    if (way !== 'expand' || evidence !== 'needed' || !askShell(recordsOf(unit, o.prepared), o.mirror.worktree)) continue;
    const command = readCommand(`${o.prepared.gate}/expanded/${manifest.unitHash}.invoked`);
    if (command === undefined) continue;
    const scratch = `${o.mirror.temporary}/alike/${manifest.unitHash}`;
    makeDirectoriesBelow(o.mirror.temporary, scratch);
    const toDonor = inDonor(o);
    const incremental = command.argv.flatMap((word) => incrementalIn(word) ?? [])[0];
    await runCompiler({ ...command, argv: into(scratch, command.argv) }, (text) => (text.includes(scratch) ? text : toDonor(text)), o);
    if (isOver()) break;
    const isByCode = incremental !== undefined && manifest.provenance.worktree === o.donor;
    found.set(manifest.slot, sameMetadata(manifest, o.mirror.buildDirectory, scratch) ?? (isByCode && sameCode(toDonor(incremental), `${scratch}/incremental`)));
  }
  return found;
}

/** The directory that an option of `-C` gives to incremental data, in one word with it or in the next. */
function incrementalIn(word: string): string | undefined {
  return /^(?:-C)?incremental=(.*)$/.exec(word)?.[1];
}

/** The command line that writes below `scratch` and links nothing. */
function into(scratch: string, argv: Command['argv']): string[] {
  const redirected = argv.map((word, index) => {
    if (argv[index - 1] === '--out-dir') return scratch;
    const incremental = incrementalIn(word);
    return incremental === undefined ? word : word.replace(incremental, `${scratch}/incremental`);
  });
  return [...redirected, '-C', 'linker=true'];
}

/** Undefined where the unit has no metadata. */
function sameMetadata({ files }: Manifest, buildDirectory: string, scratch: string): boolean | undefined {
  const metadata = files.find(({ role }) => role === 'rmeta');
  if (metadata === undefined) return undefined;
  const [stored, made] = [readBytes(`${buildDirectory}/${metadata.path}`), readBytes(`${scratch}/${basename(metadata.path)}`)];
  return stored !== undefined && made?.equals(stored) === true;
}

/** After a build the data of the one before may stay beside its own: the newest is the unit's, where it was built here. */
function sameCode(own: string, made: string): boolean {
  return readDirectory(made).some(({ name }) => {
    const code = newestCode(`${made}/${name}`);
    return code !== undefined && code === newestCode(`${own}/${name}`);
  });
}

/** Of the newest finished session. The time in its name is a number to the base of 36, with the same number of digits for decades. */
function newestCode(directory: string): string | undefined {
  const sessions = readDirectory(directory).flatMap(({ name }) => {
    const [, time, code] = /^s-([^-]+)-[^-]+-([^-]+)$/.exec(name) ?? [];
    return time === undefined || code === undefined || code === 'working' ? [] : [{ time, code }];
  });
  return sessions.sort((a, b) => (a.time < b.time ? 1 : -1))[0]?.code;
}
