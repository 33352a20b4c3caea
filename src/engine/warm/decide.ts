import { precalculatedValue } from '../../formats/cargo/fingerprint-hash/precalculated.ts';
import { survey, type SurveyedUnit } from '../save/survey.ts';
import type { CatalogEntry } from '../../store/catalog.ts';
import { readSeen } from '../../store/targets.ts';
import { choose } from '../../units/choose.ts';
import { dependenciesFirst } from '../../units/graph.ts';
import type { Slot } from '../../units/model.ts';
import { findCandidates } from './candidates.ts';
import { uncontested } from './contested.ts';
import { worktreeFingerprints, type WorktreeFingerprints } from './fingerprints.ts';
import { outputFloors } from './floors.ts';
import type { Work } from '../clone/ambient.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import type { Here } from './options.ts';
import { planWarm, type WarmPlan } from './plan.ts';
import { presentKeys, presentUnits } from './present.ts';
import { watchedUnits, type Watched } from './watched.ts';

/** A plan, with what it was made from. */
export interface Decision {
  readonly plan: WarmPlan;
  readonly surveyed: readonly SurveyedUnit[];
  readonly fingerprints: WorktreeFingerprints;
  /** What the dep-info of placed units names beside their inputs. */
  readonly watched: Watched;
}

/** Looks at the store and the worktree and decides what happens to every slot. Writes nothing. */
export function decide({ store, dryRun }: Work, here: Here, tree: BuildTree, entries: readonly CatalogEntry[]): Decision {
  const { buildDirectory } = tree;
  const surveyed = survey(buildDirectory, readSeen(store, buildDirectory));
  const present = presentKeys(surveyed);
  const candidates = findCandidates({ store, entries, present, facts: here.facts, drops: !dryRun });
  const { variants, refusals } = uncontested({ ...candidates, surveyed, buildDirectory });
  const dependencies = (slot: Slot): Slot[] => variants(slot)[0]?.dependencies.map((edge) => edge.slot) ?? [];
  const ordered = dependenciesFirst(candidates.slots, dependencies);
  const choice = choose([...present.keys(), ...ordered.toReversed()], variants);
  const chosen = dependenciesFirst(choice.chosen.keys(), (slot) => choice.chosen.get(slot)?.dependencies.map((e) => e.slot) ?? [])
    .map((slot) => choice.chosen.get(slot))
    .filter((manifest) => manifest !== undefined);
  const fingerprints = worktreeFingerprints(chosen, { worktree: here.worktree, precalculated: (root) => precalculated(root, here) }, store);
  const floors = outputFloors(fingerprints.placeable, here.contents);
  const watched = watchedUnits(fingerprints.placeable, {
    ...here.watchable,
    contents: here.contents,
    tracked: () => here.gitListing()?.tracked ?? [],
    built: [buildDirectory, tree.targetDirectory],
    buildDirectory,
  });
  const plan = planWarm({
    chosen: fingerprints.placeable,
    refusals: new Map([...candidates.refusals(), ...refusals, ...choice.refused, ...fingerprints.refusals]),
    present: presentUnits({
      surveyed,
      buildDirectory,
      targetDirectory: tree.targetDirectory,
      chosen: new Map(fingerprints.placeable.map((manifest) => [manifest.slot, manifest])),
      fingerprint: (manifest) => fingerprints.changed.get(manifest.slot)?.fingerprint ?? manifest.fingerprint,
      floors,
      watched,
      contents: here.contents,
    }),
    floors,
  });
  return { plan, surveyed, fingerprints, watched };
}

/** The value that cargo will compute, unless a file changed since the package's contents were compared. */
function precalculated(root: string, here: Here): string | undefined {
  const listing = here.gitListing();
  const found = listing && precalculatedValue({ worktree: here.worktree, packageRoot: root, listing });
  return found !== undefined && found.newestNs <= here.listing().of(root).changedNs ? found.value : undefined;
}
