import { readBytes, stat } from '../../system/fs.ts';
import type { ShareKey } from '../../formats/git/config.ts';
import type { SetupFacts } from './facts.ts';
import { planHookRemoval } from './plan-hook-removal.ts';
import { recordFile } from './record.ts';
import { locateSplice, undoSplice, type Splice } from './splice.ts';
import { joinPlans, type SetupPlan, type SetupStep } from './steps.ts';
import { planToolRemoval } from './tools/plan-tools.ts';

const KEYS: readonly ShareKey[] = ['mode', 'store'];

/**
 * How to undo everything that `init` did; nothing where it did nothing. The mode goes first: from then on
 * the hooks do nothing. Works from the markers alone where the record is lost. `unshare` undoes shared mode.
 */
export function planDeinit(facts: SetupFacts, unshare: SetupPlan): SetupPlan {
  const { record } = facts;
  const removed = new Set(unshare.steps.flatMap((step) => (step.action === 'remove-directory' ? [step.path] : [])));
  const tools = joinPlans(...(record?.toolFiles ?? []).map((file) => planToolRemoval(file, readBytes(file.path))));
  const steps: SetupStep[] = [
    ...planConfig(facts),
    ...tools.steps,
    ...unshare.steps,
    ...[...facts.hooks, ...facts.strays].flatMap((hook) => planHookRemoval(hook, record) ?? []),
    ...[...(record?.directories ?? [])]
      .filter((path) => stat(path) !== undefined && !removed.has(path))
      .reverse().map((path): SetupStep => ({ action: 'remove-directory', path })),
  ];
  if (facts.recordExists) steps.push({ action: 'remove-record', path: recordFile(facts.repository) });
  return { steps, notes: [...tools.notes, ...unshare.notes] };
}

function planConfig(facts: SetupFacts): SetupStep[] {
  const keys = KEYS.filter((key) => facts.local.has(key));
  const splice = facts.record?.config;
  // Someone else has unset them: what remains of the file is theirs.
  if (keys.length === 0) return [];
  const bytes = splice === undefined || holdsOthersKeys(facts.configBytes, splice) ? undefined : undoSplice(facts.configBytes, splice);
  if (bytes === undefined) return keys.map((key) => ({ action: 'unset-config', key }));
  return [{ action: 'restore-config', path: facts.configPath, keys, expected: facts.configBytes, bytes }];
}

/**
 * Whether somebody else's keys follow in a section whose head is ours (`git config share.budget` puts them there): without
 * that head they would come into the section before it.
 */
function holdsOthersKeys(current: Buffer, splice: Splice): boolean {
  const at = locateSplice(current, splice);
  if (at === undefined || !/^\s*\[/m.test(splice.inserted.toString('latin1'))) return false;
  return /^\s*[^\s[]/.test(current.subarray(at + splice.inserted.length).toString('latin1'));
}
