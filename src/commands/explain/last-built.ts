import { profileFlags } from '../../formats/cargo/profile-flags.ts';
import type { WorkspaceMember } from '../../formats/cargo/ask-cargo.ts';
import type { Slot, UnitKind } from '../../units/model.ts';

/** A unit that cargo built where it stands. */
export interface StandingUnit {
  readonly slot: Slot;
  readonly package: string;
  readonly kind: UnitKind;
  /** Metadata alone: of `cargo check`. */
  readonly isChecked: boolean;
  readonly profileDirectory: string;
  /** Those that are on, as cargo's fingerprint lists them. */
  readonly features: readonly string[];
  /** When its compiler was started, nanoseconds. */
  readonly builtAt: bigint;
}

/**
 * The cargo command that built last, as far as what stands there tells: cargo keeps no record of commands. `units`: those
 * of members; `below`: what others were compiled against, which nobody has to have asked for. Undefined where cargo has built
 * nothing itself. Pure.
 */
export function lastCommand(units: readonly StandingUnit[], below: ReadonlySet<Slot>, members: readonly WorkspaceMember[]): string[] | undefined {
  const roots = units.filter(({ slot, kind }) => ASKED_FOR.has(kind) && !below.has(slot));
  const newest = roots.reduce<StandingUnit | undefined>((a, b) => (a === undefined || b.builtAt > a.builtAt ? b : a), undefined);
  if (newest === undefined) return undefined;
  const isAlike = (unit: StandingUnit): boolean => unit.profileDirectory === newest.profileDirectory && unit.isChecked === newest.isChecked;
  const asked = roots.filter((unit) => isAlike(unit) && (unit.kind === 'test') === (newest.kind === 'test'));
  const standing = new Set(units.filter(isAlike).map((unit) => unit.package));
  const packages = [...new Set(asked.map((unit) => unit.package))].sort();
  return [...verb(newest), ...selection(packages, standing, members), ...featureFlags(asked, members), ...profileFlags(newest.profileDirectory)];
}

const ASKED_FOR: ReadonlySet<UnitKind> = new Set(['lib', 'proc-macro', 'bin', 'test', 'example']);

function verb({ kind, isChecked }: StandingUnit): string[] {
  const more = kind === 'example' ? ['--examples'] : [];
  if (isChecked) return ['check', ...(kind === 'test' ? ['--all-targets'] : more)];
  return kind === 'test' ? ['test', '--no-run'] : ['build', ...more];
}

function selection(packages: readonly string[], standing: ReadonlySet<string>, members: readonly WorkspaceMember[]): string[] {
  const defaults = members.filter(({ isDefault }) => isDefault);
  const stand = (all: readonly WorkspaceMember[]): boolean => all.length > 0 && all.every(({ name }) => standing.has(name));
  if (stand(defaults) && packages.every((name) => defaults.some((member) => member.name === name))) return [];
  if (stand(members)) return ['--workspace'];
  return packages.flatMap((name) => ['-p', name]);
}

/** Nothing where the features are those that are on by themselves; else all that are on. */
function featureFlags(asked: readonly StandingUnit[], members: readonly WorkspaceMember[]): string[] {
  const on = asked.flatMap((unit) => {
    const member = members.find(({ name }) => name === unit.package);
    return member === undefined ? [] : [{ member, on: unit.features.filter((feature) => feature in member.features) }];
  });
  if (on.every((unit) => sameSet(unit.on, byDefault(unit.member)))) return [];
  const names = [...new Set(on.flatMap((unit) => unit.on.map((feature) => `${unit.member.name}/${feature}`)))].sort();
  return ['--no-default-features', ...(names.length === 0 ? [] : ['--features', names.join(',')])];
}

function byDefault({ features }: WorkspaceMember): Set<string> {
  const on = new Set<string>();
  const left = ['default'];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const implied = features[next];
    if (implied === undefined || on.has(next)) continue;
    on.add(next);
    left.push(...implied);
  }
  return on;
}

function sameSet(some: readonly string[], others: ReadonlySet<string>): boolean {
  const set = new Set(some);
  return set.size === others.size && [...set].every((name) => others.has(name));
}
