import { readBytes, stat } from '../system/fs.ts';
import { run } from '../system/process.ts';
import type { AuditedUnit } from './model.ts';
import type { Observing } from './run.ts';
import type { Mirror } from './model.ts';
import type { Prepared } from './prepare.ts';

/**
 * Expands the macros of each unit once more where the donor lies, with what it was compiled against there: what depends on
 * the place comes out differently. The compiler writes nothing but the expansion.
 */
export async function secondExpansions(units: readonly AuditedUnit[], o: Observing & { readonly mirror: Mirror; readonly prepared: Prepared; readonly donor: string; readonly buildDirectory: string }): Promise<void> {
  for (const { manifest, way } of units) {
    const base = `${o.prepared.gate}/expanded/${manifest.unitHash}`;
    if (way !== 'expand' || stat(`${base}.rs`) === undefined || o.signal?.aborted === true) continue;
    const command = readCommand(`${base}.command`);
    if (command === undefined) continue;
    const there = (text: string): string => (text === `${base}.rs` ? `${base}.donor.rs` : text.replaceAll(o.mirror.buildDirectory, o.buildDirectory).replaceAll(o.mirror.worktree, o.donor));
    const [program = '', ...args] = command.argv.map(there);
    const env = Object.fromEntries([...command.env].map(([name, value]) => [name, there(value)]));
    await run(program, args, {
      cwd: there(command.cwd),
      env: {
        ...env,
        RUSTC_BOOTSTRAP: '1',
        LD_PRELOAD: o.observer,
        CARGO_SHARE_OBSERVE_LOG: `${o.prepared.log}/second`,
        CARGO_SHARE_OBSERVE_WRITABLE: o.mirror.temporary,
      },
      ...(o.signal !== undefined && { signal: o.signal }),
    });
  }
}

interface Command {
  readonly cwd: string;
  readonly env: ReadonlyMap<string, string>;
  readonly argv: readonly string[];
}

/** As the gate writes it: the working directory, the environment, an empty item, the command line; each ends with a NUL. */
function readCommand(path: string): Command | undefined {
  const items = readBytes(path)?.toString('utf8').split('\0');
  if (items === undefined) return undefined;
  const [cwd = '', ...rest] = items;
  const gap = rest.indexOf('');
  const env = rest.slice(0, gap).map((item): [string, string] => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]);
  return { cwd, env: new Map(env), argv: rest.slice(gap + 1).filter((item, index, all) => index < all.length - 1 || item !== '') };
}
