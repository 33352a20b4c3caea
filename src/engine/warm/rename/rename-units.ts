import type { CatalogEntry } from '../../../store/catalog.ts';
import { readManifest } from '../../../store/lookup.ts';
import { offerUnits, packageEntry } from '../../../store/packages.ts';
import { openStaging } from '../../../store/stage.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { unitHashOf } from '../../../units/choose.ts';
import { fits } from '../../../units/may-place.ts';
import type { Manifest, Slot, UnitKey } from '../../../units/model.ts';
import type { Work } from '../../clone/ambient.ts';
import { fingerprintDocument } from '../fingerprints.ts';
import type { Here, Placing } from '../options.ts';
import type { WarmPlan } from '../plan.ts';
import { namingFacts } from './naming-facts.ts';
import { publishRenamed } from './publish-renamed.ts';
import { renamed, type Renamed, type RenamedEdge } from './renamed.ts';
import type { NamingFacts } from './unit-names.ts';

/** A slot has a variant for each state of its sources; only the last ones are of use. */
const LOOKED_AT = 8;

const STORE_TIMEOUT_MS = 2_000;

/**
 * Cargo hashes the absolute path of a package outside of the workspace's root, so its units, and all that stand on them,
 * have other names in each worktree. Where they fit but for that, the store gets them once more under the names that they
 * have here. Tells whether it got any.
 */
export async function renameUnits(work: Work, here: Here, o: Placing, from: From): Promise<boolean> {
  if (work.dryRun || ![...from.plan.refusals.values()].some(({ reason }) => reason === 'outside-workspace')) return false;
  const found = await findRenamed(work, here, o, from);
  const known = new Set(from.entries.map(({ key }) => key));
  const fresh = found.filter(({ draft }) => !known.has(draft.key));
  if (fresh.length === 0) return false;
  const staging = await openStaging(work.store, { timeoutMs: STORE_TIMEOUT_MS });
  if (!staging.ok) return false;
  try {
    const published = fresh.flatMap((unit) => publishRenamed(unit, staging.value) ?? []);
    return published.length > 0 && offerUnits(staging.value, o.catalog, published.map(packageEntry)).ok;
  } finally {
    staging.value.close();
  }
}

interface From {
  /** Of the catalog. */
  readonly entries: readonly CatalogEntry[];
  readonly plan: WarmPlan;
}

/** Every unit that is refused for a name, or stands on one that is, and fits; dependencies first. */
async function findRenamed(work: Work, here: Here, o: Placing, from: From): Promise<Renamed[]> {
  const concerned = concernedUnits(work, here, from);
  const facts = await namingFacts(work.store, here, o.tree);
  if (facts === undefined) return [];
  const standing = new Set(from.plan.steps.flatMap((step) => (step.do === 'invalidate' ? [] : [step.manifest.slot])));
  const known = new Map<UnitKey, Renamed | undefined>();
  const nameOf = (manifest: Manifest): Renamed | undefined => {
    if (!known.has(manifest.key)) {
      known.set(manifest.key, undefined);
      known.set(manifest.key, renameOne(manifest, { work, here, facts, concerned, standing, nameOf }));
    }
    return known.get(manifest.key);
  };
  for (const same of alike([...concerned.values()].flat())) same.find((manifest) => nameOf(manifest) !== undefined);
  return [...known.values()].filter((unit) => unit !== undefined).filter(({ manifest, draft }) => draft.slot !== manifest.slot);
}

function concernedUnits({ store }: Work, here: Here, { entries, plan }: From): Map<Slot, Manifest[]> {
  const found = new Map<Slot, Manifest[]>();
  for (const { slot, key } of entries.toReversed()) {
    if (!plan.refusals.has(slot)) continue;
    const of = found.get(slot) ?? [];
    if (of.length >= LOOKED_AT || of.some((manifest) => manifest.key === key)) continue;
    const manifest = readManifest(store, key);
    if (manifest.ok && manifest.value.slot === slot && fits(manifest.value, here.facts) === undefined) found.set(slot, [...of, manifest.value]);
  }
  return found;
}

/** What is the same unit in several worktrees: one of them is enough. */
function alike(manifests: readonly Manifest[]): Manifest[][] {
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const { name, profileDirectory, rustc, inputs, conditions, digest, source } = manifest;
    const same = JSON.stringify([name, profileDirectory, rustc, source.name, source.kind === 'path' ? source.root : '', inputs, conditions, digest]);
    groups.set(same, [...(groups.get(same) ?? []), manifest]);
  }
  return [...groups.values()];
}

interface Naming {
  readonly work: Work;
  readonly here: Here;
  readonly facts: NamingFacts;
  readonly concerned: ReadonlyMap<Slot, readonly Manifest[]>;
  /** What is placed, or kept, under the name that it has. */
  readonly standing: ReadonlySet<Slot>;
  readonly nameOf: (manifest: Manifest) => Renamed | undefined;
}

function renameOne(manifest: Manifest, { work, here, facts, concerned, standing, nameOf }: Naming): Renamed | undefined {
  // A program names such files, and their names hold the hash.
  if (manifest.files.some(({ role }) => role === 'debug-info')) return undefined;
  const edges: RenamedEdge[] = [];
  for (const { slot, fingerprint, digest } of manifest.dependencies) {
    const built = { slot, unitHash: unitHashOf(slot) ?? '' };
    const below = concerned.get(slot)?.map((variant) => (variant.digest === digest ? nameOf(variant) : undefined)).find((unit) => unit !== undefined);
    if (below === undefined && !standing.has(slot)) return undefined;
    edges.push({ built, here: below === undefined ? { ...built, fingerprint } : { slot: below.draft.slot, unitHash: below.draft.unitHash, fingerprint: below.draft.fingerprint } });
  }
  const document = fingerprintDocument(manifest, work.store);
  const { source } = manifest;
  const packageHere = source.kind === 'path' && source.namedBy !== undefined ? (here.contents.absolute(source.root) as AbsolutePath) : undefined;
  return document && renamed(manifest, document, { edges, packageHere, facts });
}
