import { dirname } from 'node:path';
import { lstat, readBytes, readLink, realpath } from '../../../system/fs.ts';
import { makeDirectories, rename, symbolicLink } from '../../../system/move.ts';
import { removeTree, unlinkIfPresent, writeAtomically } from '../../../system/write.ts';
import { unreachable } from '../../../system/unreachable.ts';
import { isUnused, makeBuildDirectory } from './build-directory.ts';
import type { SharedStep } from './steps.ts';
import { readTarget } from './target-directories.ts';

/** A file changed between looking at it and writing it: nothing of it was written. */
export type StepOutcome = 'done' | 'changed-meanwhile';

/** Does one step; throws like `node:fs`. */
export function applySharedStep(step: SharedStep): StepOutcome {
  switch (step.action) {
    case 'make-build-directory':
      makeBuildDirectory(step.path);
      return 'done';
    case 'remove-build-directory':
      if (!isUnused(step.path)) return 'changed-meanwhile';
      removeTree(step.path);
      return 'done';
    case 'edit-cargo-config':
    case 'write-excludes':
      return replaceFile(step.path, step.expected, step.bytes);
    case 'remove-cargo-config':
      return replaceFile(step.path, step.expected, null);
    case 'write-wrapper':
      writeAtomically(step.path, step.bytes, { mode: 0o755 });
      return 'done';
    case 'remove-wrapper':
      unlinkIfPresent(step.path);
      return 'done';
    case 'move-target':
      if (lstat(step.to) !== undefined || lstat(step.from) === undefined) return 'changed-meanwhile';
      makeDirectories(dirname(step.to));
      rename(step.from, step.to);
      return 'done';
    case 'remove-finals':
      if (readTarget(step.path).kind !== 'finals') return 'changed-meanwhile';
      removeTree(step.path);
      return 'done';
    case 'link-target':
      if (lstat(step.path) !== undefined) return 'changed-meanwhile';
      symbolicLink(step.target, step.path);
      return 'done';
    case 'unlink-target':
      if (readLink(step.path) !== step.target) return 'changed-meanwhile';
      unlinkIfPresent(step.path);
      return 'done';
    default:
      return unreachable(step);
  }
}

/** Writes what a link leads to, never over the link; the file keeps its mode. */
export function replaceFile(path: string, expected: Buffer | null, bytes: Buffer | null): StepOutcome {
  const file = realpath(path) ?? path;
  const now = readBytes(file) ?? null;
  const unchanged = now === null ? expected === null : expected !== null && now.equals(expected);
  if (!unchanged) return 'changed-meanwhile';
  const mode = lstat(file)?.mode;
  if (bytes === null) unlinkIfPresent(file);
  else writeAtomically(file, bytes, mode === undefined ? {} : { mode });
  return 'done';
}
