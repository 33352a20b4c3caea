import { attempt } from '../../system/attempt.ts';
import { readBytes, readLink, stat } from '../../system/fs.ts';
import { copyBytes, makeDirectoriesBelow, makeDirectory, symbolicLink } from '../../system/move.ts';
import { run } from '../../system/process.ts';
import { walk } from '../../system/walk.ts';
import { removeTree } from '../../system/write.ts';
import { outputsBelow } from './judge-unit.ts';
import type { AuditedUnit, Mirror } from './model.ts';
import type { Prepared } from './prepare.ts';
import type { Observing } from './run.ts';
import { digestInMirror } from './verdict.ts';

export type Expanding = Observing & { readonly mirror: Mirror; readonly prepared: Prepared; readonly donor: string; readonly buildDirectory: string };

/**
 * Expands the macros of each unit once more where the donor lies, with what it was compiled against there: what depends on
 * the place comes out differently. The compiler writes nothing but the expansion.
 */
export async function secondExpansions(units: readonly AuditedUnit[], o: Expanding): Promise<void> {
  const replaced = new Set(outputsAsStored(units, o));
  const toDonor = inDonor(o);
  for (const { manifest, way } of units) {
    const base = `${o.prepared.gate}/expanded/${manifest.unitHash}`;
    if (way !== 'expand' || stat(`${base}.rs`) === undefined || o.signal?.aborted === true) continue;
    const command = readCommand(`${base}.command`);
    if (command === undefined) continue;
    const there = (text: string): string => (text === `${base}.rs` ? `${base}.donor.rs` : toDonor(text));
    await expand(command, there, o);
    if (outputsBelow(manifest, o.prepared.standing).some((output) => replaced.has(output))) await expand(command, (text) => text, o);
  }
}

/**
 * A registry's script may leave other things each time that it runs, such as constants in the order of a hash map. Where
 * cargo's own record vouches for the stored run, what is compiled from it is asked about that: it replaces what came of the
 * run in the mirror. Gives those directories, relative to the build directory.
 */
function outputsAsStored(units: readonly AuditedUnit[], { mirror, buildDirectory }: Expanding): string[] {
  const others = units.filter(({ manifest, way, evidence }) => way === 'run' && evidence === 'doubted' && digestInMirror(manifest, mirror) !== manifest.digest);
  return others.flatMap(({ manifest: { directories } }) => {
    const [output] = directories;
    return output !== undefined && attempt(() => copyTree(`${buildDirectory}/${output}`, mirror.buildDirectory, output)).ok ? [output] : [];
  });
}

function copyTree(from: string, into: string, name: string): void {
  const to = `${into}/${name}`;
  removeTree(to);
  makeDirectoriesBelow(into, to);
  walk(from, ({ relative, stat: { kind } }) => {
    const [source, target] = [`${from}/${relative}`, `${to}/${relative}`];
    if (relative === '') return;
    if (kind === 'directory') makeDirectory(target);
    else if (kind === 'symlink') symbolicLink(readLink(source) ?? '', target);
    else if (kind === 'file') copyBytes(source, target);
  });
}

/** A path of the mirror as the donor's. */
export function inDonor(o: Expanding): (text: string) => string {
  return (text) => text.replaceAll(o.mirror.buildDirectory, o.buildDirectory).replaceAll(o.mirror.worktree, o.donor);
}

async function expand(command: Command, there: (text: string) => string, o: Expanding): Promise<void> {
  await runCompiler({ ...command, env: new Map([...command.env, ['RUSTC_BOOTSTRAP', '1']]) }, there, o);
}

/** Runs the compiler as cargo did, elsewhere; it may write only where the audit does. */
export async function runCompiler({ argv, env, cwd }: Command, there: (text: string) => string, o: Expanding): Promise<void> {
  const [program = '', ...args] = argv.map(there);
  await run(program, args, {
    cwd: there(cwd),
    env: {
      ...Object.fromEntries([...env].map(([name, value]) => [name, there(value)])),
      LD_PRELOAD: o.observer,
      CARGO_SHARE_OBSERVE_LOG: `${o.prepared.log}/second`,
      CARGO_SHARE_OBSERVE_WRITABLE: o.mirror.temporary,
    },
    timeoutMs: Math.max(SHORTEST_MS, o.deadline - performance.now()),
    ...(o.signal !== undefined && { signal: o.signal }),
  });
}

/** What is begun in the last moment of an audit may take so long. */
const SHORTEST_MS = 10_000;

export interface Command {
  readonly cwd: string;
  readonly env: ReadonlyMap<string, string>;
  readonly argv: readonly string[];
}

/** As the gate writes it: the working directory, the environment, an empty item, the command line; each ends with a NUL. */
export function readCommand(path: string): Command | undefined {
  const items = readBytes(path)?.toString('utf8').split('\0');
  if (items === undefined) return undefined;
  const [cwd = '', ...rest] = items;
  const gap = rest.indexOf('');
  const env = rest.slice(0, gap).map((item): [string, string] => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]);
  return { cwd, env: new Map(env), argv: rest.slice(gap + 1).filter((item, index, all) => index < all.length - 1 || item !== '') };
}
