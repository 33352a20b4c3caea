import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository, fits, without } from '../mutation/copy.ts';
import type { Rule } from '../mutation/rule.ts';
import { rulesNamed } from '../mutation/rules/all.ts';
import { buildCopy } from '../mutation/run-tests.ts';
import type { Options } from './options.ts';
import type { Say } from './runner.ts';

/** Whether the campaign noticed that a rule was out. */
export interface Noticed {
  readonly rule: string;
  readonly file: string;
  /** `noticed`: something came out wrong; `broken`: a history could not be run at all; `stale`: the edit does not fit. */
  readonly outcome: 'noticed' | 'broken' | 'unnoticed' | 'stale';
  /** Histories that were run. */
  readonly histories: number;
  readonly by: string;
  /** The parts that the workspaces were made of; all where it is empty. */
  readonly parts: readonly string[];
}

/** Histories after which a rule counts as unnoticed, unless `--runs` says otherwise. */
const MOST_HISTORIES = 12;
/** One setting: the rules are the same in all of them. */
const SETTING = 'by hand, legacy';

/** Takes each rule out of a copy in turn and runs the same histories until one comes out wrong. */
export async function runMutations(options: Options, say: Say, save: (noticed: readonly Noticed[]) => void): Promise<readonly Noticed[]> {
  const copy = copyRepository();
  const end = performance.now() + options.minutes * 60_000;
  const all: Noticed[] = [];
  try {
    for (const rule of rulesNamed(options.words)) {
      if (performance.now() > end) break;
      const noticed = fits(copy, rule) ? await without(copy, rule, () => tryRule(copy, rule, options)) : outcomeOf(rule, 'stale', 0, '');
      all.push({ ...noticed, parts: options.parts });
      save(all);
      say(`${noticed.outcome.padEnd(9)}  ${String(noticed.histories).padStart(3)}  ${rule.name}  ${noticed.by}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return all;
}

type Found = Omit<Noticed, 'parts'>;

function outcomeOf(rule: Rule, outcome: Noticed['outcome'], histories: number, by: string): Found {
  return { rule: rule.name, file: rule.file, outcome, histories, by };
}

function tryRule(copy: string, rule: Rule, options: Options): Found {
  try {
    buildCopy(copy);
  } catch (error) {
    return outcomeOf(rule, 'broken', 0, error instanceof Error ? error.message : String(error));
  }
  const runs = Math.min(options.runs, MOST_HISTORIES);
  const args = ['--runs', String(runs), '--seed', String(options.seed), '--minutes', '30', '--jobs', String(options.jobs)];
  if (options.parts.length > 0) args.push('--parts', options.parts.join(','));
  const run = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(copy, 'test/campaign/campaign.ts'), ...args, '--scratch', '0', '--ask', '0', '--settings', SETTING, '--bail', '--directory', options.directory],
    { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  const histories = run.stdout.split('\n').filter((line) => /^\d+ .*: (?:right|WRONG)/.test(line)).length;
  const first = run.stdout.split('\n').find((line) => / at -?\d+: /.test(line))?.trim() ?? '';
  if (run.status === 0) return outcomeOf(rule, 'unnoticed', histories, '');
  if (run.status === 1 && first !== '') return outcomeOf(rule, 'noticed', histories, first);
  return outcomeOf(rule, 'broken', histories, run.stderr.slice(0, 300));
}
