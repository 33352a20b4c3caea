import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { git, makeRepository, temporaryDirectory, write } from '../formats/git/rig.ts';
import { exec, type Exit } from '../rig/process.ts';
import { snapshotTree, compareTrees } from '../rig/tree.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
let top: string;

// Each starts processes.
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  top = temporaryDirectory();
});

/** The command from its source, in an environment of its own. */
function share(args: readonly string[], cwd = top): Promise<Exit> {
  const env = {
    PATH: process.env['PATH'],
    HOME: top,
    CARGO_HOME: process.env['CARGO_HOME'] ?? join(process.env['HOME'] ?? '', '.cargo'),
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(process.env['HOME'] ?? '', '.rustup'),
    CARGO_SHARE_STORE: `${top}/store`,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return exec(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...args], { cwd, env, statuses: 'any' });
}

function workspace(): string {
  const path = makeRepository(`${top}/tree`);
  write(`${path}/Cargo.toml`, '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n');
  write(`${path}/src/lib.rs`, '');
  write(`${path}/Cargo.lock`, 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n');
  git(path, 'add', '.');
  git(path, 'commit', '-q', '-m', 'app');
  return path;
}

describe('wrong usage is status 2, with what to do', () => {
  test.each([
    [['--nonsense'], '--nonsense'],
    [['worm'], 'hint: Did you mean warm?'],
    [['status', '--jsno'], 'hint: Did you mean --json?'],
    [['completions', 'tcsh'], 'bash, zsh, fish'],
    [['warm', 'a', 'b'], 'arguments'],
    [['--color', 'sometimes', 'status'], 'sometimes'],
  ])('%j', async (args, part) => {
    const { status, stdout, stderr } = await share(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error\[usage\]: [A-Z]/);
    expect(stderr).toContain(part);
  });

  test('as a document where one is asked for', async () => {
    const { status, stdout, stderr } = await share(['--json', 'worm']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, command: 'worm', error: { code: 'usage' } });
  });
});

test('help and version are status 0, in both spellings', async () => {
  const [help, version, spelled] = await Promise.all([share(['--help']), share(['-V']), share(['share', '--version'])]);
  expect([help.status, version.status, spelled.status]).toEqual([0, 0, 0]);
  expect(help.stdout).toContain('--dry-run');
  expect(version.stdout).toMatch(/^cargo-share \d+\.\d+\.\d+/);
  expect(spelled.stdout).toBe(version.stdout);
});

test('every command says what it is for, and shows an example', () => {
  const program = buildProgram('0.0.0', () => undefined);
  for (const command of program.commands) {
    expect(command.description(), command.name()).not.toBe('');
    let help = '';
    command.configureOutput({ writeOut: (text) => void (help += text) });
    command.outputHelp();
    expect(help, command.name()).toContain(`cargo share ${command.name()}`);
  }
});

test('a failure is status 2: words, or one document and nothing else', async () => {
  const said = await share(['status']);
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toContain('error[not-a-git-repository]');
  const document = await share(['--json', 'status']);
  expect(document).toMatchObject({ status: 2, stderr: '' });
  expect(JSON.parse(document.stdout)).toMatchObject({ schema: 1, command: 'status', error: { code: 'not-a-git-repository' } });
});

test('-C runs it elsewhere', async () => {
  const path = workspace();
  const { status, stdout } = await share(['-C', path, '--json', 'status']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ command: 'status', worktrees: [{ path }] });
});

test.each(['init', 'warm', 'save'])('a dry run of %s writes nothing: not in the clone, not a store', async (command) => {
  const path = workspace();
  const before = snapshotTree(path);
  const { status, stderr } = await share(['--dry-run', command], path);
  expect(status, stderr).toBe(0);
  expect(compareTrees(before, snapshotTree(path)).filter((line) => !line.startsWith('.git'))).toEqual([]);
  expect(readdirSync(`${path}/.git/hooks`).filter((name) => !name.endsWith('.sample'))).toEqual([]);
  expect(existsSync(`${top}/store`)).toBe(false);
});

test('a hook never fails git: whatever is wrong, it is status 0', async () => {
  for (const args of [['hook'], ['hook', 'post-checkout', 'x', 'y', '1'], ['hook', 'post-commit']]) {
    expect(await share(args)).toMatchObject({ status: 0, stderr: '' });
  }
});
