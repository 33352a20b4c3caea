import type { UnitKind } from '../../../units/model.ts';

/**
 * What kind of unit a fingerprint file's name tells (`<flavor><kind>-<target>` in cargo's
 * `core/compiler/build_runner/compilation_files.rs::fingerprint_file_path`, seen with cargo 1.95).
 * A library may yet turn out to be a proc macro. `undefined` for a name that is no unit's.
 */
export function kindOfName(name: string): UnitKind | undefined {
  for (const [prefix, kind] of PREFIXES) if (name.startsWith(prefix)) return kind;
  return undefined;
}

const PREFIXES: readonly (readonly [string, UnitKind])[] = [
  ['lib-', 'lib'],
  ['run-build-script-', 'run-build-script'],
  ['build-script-', 'build-script'],
  ['test-', 'test'],
  ['bin-', 'bin'],
  ['example-', 'example'],
  ['integration-test-', 'test'],
  ['bench-', 'test'],
  ['doc-', 'doc'],
];

/** The fingerprint files among the names of a fingerprint directory: one for each unit. */
export function unitNames(names: readonly string[]): string[] {
  return names.filter((name) => !name.endsWith('.json') && kindOfName(name) !== undefined);
}

const HASH_LENGTH = 16;
const UNIT_HASH = /^[0-9a-f]{16}$/;

export function isUnitHash(text: string): boolean {
  return UNIT_HASH.test(text);
}

/** Splits `<name>-<unit hash>`; `undefined` where the name does not end with a unit hash. */
export function splitUnitHash(text: string): { name: string; unitHash: string } | undefined {
  const dash = text.length - HASH_LENGTH - 1;
  if (dash < 1 || text[dash] !== '-') return undefined;
  const unitHash = text.slice(dash + 1);
  return isUnitHash(unitHash) ? { name: text.slice(0, dash), unitHash } : undefined;
}
