import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logPath, olderLogPath } from '../../../src/engine/log/log-file.ts';
import { eventOf, failureOf, openLog } from '../../../src/engine/log/log.ts';
import { lastFailures, readLog } from '../../../src/engine/log/read-log.ts';
import { FailureError, type Failure } from '../../../src/system/failure.ts';
import { temporaryDirectory } from '../../store/store-fixture.ts';

const RUN = { version: '1.2.3', arguments: ['warm'], directory: '/wt' };
const FAILURE: Failure = { code: 'store-unwritable', message: 'The store cannot be written (ENOSPC).' };
let directory: string;
let remove: () => void;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('log'));
  env = { HOME: directory };
});

afterEach(() => remove());

const collected = { event: 'collected', dropped: 1, freed: 2, left: 0 } as const;

describe('a run', () => {
  test('with something to say: start, what was done, end', () => {
    const log = openLog(env, RUN);
    log.write(collected);
    log.end(0);
    expect(readLog(env)).toMatchObject([
      { event: 'start', version: '1.2.3', arguments: ['warm'], directory: '/wt' },
      collected,
      { event: 'end', status: 0 },
    ]);
    expect(new Set(readLog(env).map(({ run }) => run)).size).toBe(1);
    expect(statSync(logPath(env)).mode & 0o777).toBe(0o600);
  });

  test('with nothing to say leaves no line, but at level debug', () => {
    openLog(env, RUN).end(0);
    openLog({ ...env, CARGO_SHARE_LOG: 'off' }, RUN).write(collected);
    expect(existsSync(logPath(env))).toBe(false);
    openLog({ ...env, CARGO_SHARE_LOG: 'debug' }, RUN).end(0);
    expect(readLog(env).map(({ event }) => event)).toEqual(['start', 'end']);
  });
});

test('a failure is told once, a mistake with its stack; the newest come first', () => {
  const log = openLog(env, RUN);
  log.write({ event: 'failure', failure: FAILURE });
  log.write(eventOf(new FailureError(FAILURE)), eventOf(new Error('a bug')));
  expect(lastFailures(env, 0)).toMatchObject([{ event: 'bug', message: 'a bug', stack: expect.stringContaining('log.test.ts') }, { event: 'failure', failure: FAILURE }]);
  expect(lastFailures(env, Date.now() + 1000)).toEqual([]);
  expect(failureOf(new Error('a bug\nat'), '/log')).toMatchObject({ code: 'internal', message: 'This is a mistake in cargo-share: a bug.', path: '/log' });
  expect(failureOf(new FailureError(FAILURE), '/log')).toBe(FAILURE);
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC', path: '/full/file' });
  expect(failureOf(full, '/log')).toMatchObject({ code: 'io', message: 'The disk is full (ENOSPC).', path: '/full/file' });
  expect(eventOf(full)).toMatchObject({ event: 'failure', failure: { code: 'io' } });
});

test('it stays below two mebibytes', () => {
  const log = openLog(env, RUN);
  const long = { event: 'note', note: { text: 'x'.repeat(300_000) } } as const;
  for (let index = 0; index < 12; index += 1) log.write(long);
  for (const path of [logPath(env), olderLogPath(env)]) expect(statSync(path).size).toBeLessThan(1_500_000);
  expect(readLog(env).length).toBeGreaterThan(4);
});

test('lines that were cut or are not ours are left out', () => {
  openLog(env, RUN).write(collected);
  appendFileSync(logPath(env), '{"at":"2026\nnull\n7\n{"event":"end"}\n');
  expect(readLog(env)).toHaveLength(2);
});

describe('what cannot be written is not, and nothing fails', () => {
  test('a file in the way of the directory', () => {
    writeFileSync(join(directory, '.local'), '');
    openLog(env, RUN).write(collected);
    expect(readLog(env)).toEqual([]);
  });

  test('a link in its place is not followed', () => {
    mkdirSync(join(logPath(env), '..'), { recursive: true });
    writeFileSync(join(directory, 'mine'), 'mine');
    symlinkSync(join(directory, 'mine'), logPath(env));
    openLog(env, RUN).write(collected);
    expect(readFileSync(join(directory, 'mine'), 'utf8')).toBe('mine');
  });

  test('a directory without permission, for others than root', () => {
    mkdirSync(join(logPath(env), '..'), { recursive: true });
    chmodSync(join(logPath(env), '..'), 0o500);
    expect(() => openLog(env, RUN).write(collected)).not.toThrow();
  });
});

test('its place: XDG_STATE_HOME where that is absolute, else below the home', () => {
  expect(logPath({ XDG_STATE_HOME: '/state', HOME: '/home/me' })).toBe('/state/cargo-share/log.jsonl');
  expect(logPath({ XDG_STATE_HOME: 'state', HOME: '/home/me' })).toBe('/home/me/.local/state/cargo-share/log.jsonl');
});
