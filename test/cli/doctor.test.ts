import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openClinic, type Clinic } from '../commands/doctor/clinic.ts';
import { git, write } from '../formats/git/rig.ts';
import { exec, type Exit } from '../rig/process.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

// Each starts processes.
vi.setConfig({ testTimeout: 60_000 });

interface Line {
  readonly finding: string;
  readonly verdict: string;
  readonly message: string;
}

function share(clinic: Clinic, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Exit> {
  const whole = { ...clinic.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env };
  return exec(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...args], { cwd: clinic.path, env: whole, statuses: 'any' });
}

test('warnings alone are status 0', async () => {
  const { status, stdout, stderr } = await share(openClinic(), ['doctor']);
  expect(status).toBe(0);
  expect(stdout).toContain('warn  hooks         cargo-share is not set up in this clone; mend: cargo share init\n');
  expect(stderr).toContain('Found 0 failures, 1 warning');
});

test('the danger of a shared directory comes with the commands that show it', async () => {
  const clinic = openClinic();
  const b = clinic.addWorktree('b', join(clinic.path, 'b'));
  clinic.write('.cargo/config.toml', `[build]\ntarget-dir = "${clinic.path}/out"\n`);
  const { stdout, status } = await share(clinic, ['doctor']);
  expect(status).toBe(1);
  expect(stdout).toContain(`(cd ${clinic.path} && cargo build)\n`);
  expect(stdout).toContain(`(cd ${b} && cargo build)`);
});

test('without git, or with one too old, that is what it finds', async () => {
  const clinic = openClinic();
  const bin = join(clinic.top, 'bin');
  for (const [script, finding] of [
    [undefined, 'git-unusable'],
    ['#!/bin/sh\necho "git version 2.20.1"\n', 'git-too-old'],
  ] as const) {
    if (script !== undefined) write(join(bin, 'git'), script, 0o755);
    const { stdout, status } = await share(clinic, ['doctor', '--json'], { PATH: bin });
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, command: 'doctor', healthy: false, findings: [{ check: 'git', verdict: 'fail', finding, fixable: false }] });
  }
});

test('outside a clone there is nothing to examine', async () => {
  const clinic = openClinic();
  const { status, stderr } = await share(clinic, ['-C', clinic.top, 'doctor']);
  expect(status).toBe(2);
  expect(stderr).toContain('error[not-a-git-repository]');
});

test('every line says something, on one line', async () => {
  const clinic = openClinic();
  clinic.cargo('build');
  git(clinic.path, 'config', 'share.mode', 'linked');
  const { stdout } = await share(clinic, ['doctor', '--json']);
  const { findings } = JSON.parse(stdout) as { findings: Line[] };
  expect(findings.length).toBeGreaterThan(12);
  for (const { message, finding } of findings) {
    expect(message, finding).not.toMatch(/undefined|null|\[object/);
    expect(message, finding).not.toBe('');
  }
});
