import type { FileRole, Slot, UnitFile, UnitKind } from './model.ts';

/** The files whose times cargo compares along the edges of the graph (cargo: `Fingerprint::check_filesystem`). */
const OUTPUT_ROLES: ReadonlySet<FileRole> = new Set(['rlib', 'rmeta', 'dylib', 'executable', 'script-output']);

export function isOutput(role: FileRole): boolean {
  return OUTPUT_ROLES.has(role);
}

/** One output of a unit with its time. */
export interface TimedOutput {
  readonly role: FileRole;
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
}

export interface TimedUnit {
  readonly kind: UnitKind;
  readonly outputs: readonly TimedOutput[];
}

/** Builds an `.rlib` and nothing that needs the object code of its dependencies: no shared and no static library. */
function isPureRlib(unit: TimedUnit): boolean {
  return (
    unit.kind === 'lib' &&
    unit.outputs.some((o) => o.role === 'rlib') &&
    !unit.outputs.some((o) => o.role === 'dylib' || o.path.endsWith('.a') || o.path.endsWith('.lib'))
  );
}

export function newest(outputs: readonly TimedOutput[]): bigint {
  return outputs.reduce((max, o) => (o.mtimeNs > max ? o.mtimeNs : max), 0n);
}

/**
 * The time of `dependency` that cargo compares with the newest output of `dependent`:
 * between two rlibs that of the metadata, else the newest output
 * (cargo 1.95: `BuildRunner::only_requires_rmeta` and `Fingerprint::check_filesystem`).
 */
export function comparedMtime(dependent: TimedUnit, dependency: TimedUnit): bigint {
  if (isPureRlib(dependent) && isPureRlib(dependency)) {
    return newest(dependency.outputs.filter((o) => o.role === 'rmeta'));
  }
  return newest(dependency.outputs);
}

/** Files of a unit in the legacy layout whose names hold no unit hash: other units may claim the same ones. */
export function unhashedFiles({ slot, files }: { readonly slot: Slot; readonly files: readonly UnitFile[] }): string[] {
  const [layout, hash] = [slot.split('/')[0], slot.split('/').at(-2)?.slice(-16) ?? ''];
  if (layout !== 'legacy') return [];
  return files.filter(({ role, path }) => NAMED_FOR_UNIT.has(role) && !path.includes(hash)).map(({ path }) => path);
}

const NAMED_FOR_UNIT: ReadonlySet<FileRole> = new Set(['rustc-dep-info', 'rlib', 'rmeta', 'dylib', 'executable', 'debug-info']);
