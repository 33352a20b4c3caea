import { basename } from 'node:path';
import type { ObservedProcess } from '../observer/observed.ts';
import { readBytes, readDirectory } from '../system/fs.ts';
import { makeDirectories } from '../system/move.ts';
import type { Manifest, Slot } from '../units/model.ts';
import { isOfShell } from '../units/variables.ts';
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
    makeDirectories(scratch);
    const toDonor = inDonor(o);
    const { argv, incremental } = into(scratch, command.argv);
    await runCompiler({ ...command, argv }, (text) => (text.includes(scratch) ? text : toDonor(text)), o);
    if (isOver()) break;
    found.set(manifest.slot, sameMetadata(manifest, o.mirror.buildDirectory, scratch) ?? sameCode(incremental && toDonor(incremental), `${scratch}/incremental`));
  }
  return found;
}

/** The command line that writes below `scratch` and links nothing, and where the unit's own incremental data lies. */
function into(scratch: string, argv: Command['argv']): { readonly argv: string[]; readonly incremental: string | undefined } {
  let incremental: string | undefined;
  const redirected = argv.map((word, index) => {
    if (argv[index - 1] === '--out-dir') return scratch;
    const at = /^(?:-C)?incremental=(.*)$/.exec(word);
    if (at === null || (!word.startsWith('-C') && argv[index - 1] !== '-C')) return word;
    incremental = at[1];
    return word.replace(at[1] ?? '', `${scratch}/incremental`);
  });
  return { argv: [...redirected, '-C', 'linker=true'], incremental };
}

/** Undefined where the unit has no metadata. */
function sameMetadata({ files }: Manifest, buildDirectory: string, scratch: string): boolean | undefined {
  const metadata = files.find(({ role }) => role === 'rmeta');
  if (metadata === undefined) return undefined;
  const [stored, made] = [readBytes(`${buildDirectory}/${metadata.path}`), readBytes(`${scratch}/${basename(metadata.path)}`)];
  return stored !== undefined && made?.equals(stored) === true;
}

function sameCode(own: string | undefined, made: string): boolean {
  if (own === undefined) return false;
  return readDirectory(made).some(({ name }) => {
    const before = new Set(sessions(`${own}/${name}`));
    return sessions(`${made}/${name}`).some((code) => before.has(code));
  });
}

function sessions(directory: string): string[] {
  return readDirectory(directory).flatMap(({ name }) => {
    const code = /^s-[^-]+-[^-]+-([^-]+)$/.exec(name)?.[1];
    return code === undefined || code === 'working' ? [] : [code];
  });
}
