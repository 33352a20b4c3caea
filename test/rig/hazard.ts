import { describe, expect, it } from 'vitest';
import { LAYOUTS, TRIES_ALL } from './layout.ts';
import { useRigs, type Files, type RigOptions } from './rig.ts';
import { naiveTrip, refusedFor, roundTrip, type RoundTrip, type RoundTripOptions } from './round-trip.ts';

export interface Hazard extends RoundTripOptions {
  readonly files: Files;
  readonly env?: RigOptions['env'];
  /**
   * What cargo does with a copied target directory and old sources: silently the wrong thing, or a rebuild.
   * `untested` where the copy does not show it.
   */
  readonly naive: 'wrong' | 'rebuilt' | 'untested';
  /** The packages that the first build in the warmed worktree compiles. */
  readonly compiles: readonly string[] | { readonly atMost: readonly string[] };
  /** Reason to the packages that must be refused for it, by saving or by placing. */
  readonly refused?: Readonly<Record<string, readonly string[]>>;
  /** Further expectations on the warmed worktree. */
  readonly after?: (trip: RoundTrip) => Promise<void>;
  /** Whether the rule looks at where cargo lays things out: then both layouts, always. */
  readonly isOfLayout?: true;
}

/** A rule that does not look at the layout is tried in one, which its name decides: half of them in each. */
const layoutsOf = (name: string): typeof LAYOUTS => LAYOUTS.filter((_, index) => index === [...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % LAYOUTS.length);

/**
 * One hazard: what the warmed worktree's programs do must equal a scratch build there.
 * With {@link TRIES_ALL}, a first test shows with a plain copy that the hazard is real for the cargo at hand.
 */
export function testHazard(name: string, hazard: Hazard): void {
  const { files, env, naive, compiles, refused = {}, after, isOfLayout = TRIES_ALL, ...options } = hazard;
  const createRig = useRigs();
  const open = (layout: RigOptions['layout'] & string): ReturnType<typeof createRig> =>
    createRig({ files, layout, ...(env === undefined ? {} : { env }) });

  describe(name, () => {
    it.runIf(TRIES_ALL && naive !== 'untested')(`a copied target directory: ${naive}`, async () => {
      const trip = await naiveTrip(await open('legacy'), options);
      if (naive === 'wrong') expect(trip.prints).not.toBe(trip.scratch);
      else expect(trip.build.compiled).not.toEqual([]);
    });

    it.each(isOfLayout ? LAYOUTS : layoutsOf(name))('a warmed worktree does what a scratch build does (%s)', async (layout) => {
      const trip = await roundTrip(await open(layout), options);
      expect(trip.prints).toBe(trip.scratch);
      if ('atMost' in compiles) expect(compiles.atMost).toEqual(expect.arrayContaining([...trip.build.compiled]));
      else expect(trip.build.compiled).toEqual(compiles);
      for (const [reason, packages] of Object.entries(refused)) {
        expect(refusedFor(trip, reason), JSON.stringify(trip.refusals, null, 1)).toEqual(packages);
      }
      await after?.(trip);
    });
  });
}
