import type { Placement } from './policy.ts';

/** How many files and logical bytes landed in which way. */
export type Tally = Readonly<Record<Placement, { readonly files: number; readonly bytes: number }>>;

export interface TallyCounter {
  readonly add: (placement: Placement, bytes: number) => void;
  readonly total: () => Tally;
}

/** Counts placements of one run. */
export function countPlacements(): TallyCounter {
  const counts = { reflink: { files: 0, bytes: 0 }, link: { files: 0, bytes: 0 }, copy: { files: 0, bytes: 0 } };
  return {
    add: (placement, bytes) => {
      counts[placement].files += 1;
      counts[placement].bytes += bytes;
    },
    total: () => structuredClone(counts),
  };
}
