import type { TimeNs } from '../system/brand.ts';
import type { BuiltUnit, PackageSource, Slot } from './model.ts';
import { comparedMtime, newest, type TimedUnit } from './outputs.ts';
import type { SaveRefusal } from './refusal.ts';

/** One input of a path package's unit, as it is in the donor now. */
export interface InputEvidence {
  readonly path: string;
  /** The newest of the modification and change times of the file and of a link that leads to it; undefined: gone. */
  readonly changedNs: TimeNs | undefined;
  /**
   * The artifact's own word: `proved` where its metadata holds this content's digest, `denied` where it holds
   * digests but not this one, `silent` where it records none for such a file.
   */
  readonly word: 'proved' | 'denied' | 'silent';
}

export interface DependencyEvidence {
  readonly slot: Slot;
  readonly packageName: string;
  readonly refused: boolean;
  readonly times: TimedUnit;
}

/** A place where a root of the donor's stands. */
export interface PathFinding {
  readonly file: string;
  readonly section: string;
  readonly text: string;
}

/** All that is known of a unit when it is judged. The functions are dear and asked last. */
export interface SaveEvidence {
  readonly unit: BuiltUnit;
  readonly source: PackageSource;
  /** When cargo began to build it. */
  readonly builtNs: TimeNs;
  /** The file by which its time of building is known, where that is not the one that cargo wrote here. */
  readonly copied: string | undefined;
  /** Where it was written when it was built, where that is not where it is now. */
  readonly writtenAt: string | undefined;
  /** When cargo wrote the unit's fingerprint: after everything else. */
  readonly fingerprintNs: TimeNs;
  readonly times: TimedUnit;
  readonly dependencies: readonly DependencyEvidence[];
  readonly inputs: readonly InputEvidence[];
  /** Whether nobody but this worktree builds in the directory. */
  readonly owned: boolean;
  /** What the fingerprint does not name by itself (whole packages, what the linker is given): only their times can speak. */
  readonly undeclared: readonly InputEvidence[];
  /** Compile-time variables whose value holds a path of the worktree: where a leak comes from. */
  readonly envPaths: readonly { readonly variable: string; readonly value: string }[];
  /** Where generated files hold a root in bytes that cannot be rewritten. */
  readonly scriptPath: () => PathFinding | undefined;
  readonly leak: () => PathFinding | undefined;
  /** A program's object file below a root of the donor's, where its debug information is in that and not in itself. */
  readonly debugObject: () => { readonly file: string; readonly object: string } | undefined;
}

/**
 * May this unit be saved? Pure; gives the first refusal, or `undefined` for yes (design section 6).
 * Package kinds without declared sources here (registry, git) have no inputs to doubt: their evidence is empty.
 */
export function maySave(e: SaveEvidence): SaveRefusal | undefined {
  return (
    isBuiltFromThis(e) ??
    withoutScriptPath(e) ??
    withoutBakedPath(e) ??
    withItsDebugInformation(e)
  );
}

/** The part of {@link maySave} that asks whether the unit was built from what is here now, and not whether others can use it. */
export function isBuiltFromThis(e: SaveEvidence): SaveRefusal | undefined {
  return (
    closed(e) ??
    builtHere(e) ??
    unmoved(e) ??
    inOrder(e) ??
    untouched(e) ??
    uneditedSince(e)
  );
}

function closed(e: SaveEvidence): SaveRefusal | undefined {
  const refused = e.dependencies.find((d) => d.refused);
  return refused && { reason: 'dependency-refused', dependency: refused.slot, package: refused.packageName };
}

/**
 * A target directory that was copied (`cp -a`, an archive) keeps its times, so cargo takes files that were there before
 * that build for the ones that it was built from. Registry packages are the same wherever they were built.
 */
function builtHere(e: SaveEvidence): SaveRefusal | undefined {
  return e.copied === undefined || e.source.kind !== 'path' ? undefined : { reason: 'copied', file: e.copied };
}

/**
 * What was built before its worktree was moved holds paths of the old place. Registry packages know no path of the
 * worktree, but their build scripts do.
 */
function unmoved(e: SaveEvidence): SaveRefusal | undefined {
  const mayHoldPath = e.source.kind === 'path' || e.unit.kind === 'run-build-script';
  return e.writtenAt === undefined || !mayHoldPath ? undefined : { reason: 'built-elsewhere', at: e.writtenAt };
}

/**
 * Cargo's own comparison along the graph. A library that was rebuilt alone (`cargo build -p`) leaves its
 * dependents stale under an unchanged fingerprint; saved together with it they would be a pair that never was.
 */
function inOrder(e: SaveEvidence): SaveRefusal | undefined {
  const own = newest(e.times.outputs);
  const later = e.dependencies.find((d) => comparedMtime(e.times, d.times) > own);
  return later && { reason: 'older-than-dependency', dependency: later.packageName };
}

/** An output that is newer than cargo's word for it was edited in place (`strip`, `patchelf`, …). */
function untouched(e: SaveEvidence): SaveRefusal | undefined {
  const edited = e.times.outputs.find((o) => o.mtimeNs > e.fingerprintNs);
  return edited && { reason: 'changed-in-place', file: edited.path };
}

/**
 * Cargo compares modification times alone; the change time cannot be set back, so a file that was edited and
 * given an old time is caught here and not spread. What the artifact proves needs no times, and what it denies
 * no time can mend (this catches an edit within one clock tick too).
 */
function uneditedSince(e: SaveEvidence): SaveRefusal | undefined {
  for (const input of [...e.inputs, ...e.undeclared]) {
    if (input.changedNs === undefined) return { reason: 'input-missing', file: input.path };
    if (input.word === 'silent' && !e.owned) return { reason: 'unknown-builder', file: input.path };
    if (input.word === 'denied') return { reason: 'digest-missing', file: input.path };
    if (input.word === 'silent' && input.changedNs > e.builtNs) return { reason: 'edited-since', file: input.path };
  }
  return undefined;
}

function withoutScriptPath(e: SaveEvidence): SaveRefusal | undefined {
  const found = e.scriptPath();
  return found && { reason: 'script-path', file: found.file, text: found.text };
}

/** The path in the program is told by the variable that it came from, where there is one. */
function withoutBakedPath(e: SaveEvidence): SaveRefusal | undefined {
  const found = e.leak();
  if (found === undefined) return undefined;
  const given = e.envPaths.find(({ value }) => found.text.includes(value));
  return given === undefined ? { reason: 'baked-path', ...found } : { reason: 'env-path', ...given };
}

/** Placed elsewhere, it would lose its lines when the donor builds again: cargo links it there, as from nothing. */
function withItsDebugInformation(e: SaveEvidence): SaveRefusal | undefined {
  const found = e.debugObject();
  return found && { reason: 'debug-objects', ...found };
}
