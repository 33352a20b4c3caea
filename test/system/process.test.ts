import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, runBytes, runBytesSync, runSync, startDetached } from '../../src/system/process.ts';
import { temporaryDirectory } from '../formats/git/rig.ts';
import { until } from '../rig/until.ts';

const cwd = '/';

describe.each([
  ['run', run],
  ['runSync', async (...args: Parameters<typeof runSync>) => runSync(...args)],
] as const)('%s', (_name, start) => {
  test('gives both streams, and hands over the input', async () => {
    const done = await start('sh', ['-c', 'cat; echo words >&2'], { cwd, input: 'grüße' });
    expect(done).toEqual({ ok: true, value: { stdout: 'grüße', stderr: 'words\n' } });
  });

  test('standard input is empty, not inherited', async () => {
    expect(await start('cat', [], { cwd })).toMatchObject({ ok: true, value: { stdout: '' } });
  });

  test('a status other than 0 comes with what was said', async () => {
    const done = await start('sh', ['-c', 'echo out; echo why >&2; exit 3'], { cwd });
    expect(done).toMatchObject({ ok: false, error: { reason: 'exit-status', status: 3, stderr: 'why\n' } });
  });

  test('tells a missing program from a missing directory', async () => {
    const missing = `${temporaryDirectory()}/gone`;
    expect(await start('no-such-program', [], { cwd })).toEqual({
      ok: false,
      error: { reason: 'missing-program', command: 'no-such-program' },
    });
    expect(await start('sh', [], { cwd: missing })).toEqual({
      ok: false,
      error: { reason: 'missing-directory', command: 'sh', path: missing },
    });
  });

  test('a program that may not be run is named with the reason of the system', async () => {
    const directory = temporaryDirectory();
    expect(await start(directory, [], { cwd })).toEqual({
      ok: false,
      error: { reason: 'not-started', command: directory, code: 'EACCES' },
    });
    expect(await start('sh', ['x'.repeat(1 << 22)], { cwd })).toMatchObject({
      error: { reason: 'not-started', code: 'E2BIG' },
    });
  });

  test('a signal is named', async () => {
    const done = await start('sh', ['-c', 'kill -TERM $$'], { cwd });
    expect(done).toMatchObject({ ok: false, error: { reason: 'signal', signal: 'SIGTERM' } });
  });

  test('a limit ends the child, and also what it started', async () => {
    const done = await start('sh', ['-c', 'exec sleep 60'], { cwd, timeoutMs: 50 });
    expect(done).toMatchObject({ ok: false, error: { reason: 'timeout', timeoutMs: 50 } });
  });

  test('a child that does not read its input is judged by its status', async () => {
    const done = await start('sh', ['-c', 'exec <&-; echo done'], { cwd, input: 'x'.repeat(1 << 20) });
    expect(done).toMatchObject({ ok: true, value: { stdout: 'done\n' } });
  });

  test('the environment given is the whole one', async () => {
    const done = await start('/usr/bin/env', [], { cwd, env: { ONE: '1' } });
    expect(done).toMatchObject({ ok: true, value: { stdout: 'ONE=1\n' } });
  });
});

test('bytes are kept as they are, megabytes of them', async () => {
  const script = 'printf "\\377\\0"; head -c 3000000 /dev/zero';
  const later = await runBytes('sh', ['-c', script], { cwd });
  const now = runBytesSync('sh', ['-c', script], { cwd });
  for (const done of [later, now]) {
    if (!done.ok) throw new Error(done.error.reason);
    expect(done.value.stdout.length).toBe(3_000_002);
    expect([...done.value.stdout.subarray(0, 2)]).toEqual([0xff, 0]);
  }
});

test('an aborted program is ended with everything that it has started', async () => {
  const controller = new AbortController();
  const mark = `${temporaryDirectory()}/pids`;
  const running = run('sh', ['-c', `sleep 1000 & echo $! > ${mark}.tmp; mv ${mark}.tmp ${mark}; wait`], { cwd, signal: controller.signal });
  await until(() => existsSync(mark));
  controller.abort();
  expect(await running).toMatchObject({ ok: false, error: { reason: 'signal', signal: 'SIGTERM' } });
  const grandchild = Number(readFileSync(mark, 'utf8'));
  await until(() => !isRunning(grandchild));
});

test('what was aborted before it began ends at once', async () => {
  const done = await run('sleep', ['1000'], { cwd, signal: AbortSignal.abort() });
  expect(done).toMatchObject({ ok: false, error: { reason: 'signal' } });
});

describe.skipIf(!existsSync('/proc/self/autogroup'))('what gives way, in a session of its own', () => {
  const isLow = "until grep -q 'nice 19$' /proc/self/autogroup; do :; done; cut -d ' ' -f 19 /proc/self/stat";

  test('is lowered with its session by who starts it', async () => {
    const mark = `${temporaryDirectory()}/low`;
    expect(startDetached('sh', ['-c', `{ ${isLow}; } > ${mark}.tmp; mv ${mark}.tmp ${mark}`], { cwd, priority: 'low' })).toBe(true);
    await until(() => existsSync(mark));
    expect(readFileSync(mark, 'utf8')).toBe('19\n');
  });

  test('lowers what it starts in further sessions', async () => {
    const script = `import { lowerPriority, run } from '${join(import.meta.dirname, '../../src/system/process.ts')}';
      lowerPriority();
      const ran = await run('sh', ['-c', ${JSON.stringify(isLow)}], { cwd: '/', signal: new AbortController().signal });
      process.stdout.write(ran.ok ? ran.value.stdout : 'failed');`;
    expect(await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: join(import.meta.dirname, '../..') })).toMatchObject({ ok: true, value: { stdout: '19\n' } });
  });
});

/** A process that has ended but that nobody has waited for counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !existsSync('/proc') || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
