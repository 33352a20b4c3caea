import { dirname } from 'node:path';
import { replaceConfigFile } from '../../formats/git/config-file.ts';
import { setShareConfig, unsetShareConfig } from '../../formats/git/config.ts';
import type { Repository } from '../../formats/git/repository.ts';
import { attempt } from '../../system/attempt.ts';
import { removeEmptyDirectory } from '../../system/empty-directory.ts';
import type { Failure } from '../../system/failure.ts';
import { readBytes, stat } from '../../system/fs.ts';
import { makeDirectories } from '../../system/move.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unlinkIfPresent, writeAtomically } from '../../system/write.ts';
import { applySharedStep, replaceFile, type StepOutcome } from './shared-mode/apply-step.ts';
import { amendShared, EMPTY_SHARED, isEmptyShared, type ModeOutcome } from './shared-mode/record.ts';
import type { SharedStep } from './shared-mode/steps.ts';
import type { SetupFacts } from './facts.ts';
import { EMPTY_RECORD, removeRecord, writeRecord, type InitRecord } from './record.ts';
import { findSplice, undoSplice } from './splice.ts';
import type { SetupPlan, SetupStep } from './steps.ts';

/**
 * Does what a plan for `init` says. What will be changed is recorded before it is, so that an `init` that
 * breaks off anywhere can be undone. `outcome`: what the record says of shared mode afterwards; as before where it
 * is not given.
 */
export function applyInit(
  facts: SetupFacts,
  plan: SetupPlan,
  outcome?: ModeOutcome,
): Result<void, Failure> {
  const { repository } = facts;
  if (plan.steps.length === 0 && hasLives(facts.record, outcome)) return ok(undefined);
  const record = withOutcome(amendRecord(facts, plan.steps), outcome);
  const noted = write(repository, record);
  if (!noted.ok) return noted;
  for (const step of plan.steps) {
    const done = applyStep(repository, step);
    if (!done.ok) return done;
  }
  const after = readBytes(facts.configPath) ?? Buffer.alloc(0);
  if (after.equals(facts.configBytes)) return ok(undefined);
  // Over an earlier init's own settings the splice is taken from what stood there before that one.
  const original = record.config === undefined ? undefined : undoSplice(facts.configBytes, record.config);
  return write(repository, { ...record, config: findSplice(original ?? facts.configBytes, after) });
}

/** Does what a plan for `deinit` says. */
export function applyDeinit(facts: SetupFacts, plan: SetupPlan): Result<void, Failure> {
  for (const step of plan.steps) {
    const done = applyStep(facts.repository, step);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

/** Whether the record has all of an outcome's lives: what came with a moved worktree needs no other step. */
function hasLives(record: InitRecord | undefined, outcome: ModeOutcome | undefined): boolean {
  const known = new Set((record?.shared?.lives ?? []).map(({ wrapper }) => wrapper));
  return (outcome?.lives ?? []).every(({ wrapper }) => known.has(wrapper));
}

function amendRecord(facts: SetupFacts, steps: readonly SetupStep[]): InitRecord {
  const { record = EMPTY_RECORD, unreachable } = facts;
  const hooks = new Map(record.hooks.map((hook) => [hook.path, hook]));
  // Those of worktrees that are gone went with them.
  const isOut = (path: string): boolean => unreachable.some((worktree) => path.startsWith(`${worktree}/`));
  const directories = new Set(record.directories.filter((path) => stat(dirname(path)) !== undefined || isOut(path)));
  for (const step of steps) {
    if (step.action === 'create-directory') missingFrom(step.path).forEach((path) => directories.add(path));
    if (step.action === 'remove-hook') hooks.delete(step.path);
    if (step.action !== 'write-hook') continue;
    const { hook: name, path, change } = step;
    if (change === 'create' || change === 'add-block') hooks.set(path, { name, path, created: change === 'create' });
    if (change === 'remove-block') hooks.delete(path);
  }
  const toolFiles = new Map(record.toolFiles.map((file) => [file.path, file]));
  for (const step of steps) {
    if (step.action !== 'write-tool-file') continue;
    const { tool, path, expected, bytes } = step;
    toolFiles.set(path, { tool, path, created: expected === null, splice: findSplice(expected ?? Buffer.alloc(0), bytes) });
  }
  const shared = amendShared(record.shared ?? EMPTY_SHARED, steps, unreachable);
  return { ...record, hooks: [...hooks.values()], directories: [...directories], shared, toolFiles: [...toolFiles.values()] };
}

function withOutcome(record: InitRecord, outcome: ModeOutcome | undefined): InitRecord {
  const shared = { ...(record.shared ?? EMPTY_SHARED), ...outcome };
  return { ...record, shared: isEmptyShared(shared) ? undefined : shared };
}

/** The directories that making `path` makes, outermost first. */
function missingFrom(path: string): string[] {
  return stat(path) !== undefined || dirname(path) === path ? [] : [...missingFrom(dirname(path)), path];
}

function write(repository: Repository, record: InitRecord): Result<void, Failure> {
  const done = attempt(() => writeRecord(repository, record));
  if (done.ok) return done;
  const { code, path } = done.error;
  const message = `The record of what init changes cannot be written (${code}).`;
  return err({ code: 'io', message, ...(path === undefined ? {} : { path }) });
}

function applyStep(repository: Repository, step: SetupStep): Result<void, Failure> {
  switch (step.action) {
    case 'create-directory':
      return onDisk(step.path, () => makeDirectories(step.path));
    case 'write-hook':
      return onDisk(step.path, () => writeAtomically(step.path, step.bytes, { mode: step.mode }));
    case 'remove-hook':
      return onDisk(step.path, () => unlinkIfPresent(step.path));
    case 'set-config':
      return setShareConfig(repository, step.key, step.value);
    case 'unset-config':
      return unsetShareConfig(repository, step.key);
    case 'restore-config':
      return restoreConfig(repository, step);
    case 'remove-directory':
      return onDisk(step.path, () => removeEmptyDirectory(step.path));
    case 'remove-record':
      return onDisk(step.path, () => removeRecord(repository));
    case 'write-tool-file':
      return orChanged(step.path, () => replaceFile(step.path, step.expected, step.bytes));
    case 'remove-tool-file':
      return orChanged(step.path, () => replaceFile(step.path, step.expected, null));
    default:
      return applyShared(step);
  }
}

function applyShared(step: SharedStep): Result<void, Failure> {
  return orChanged('path' in step ? step.path : step.to, () => applySharedStep(step));
}

function orChanged(path: string, work: () => StepOutcome): Result<void, Failure> {
  let outcome: StepOutcome = 'done';
  const done = onDisk(path, () => {
    outcome = work();
  });
  if (!done.ok || outcome === 'done') return done;
  return err({ code: 'io', message: 'This changed while it was being set up, and was left alone.', path, hint: 'Run the command again.' });
}

function restoreConfig(
  repository: Repository,
  step: Extract<SetupStep, { action: 'restore-config' }>,
): Result<void, Failure> {
  const replaced = replaceConfigFile(step.path, step.expected, step.bytes);
  if (!replaced.ok) return replaced;
  if (replaced.value) return ok(undefined);
  // The file changed since it was read: git takes our lines out of what it is now.
  for (const key of step.keys) {
    const unset = unsetShareConfig(repository, key);
    if (!unset.ok) return unset;
  }
  return ok(undefined);
}

function onDisk(path: string, work: () => unknown): Result<void, Failure> {
  const done = attempt(work);
  if (done.ok) return ok(undefined);
  return err({
    code: 'io',
    message: `The clone's set-up cannot be changed (${done.error.code}).`,
    path,
    hint: 'Make the directory writable, or run cargo share init --no-hooks.',
  });
}
