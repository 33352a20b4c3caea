import { dirname, join, relative, resolve } from 'node:path';
import { openRepository } from '../../formats/git/repository.ts';
import { listWorktrees } from '../../formats/git/worktrees.ts';
import { realpath, readText } from '../../system/fs.ts';
import type { Candidate, Surroundings } from './complete.ts';

/** The clone around a directory; where there is none, or anything is wrong, nothing is offered. */
export function surroundingsOf(cwd: string): Surroundings {
  const at = (directory: string | undefined): string => resolve(cwd, directory ?? '.');
  return {
    worktrees: (directory) => worktreesAround(at(directory)),
    packages: (directory) => packagesAround(at(directory)),
  };
}

function worktreesAround(directory: string): Candidate[] {
  const repository = openRepository(directory);
  const listed = repository.ok ? listWorktrees(repository.value) : repository;
  if (!listed.ok) return [];
  const here = realpath(directory) ?? directory;
  return listed.value
    .filter(({ bare, present }) => !bare && present)
    .map(({ path, branch, commit }) => ({ value: shorter(path, here), description: branch ?? commit?.slice(0, 9) ?? '' }));
}

/** As a person would write it: relative where that does not climb far. */
function shorter(path: string, here: string): string {
  const way = relative(here, path);
  if (way === '') return '.';
  return way.startsWith('../../..') ? path : way;
}

/** Of the nearest lock file at or above; cargo writes one `key = "value"` a line. */
function packagesAround(directory: string): Candidate[] {
  const text = readText(join(directory, 'Cargo.lock'));
  if (text === undefined) return dirname(directory) === directory ? [] : packagesAround(dirname(directory));
  const versions = new Map<string, string[]>();
  for (const [, name = '', version = ''] of text.matchAll(/^name = "([^"]*)"\nversion = "([^"]*)"$/gm)) {
    versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  return [...versions].map(([value, all]) => ({ value, description: all.join(', ') }));
}
