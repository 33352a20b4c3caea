import type { FileRole, UnitKind } from './model.ts';

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

/** Builds an `.rlib` and nothing that needs the object code of its dependencies. */
function isPureRlib(unit: TimedUnit): boolean {
  return (
    unit.kind === 'lib' &&
    unit.outputs.some((o) => o.role === 'rlib') &&
    !unit.outputs.some((o) => o.role === 'dylib')
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
