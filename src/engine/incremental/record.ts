import { onReplica } from '../forecast/on-replica.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readDirectory, readText } from '../../system/fs.ts';
import { makeDirectory } from '../../system/move.ts';
import { removeTree } from '../../system/write.ts';
import { compilationIn, type Compilation } from './compilation.ts';

export interface RecordOptions {
  readonly workspaceRoot: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  readonly env: NodeJS.ProcessEnv;
  /** Cargo commands, the likeliest first; they are asked until every unit is known. */
  readonly commands: readonly (readonly string[])[];
  /** Unit hashes. */
  readonly units: ReadonlySet<string>;
  /** A directory that is not there yet, for the records. */
  readonly records: string;
  readonly signal: AbortSignal;
}

/**
 * How cargo would compile these units, asked of cargo itself on a replica of the build directory in which they look
 * unbuilt. Left out is what no command builds, and every unit of a package whose build script would run before: what the
 * script prints belongs to its call.
 */
export async function recordCompilations(o: RecordOptions): Promise<Map<string, Compilation>> {
  const known = new Map<string, Compilation>();
  for (const command of o.commands) {
    const missing = new Set([...o.units].filter((unit) => !known.has(unit)));
    if (missing.size === 0 || o.signal.aborted) break;
    // Not there: the store is being deleted.
    if (!attempt(() => makeDirectory(o.records)).ok) break;
    const found = await onReplica({ ...o, cwd: o.workspaceRoot, command, unbuilt: missing, records: o.records }, ({ log, replica }) => {
      const ran = packagesThatRan(log);
      return readDirectory(o.records).flatMap(({ name }) => {
        const part = (file: string): string => readText(`${o.records}/${name}/${file}`) ?? '';
        const compilation = compilationIn(
          { arguments: part('arguments'), environment: part('environment'), directory: part('directory') },
          { replica: replica.root, buildDirectory: o.buildDirectory },
        );
        return compilation === undefined || ran.has(packageOf(compilation)) ? [] : [compilation];
      });
    });
    // What cannot be removed keeps the next command from being asked.
    attempt(() => removeTree(o.records));
    // A command that cargo refuses, for a feature that a package has not, is no answer.
    if (!found.ok) continue;
    for (const compilation of found.value) if (missing.has(compilation.unitHash)) known.set(compilation.unitHash, compilation);
  }
  return known;
}

function packageOf({ env }: Compilation): string {
  return `${env['CARGO_PKG_NAME'] ?? ''} ${env['CARGO_PKG_VERSION'] ?? ''}`;
}

/** `run`, name, OUT_DIR, nothing, version: see `forecast/stand-in.ts`. */
function packagesThatRan(log: string): Set<string> {
  return new Set(
    log.split('\n').flatMap((line) => {
      const [what, name = '', , , version = ''] = line.split('\t');
      return what === 'run' ? [`${name} ${version}`] : [];
    }),
  );
}
