import type { Lockfile } from '../../formats/cargo/lockfile.ts';
import { cloneName, readPackage, type OfferedEntry } from '../../store/packages.ts';
import type { Store } from '../../store/open.ts';
import type { Slot } from '../../units/model.ts';

/**
 * Units that other clones of this user's have built, of packages that a lock file names: looked up by package. What is
 * offered is judged like the units of another branch, so nothing of it has to be trusted more than that.
 */
export function offersFor(o: { readonly store: Store; readonly repository: string; readonly lockfile: Lockfile }): OfferedEntry[] {
  const packages = [...o.lockfile.names].map((name) => readPackage(o.store, name).filter(({ source }) => o.lockfile.has(source)));
  return chooseOffers(packages, cloneName(o.repository));
}

/** From how many clones a package's units are offered: what a lock file does not say (features) differs among them. */
const CLONES = 2;

/** A package has few units in one clone; more are of profiles and toolchains long gone. */
const SLOTS = 32;

/**
 * Which of the stored units are offered to a clone. Pure. Registry and git packages only where the clone has built none of
 * that very package itself; its own ones differ by content, and all are offered. The clones that have the most of the lock
 * file's packages come first: one of the same project has them all. Of several such, those that have saved last: where the
 * project is now.
 *
 * @param packages the entries of each package, in the order of saving
 */
export function chooseOffers(packages: readonly (readonly OfferedEntry[])[], own: string): OfferedEntry[] {
  const rank = new Map<string, number>();
  for (const entries of packages) for (const clone of new Set(entries.map((entry) => entry.clone))) rank.set(clone, (rank.get(clone) ?? 0) + 1);
  return packages.flatMap((entries) => {
    const known = new Set(entries.filter(({ clone, source }) => clone === own && source.kind !== 'path').map(nameOfSource));
    const foreign = entries.filter((entry) => entry.clone !== own && !known.has(nameOfSource(entry)));
    const clones = new Set([...new Set(foreign.toReversed().map(({ clone }) => clone))].sort((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0)).slice(0, CLONES));
    return ofNewestSlots(foreign.filter(({ clone }) => clones.has(clone)));
  });
}

function ofNewestSlots(entries: readonly OfferedEntry[]): OfferedEntry[] {
  const slots = new Set<Slot>();
  for (const { slot } of entries.toReversed()) if (slots.size < SLOTS) slots.add(slot);
  return entries.filter(({ slot }) => slots.has(slot));
}

function nameOfSource({ source }: OfferedEntry): string {
  return JSON.stringify(source);
}
