import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { checkLog } from '../../../src/commands/doctor/checks/log.ts';
import type { Site } from '../../../src/commands/doctor/site.ts';
import { logPath } from '../../../src/engine/log/log-file.ts';
import type { TimeNs } from '../../../src/system/brand.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');

function site(...lines: readonly object[]): Site {
  const home = temporaryDirectory();
  const env = { HOME: home, XDG_STATE_HOME: home };
  mkdirSync(dirname(logPath(env)), { recursive: true });
  writeFileSync(logPath(env), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { env, now: () => (BigInt(NOW) * 1_000_000n) as TimeNs } as Partial<Site> as Site;
}

const failed = (at: string, message: string): object => ({ at, run: 'r', version: '1', event: 'failure', failure: { code: 'io', message } });

it('nothing failed lately', () => {
  expect(checkLog(site(failed('2026-06-01T00:00:00Z', 'long ago')))).toMatchObject([{ verdict: 'pass', finding: 'nothing-failed' }]);
});

it('the last failure of the week is said, and how many there were', () => {
  const found = checkLog(site(failed('2026-06-14T00:00:00Z', 'first'), failed('2026-06-15T00:00:00Z', 'second')));
  expect(found).toMatchObject([{ verdict: 'warn', finding: 'sharing-failed', times: 2, message: 'second', at: '2026-06-15T00:00:00Z' }]);
});

it('a mistake in this program counts', () => {
  const bug = { at: '2026-06-15T00:00:00Z', run: 'r', version: '1', event: 'bug', message: 'oops', stack: 'at x' };
  expect(checkLog(site(bug))).toMatchObject([{ finding: 'sharing-failed', message: 'oops' }]);
});

it('what a person has ended did not fail', () => {
  const ended = { at: '2026-06-15T00:00:00Z', run: 'r', version: '1', event: 'failure', failure: { code: 'interrupted', message: 'Stopped.' } };
  expect(checkLog(site(ended))).toMatchObject([{ verdict: 'pass', finding: 'nothing-failed' }]);
});
