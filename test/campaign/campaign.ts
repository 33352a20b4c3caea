/**
 * Random histories of a repository, driven through the real command, each build compared with what a build from
 * scratch prints. `npm run campaign -- --runs N --seed S --minutes M`.
 * Status 0: nothing came out wrong that cargo alone gets right. 1: something did.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { judge } from './judge.ts';
import { runMutations, type Noticed } from './mutations.ts';
import { readOptions, type Options } from './options.ts';
import { answerLines, summary } from './report.ts';
import type { FailureRecord } from './results.ts';
import { runCampaign } from './runner.ts';
import { openSettings } from './settings.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Runs a saved failure again. */
async function replay(options: Options, path: string): Promise<boolean> {
  const record = JSON.parse(readFileSync(path, 'utf8')) as FailureRecord;
  const settings = openSettings({ ...options, names: [record.setting] });
  try {
    const verdict = await judge(record.history, settings.all[0]!);
    for (const wrong of verdict.ours) say(JSON.stringify(wrong));
    for (const line of verdict.outcome.script) say(line);
    return verdict.ours.length === 0;
  } finally {
    settings.dispose();
  }
}

/** Status 0 where every rule's absence was noticed. What the output holds as noticed or covered is not tried again. */
async function mutate(options: Options): Promise<boolean> {
  const { output } = options;
  const before = output === undefined || !existsSync(output) ? [] : (JSON.parse(readFileSync(output, 'utf8')) as { noticed: Noticed[] }).noticed;
  const known = before.filter(({ outcome }) => outcome === 'noticed' || outcome === 'covered');
  const save = (noticed: readonly Noticed[]): void => {
    if (output !== undefined) writeFileSync(output, `${JSON.stringify({ schema: 1, noticed: [...before.filter(({ rule }) => !noticed.some((one) => one.rule === rule)), ...noticed] }, null, 1)}\n`);
  };
  const all = await runMutations(options, { known: new Set(known.map(({ rule }) => rule)), say, save });
  return all.every((rule) => rule.outcome === 'noticed');
}

async function main(options: Options): Promise<boolean> {
  if (options.replay !== undefined) return replay(options, options.replay);
  if (options.mutations) return mutate(options);
  const settings = openSettings({ ...options, names: options.settings });
  for (const line of settings.missing) say(`left out: ${line}`);
  try {
    const results = await runCampaign(options, settings, say);
    for (const line of [...summary([results]), ...answerLines([results])]) say(line);
    return results.failures.length === 0 && results.broken.length === 0;
  } finally {
    settings.dispose();
  }
}

process.exitCode = (await main(readOptions(process.argv.slice(2)))) ? 0 : 1;
