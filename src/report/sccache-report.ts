import type { DisablePlan, EnablePlan } from '../commands/sccache/plan.ts';
import type { SccacheStatus } from '../commands/sccache/status.ts';
import type { SccacheStatistics } from '../commands/sccache/statistics.ts';
import type { WrapperSetting } from '../commands/sccache/wrapper-settings.ts';
import { count, formatBytes } from './bytes.ts';
import type { Reporter } from './reporter.ts';

function settingWords({ where }: WrapperSetting): string {
  return 'variable' in where ? `the variable ${where.variable}` : where.file;
}

/** What `enable` did, or would do. `counted`: compilations that sccache counted for the trial. */
export function reportEnable(plan: EnablePlan, o: { readonly dryRun: boolean; readonly counted: number | undefined }, reporter: Reporter): void {
  if (plan.action === 'keep') {
    reporter.status('Found', `cargo runs sccache already, by ${settingWords(plan.by)}${plan.ours ? '' : ', which cargo share did not write'}`);
  } else {
    reporter.status('Set', `build.rustc-wrapper = ${plan.wrapper} in ${plan.file}, for all your projects; it runs ${plan.program}, and rustc alone where that is gone`);
  }
  if (o.counted !== undefined) reporter.status('Checked', `a crate was compiled, and sccache counted ${count(o.counted, 'compilation')}`);
  if (plan.action === 'write' && !o.dryRun) reporter.status('Ready', 'undo with `cargo share sccache disable`');
}

export function reportDisable(plan: DisablePlan, reporter: Reporter): void {
  switch (plan.action) {
    case 'nothing':
      reporter.status('Found', 'nothing to undo: cargo share has not enabled sccache');
      if (plan.by !== undefined) reporter.warn(`cargo runs ${plan.by.value}, set by ${settingWords(plan.by)}; that is yours to change`);
      return;
    case 'forget':
      reporter.status('Found', 'the setting is gone, or somebody else changed it; nothing is undone');
      return;
    case 'restore':
      reporter.status(plan.bytes === undefined ? 'Remove' : 'Restore', plan.file);
  }
}

const EXPLANATION = [
  'What it adds: cargo-share brings a worktree what other worktrees have built. sccache answers when something has to be',
  'compiled all the same: after `cargo clean`, in another clone, or at dependencies that no worktree has built. It does not',
  'cache incremental compilations, so your own crates in the dev profile are compiled as ever. How much that is here:',
  '`cargo share bench --sccache`.',
];

export function reportSccacheStatus(status: SccacheStatus, reporter: Reporter): void {
  const { program, wrapper, ours, statistics } = status;
  reporter.result(`sccache:  ${program === null ? 'not found' : `${program.version} (${program.path})`}`);
  if (wrapper === null) reporter.result('Enabled:  no (`cargo share sccache enable`)');
  else if (!status.enabled) reporter.result(`Enabled:  no: ${settingWords(wrapper)} sets the wrapper to ${wrapper.value === '' ? 'nothing' : wrapper.value}`);
  else reporter.result(`Enabled:  yes, by ${settingWords(wrapper)}${ours ? '' : ' (not written by cargo share)'}`);
  if (statistics !== null) for (const line of statisticsLines(statistics)) reporter.result(line);
  reporter.result('');
  for (const line of EXPLANATION) reporter.result(line);
}

function statisticsLines({ hits, misses, notCached, location, size, limit }: SccacheStatistics): string[] {
  const looked = hits + misses;
  const rate = looked === 0 ? 'no compilation looked up since its server started' : `${hits} of ${looked} (${((100 * hits) / looked).toFixed(0)}%) since its server started`;
  const calls = notCached.reduce((sum, one) => sum + one.calls, 0);
  return [
    `Hits:     ${rate}`,
    ...(calls === 0 ? [] : [`Not kept: ${count(calls, 'call')} (${notCached.slice(0, 4).map((one) => `${one.why}: ${one.calls}`).join(', ')})`]),
    `Cache:    ${location}${size === null ? '' : `, ${formatBytes(size)}${limit === null ? '' : ` of ${formatBytes(limit)}`}`}`,
  ];
}
