import { isShared, presentWorktrees } from '../../../engine/clone/clone.ts';
import { readRecord } from '../../init/record.ts';
import { planSharedMode } from '../../init/shared-mode/plan-mode.ts';
import type { LeftOutReason } from '../../init/shared-mode/steps.ts';
import type { Site } from '../site.ts';

export type SharedModeFinding =
  | { readonly check: 'shared-mode'; readonly verdict: 'pass'; readonly finding: 'shared-set-up'; readonly path: string }
  /** Hooks did not run, or somebody edited a configuration; `path` is the first that would be written. */
  | { readonly check: 'shared-mode'; readonly verdict: 'fail'; readonly finding: 'shared-incomplete'; readonly path: string; readonly files: number }
  | { readonly check: 'shared-mode'; readonly verdict: 'fail'; readonly finding: 'shared-not-possible'; readonly message: string; readonly path: string }
  | { readonly check: 'shared-mode'; readonly verdict: 'warn'; readonly finding: 'shared-left-out'; readonly path: string; readonly why: LeftOutReason; readonly file: string }
  | { readonly check: 'shared-mode'; readonly verdict: 'warn'; readonly finding: 'shared-uncovered'; readonly file: string; readonly crates: readonly string[] };

/** Whether shared mode is set up as `init` would do it now, and what it does not cover. Nothing in linked mode. */
export async function checkSharedMode(site: Site): Promise<SharedModeFinding[]> {
  const { repository } = site.clone;
  if (!isShared(site.clone)) return [];
  const record = readRecord(repository);
  const known = record?.shared;
  const base = { check: 'shared-mode' } as const;
  if (known?.variant === undefined) {
    return [{ ...base, verdict: 'fail', finding: 'shared-incomplete', path: repository.commonDirectory, files: 0 }];
  }
  const request = { repository, worktrees: presentWorktrees(site.clone), record, env: site.env, why: 'asked' } as const;
  const plan = await planSharedMode({ ...request, variant: known.variant });
  if (!plan.ok) {
    const { message, path = known.directory } = plan.error;
    return [{ ...base, verdict: 'fail', finding: 'shared-not-possible', message, path }];
  }
  const { steps, notes } = plan.value;
  const paths = steps.flatMap((step) => ('path' in step ? [step.path] : []));
  const [path] = paths;
  const state: SharedModeFinding =
    path === undefined
      ? { ...base, verdict: 'pass', finding: 'shared-set-up', path: known.directory }
      : { ...base, verdict: 'fail', finding: 'shared-incomplete', path, files: paths.length };
  const gaps = notes.flatMap((note): SharedModeFinding[] => {
    if (note.note === 'left-out') return [{ ...base, verdict: 'warn', finding: 'shared-left-out', path: note.path, why: note.why, file: note.file }];
    if (note.note === 'uncovered-crates') return [{ ...base, verdict: 'warn', finding: 'shared-uncovered', file: note.file, crates: note.crates }];
    return [];
  });
  return [state, ...gaps];
}
