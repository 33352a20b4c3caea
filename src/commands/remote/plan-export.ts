import type { Manifest, Slot } from '../../units/model.ts';
import type { KnownMachine } from './machine.ts';
import { needsOf, type Need } from './needs.ts';

/** Why a unit stays on the machine that has built it. */
export type ExportRefusal =
  /** Nothing is known yet of what it asks for: `cargo share audit` finds out. */
  | 'unobserved'
  /** Of another compiler than the worktree has now. */
  | 'other-compiler'
  /** It depends on programs and packages of the machine, and was built before the last of them changed. */
  | 'before-change'
  /** The machine does not tell what it depends on (no package database, no C library's version). */
  | 'machine-unknown';

export interface ExportPlan {
  readonly units: readonly { readonly manifest: Manifest; readonly needs: readonly Need[] }[];
  readonly left: readonly { readonly manifest: Manifest; readonly refusal: ExportRefusal }[];
}

export interface ExportFacts {
  readonly machine: KnownMachine;
  /** Cargo's number for the machine's compiler, decimal. */
  readonly compiler: string;
  readonly rustflags: (manifest: Manifest) => readonly string[];
  /** Whether another machine that was as this one is now had built it, and it came from there. */
  readonly isFromAlike: (manifest: Manifest) => boolean;
}

/** Which stored units may go to other machines, and what each needs there. Pure. */
export function planExport(manifests: readonly Manifest[], facts: ExportFacts): ExportPlan {
  const overRun = runsBelow(manifests);
  const units: ExportPlan['units'][number][] = [];
  const left: ExportPlan['left'][number][] = [];
  for (const manifest of manifests) {
    const needs = needsOf(manifest, { overRun: overRun.has(manifest.slot), rustflags: facts.rustflags(manifest) });
    const refusal = refusalOf(manifest, needs, facts);
    if (refusal === undefined) units.push({ manifest, needs });
    else left.push({ manifest, refusal });
  }
  return { units, left };
}

function refusalOf(manifest: Manifest, needs: readonly Need[], { machine, compiler, isFromAlike }: ExportFacts): ExportRefusal | undefined {
  if (manifest.conditions.some(({ kind }) => kind === 'unobserved')) return 'unobserved';
  if (manifest.rustc !== compiler) return 'other-compiler';
  const ofMachine = needs.filter((need) => need !== 'compiler' && need !== 'home');
  if (ofMachine.some((need) => unknown(need, machine)) || (!machine.commitKnown && machine.system === null)) return 'machine-unknown';
  const depends = ofMachine.some((need) => need !== 'cpu') || !machine.commitKnown;
  return depends && BigInt(manifest.provenance.builtNs) < machine.sinceNs && !isFromAlike(manifest) ? 'before-change' : undefined;
}

function unknown(need: Need, machine: KnownMachine): boolean {
  switch (need) {
    case 'compiler':
    case 'home':
      return false;
    case 'libc':
    case 'tools':
    case 'system':
    case 'cpu':
      return machine[need] === null;
  }
}

/** The slots of units that a build script's run is below. What is not among the units counts as one. */
function runsBelow(manifests: readonly Manifest[]): ReadonlySet<Slot> {
  const bySlot = new Map(manifests.map((manifest) => [manifest.slot, manifest]));
  const known = new Map<Slot, boolean>();
  const isOver = (slot: Slot): boolean => {
    const before = known.get(slot);
    if (before !== undefined) return before;
    known.set(slot, false);
    const below = bySlot.get(slot)?.dependencies.map((edge) => bySlot.get(edge.slot));
    const found = below === undefined || below.some((unit) => unit === undefined || unit.kind === 'run-build-script' || isOver(unit.slot));
    known.set(slot, found);
    return found;
  };
  return new Set(manifests.map(({ slot }) => slot).filter(isOver));
}
