import { expect, it } from 'vitest';
import { floorOf, FLOORS, imports, topFolders } from '../../scripts/floors.ts';

const height = (folder: string): number => FLOORS.findIndex((floor) => floor === floorOf(folder));

it('src has these folders and no others', () => {
  expect(topFolders().sort()).toEqual([...FLOORS].sort());
});

it('imports lead down', () => {
  expect(imports().filter(({ from, to }) => height(to) !== -1 && height(to) < height(from))).toEqual([]);
});

it('no folder imports from one that imports from it', () => {
  const below = new Map<string, Set<string>>();
  for (const { from, to } of imports()) below.set(from, (below.get(from) ?? new Set()).add(to));
  const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
    [...(below.get(from) ?? [])].some((to) => to === wanted || (!seen.has(to) && reaches(to, wanted, seen.add(to))));
  expect([...below.keys()].filter((folder) => reaches(folder, folder))).toEqual([]);
});
