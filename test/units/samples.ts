import { RULES } from '../../src/store/rules.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import type { DependencyEdge, FileRole, Manifest, ManifestFile, Slot, UnitKind } from '../../src/units/model.ts';
import type { TimedOutput, TimedUnit } from '../../src/units/outputs.ts';
import { NOTHING_DECLARED } from '../../src/units/declared.ts';
import { sha256 } from '../../src/units/identity.ts';
import type { WorktreeFacts } from '../../src/units/may-place.ts';

export const ROOT = '/repos/tree' as AbsolutePath;

/** A slot as the legacy layout names it. */
export function slotOf(name: string, kind = 'lib'): Slot {
  return `legacy/debug/${name}-0123456789abcdef/${kind}-${name}` as Slot;
}

/** A file of a stored unit, 10 bytes in the pack. */
export function fileOf(role: FileRole, path: string, mtimeNs = 1_000n): ManifestFile {
  return { role, path, mode: 0o644, size: 10, mtimeNs: String(mtimeNs), content: { at: 'pack', offset: 0 } };
}

export function edgeTo(manifest: Pick<Manifest, 'slot' | 'fingerprint' | 'digest'>): DependencyEdge {
  return { slot: manifest.slot, fingerprint: manifest.fingerprint, digest: manifest.digest };
}

/** A library of a path package without inputs or dependencies; its digest is that of its name. */
export function manifestOf(name: string, more: Partial<Manifest> = {}): Manifest {
  return {
    format: 1,
    rules: RULES,
    key: sha256(`key ${name}`),
    slot: slotOf(name),
    layout: 'legacy',
    profileDirectory: 'debug',
    source: { kind: 'path', name, root: name },
    unitHash: '0123456789abcdef',
    name: `lib-${name}`,
    kind: 'lib',
    fingerprint: 'fedcba9876543210',
    rustc: '1',
    dependencies: [],
    digest: sha256(name),
    inputs: [],
    conditions: [],
    origins: [],
    closureRoots: [],
    asks: null,
    provenance: { worktree: ROOT, commit: null, branch: null, builtNs: '1', savedNs: '2' },
    files: [],
    directories: [],
    ...more,
  };
}

/** A unit's outputs with their times; each is as big as its role's name is long. */
export function timed(kind: UnitKind, outputs: Partial<Record<FileRole, bigint>>): TimedUnit {
  return {
    kind,
    outputs: Object.entries(outputs).map(([role, mtimeNs]): TimedOutput => {
      return { role: role as FileRole, path: `debug/deps/${role}`, size: role.length, mtimeNs };
    }),
  };
}

/** A worktree that says no to nothing. */
export function factsOf(more: Partial<WorktreeFacts> = {}): WorktreeFacts {
  return {
    locks: () => true,
    file: () => undefined,
    directory: () => undefined,
    exists: () => false,
    buildDirectory: () => ROOT,
    absolute: (path) => `/here/${path}`,
    packageFiles: () => sha256(''),
    configEnv: () => sha256(''),
    ownCompilers: () => null,
    variable: () => undefined,
    sdk: () => null,
    named: () => sha256(''),
    declared: NOTHING_DECLARED.of,
    answersAlike: () => true,
    differsFrom: () => undefined,
    ...more,
  };
}
