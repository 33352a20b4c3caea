import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildNative } from '../../src/engine/observer/build-native.ts';
import type { ObservedProcess, ObservedRecord } from '../../src/engine/observer/observed.ts';
import { readLog } from '../../src/engine/observer/read-log.ts';
import type { Rig } from '../../test/rig/rig.ts';
import { storedUnits } from './evidence.ts';
import type { Watched } from './result.ts';

/**
 * Compiles the repository's own package once more under the observer, and holds what its macros and its script ask for
 * against whether the tool says that they can ask for nothing.
 */
export async function watch(rig: Rig, scratch: string): Promise<Watched[]> {
  const native = await buildNative({ cache: join(rig.temporary, 'cache', 'cargo-share'), environment: rig.env });
  if (!native.ok) throw new Error(native.error.message);
  const logs = join(rig.temporary, 'logs');
  mkdirSync(logs);
  await rig.main.cargo(['clean', '-p', 'app', '--target-dir', scratch]);
  await rig.main.cargo(['build', '--target-dir', scratch], { env: { LD_PRELOAD: native.value.observer, CARGO_SHARE_OBSERVE_LOG: logs } });
  const processes = readdirSync(logs, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(logs, name)).concat(logs).flatMap(readLog);
  const units = storedUnits(rig);
  const macros = units.filter(({ kind }) => kind === 'proc-macro').map(({ unitHash, source, asks }) => {
    const asked = processes.flatMap(({ records }) => records.filter(({ by }) => typeof by === 'object' && basename(by.library).includes(unitHash)));
    return { name: source.name, incapable: asks === null, asked: names(asked) };
  });
  return [...macros, ...scripts(rig, processes)];
}

/** Build scripts that can ask for nothing stand in no condition. */
function scripts(rig: Rig, processes: readonly ObservedProcess[]): Watched[] {
  const runs = storedUnits(rig).filter(({ kind, source }) => kind === 'run-build-script' && source.kind === 'path');
  return runs.map(({ source, conditions }) => {
    const own = processes.filter(({ executable }) => basename(executable).startsWith('build-script-build'));
    const incapable = !conditions.some(({ kind }) => kind === 'observed' || kind === 'unobserved');
    return { name: `${source.name}'s build script`, incapable, asked: names(own.flatMap(({ records }) => records)) };
  });
}

function names(records: readonly ObservedRecord[]): string[] {
  const found = records.map((record) => {
    switch (record.kind) {
      case 'variable':
        return `$${record.name}`;
      case 'run':
        return `run ${record.program}`;
      case 'network':
        return `network ${record.address}`;
      case 'time':
        return 'time';
      default:
        return `${record.kind} ${basename(record.path)}`;
    }
  });
  return [...new Set(found)].sort().slice(0, 40);
}
