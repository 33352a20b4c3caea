import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callsUs, hookBlock, hookLine, HOOK_NAMES, quote, type HookName } from '../../../../src/formats/git/hooks/script.ts';
import { temporaryDirectory, testEnvironment, write } from '../rig.ts';

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ksh'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);
const ARGUMENTS: Record<HookName, string[]> = {
  'post-checkout': ['0'.repeat(40), '1'.repeat(40), '1'],
  'post-commit': [],
  'post-merge': ['0'],
  'post-rewrite': ['rebase'],
};

interface Stage {
  readonly top: string;
  /** The directory on PATH. */
  readonly bin: string;
  /** What the tool writes when it is called: its arguments and standard input. */
  readonly log: string;
  readonly recorded: { node: string; script: string };
}

/** A place with an awkward name, PATH of its own, and a recorded tool that notes its calls. */
function makeStage(): Stage {
  const top = join(temporaryDirectory(), `it's "ä" $HOME \`x\` \\`);
  const log = join(top, 'log');
  const node = write(join(top, 'my node'), `#!/bin/sh\necho "recorded $*" >> "$LOG"\n`, 0o755);
  const script = write(join(top, 'main.js'), '');
  const bin = join(top, 'bin');
  for (const name of ['sh', 'git', 'nice', 'sleep', 'cat', 'env']) {
    const real = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    write(join(bin, name), `#!/bin/sh\nexec '${real}' "$@"\n`, 0o755);
  }
  return { top, bin, log, recorded: { node, script } };
}

function putTool(stage: Stage, body: string): void {
  write(join(stage.bin, 'cargo-share'), `#!/bin/sh\n${body}\n`, 0o755);
}

function runHook(stage: Stage, shell: string, script: string, options: { args: string[]; env?: NodeJS.ProcessEnv }) {
  const path = write(join(stage.top, 'hook'), script);
  const real = spawnSync('sh', ['-c', `command -v ${shell}`], { encoding: 'utf8' }).stdout.trim();
  const env = testEnvironment({ PATH: stage.bin, LOG: stage.log, ...options.env });
  return spawnSync(real, [path, ...options.args], { cwd: stage.top, env, encoding: 'utf8', input: 'standard input\n' });
}

function log(stage: Stage): string {
  return existsSync(stage.log) ? readFileSync(stage.log, 'utf8') : '';
}

describe.each(SHELLS)('under %s', (shell) => {
  test.each(HOOK_NAMES)('%s hands on no NODE_OPTIONS, and keeps the caller\'s', (name) => {
    const stage = makeStage();
    putTool(stage, 'echo "tool ${NODE_OPTIONS-unset}" >> "$LOG"');
    for (const call of [hookBlock(name, stage.recorded), `${hookLine(name)}\n`]) {
      const script = `#!/bin/sh\nset -eu\n${call}wait\necho "after $NODE_OPTIONS"\n`;
      const done = runHook(stage, shell, script, { args: ARGUMENTS[name], env: { NODE_OPTIONS: '--inspect-brk' } });
      expect(done.stdout).toBe('after --inspect-brk\n');
    }
    expect(log(stage)).toBe('tool unset\ntool unset\n');
  });

  test.each(HOOK_NAMES)('%s calls the tool on PATH with its arguments', (name) => {
    const stage = makeStage();
    putTool(stage, 'echo "path $*" >> "$LOG"');
    const args = ARGUMENTS[name];
    const script = `#!/bin/sh\nset -eu\n${hookBlock(name, stage.recorded)}wait\n`;
    const done = runHook(stage, shell, script, { args });
    expect(done).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(log(stage).trimEnd()).toBe(['path hook', name, ...args].join(' '));
  });

  test.each(HOOK_NAMES)('%s calls the recorded one where PATH has none, or one that cannot run', (name) => {
    const stage = makeStage();
    const args = ARGUMENTS[name];
    const expected = `${['recorded', stage.recorded.script, 'hook', name, ...args].join(' ')}\n`;
    const script = `set -eu\n${hookBlock(name, stage.recorded)}wait\n`;
    expect(runHook(stage, shell, script, { args })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(log(stage)).toBe(expected);
    // `#!/usr/bin/env node` with Node away from PATH.
    write(join(stage.bin, 'cargo-share'), '#!/usr/bin/env no-such-node\n', 0o755);
    expect(runHook(stage, shell, script, { args })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(log(stage)).toBe(expected + expected);
  });

  test.each(HOOK_NAMES)('%s fails nothing with the tool gone or broken, and a new worktree says which Node is gone', (name) => {
    const args = ARGUMENTS[name];
    const gone = { node: '/no such/node', script: "/no such/ma'in.js" };
    const told = name === 'post-checkout' ? 'cargo share: nothing is shared, as /no such/node is gone; `cargo share init` here records what is there now, `cargo share deinit` ends this\n' : '';
    for (const [body, stderr] of [[undefined, told], ['echo broken >&2; exit 1', ''], ['kill -9 $$', ''], ['exit 127', told]] as const) {
      const stage = makeStage();
      if (body !== undefined) putTool(stage, body);
      const script = `set -eu\n${hookBlock(name, gone)}echo "after $?"; cat; wait\n`;
      const done = runHook(stage, shell, script, { args });
      expect(done, body ?? 'gone').toMatchObject({ status: 0, stdout: 'after 0\nstandard input\n', stderr });
    }
  });

  test.each(HOOK_NAMES)('%s goes by another Node, or an executable beside cargo\'s own, where the recorded Node is gone', (name) => {
    const stage = makeStage();
    const args = ARGUMENTS[name];
    const script = `set -eu\n${hookBlock(name, { ...stage.recorded, node: '/no such/node' })}wait\n`;
    const node = (version: string): string => write(join(stage.bin, 'node'), `#!/bin/sh\n[ "$1" = -e ] && { [ ${version} = new ]; exit; }\necho "node $*" >> "$LOG"\n`, 0o755);
    node('old');
    runHook(stage, shell, script, { args });
    expect(log(stage)).toBe('');
    node('new');
    expect(runHook(stage, shell, script, { args })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(log(stage)).toBe(`${['node', stage.recorded.script, 'hook', name, ...args].join(' ')}\n`);
    const home = join(stage.top, 'cargo home');
    write(join(home, 'bin/cargo-share'), '#!/bin/sh\necho "installed $*" > "$LOG"\n', 0o755);
    expect(runHook(stage, shell, script, { args, env: { CARGO_HOME: home } })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(log(stage)).toBe(`${['installed hook', name, ...args].join(' ')}\n`);
  });

  test.each(HOOK_NAMES)('%s leaves status and standard input to the rest of the script', (name) => {
    const stage = makeStage();
    putTool(stage, 'cat > /dev/null; exit 5');
    const script = `${hookBlock(name, stage.recorded)}cat; exit 7\n`;
    const done = runHook(stage, shell, script, { args: ARGUMENTS[name] });
    expect(done).toMatchObject({ status: 7, stdout: 'standard input\n' });
  });

  test.each(HOOK_NAMES)('%s does nothing with CARGO_SHARE=0, and the line likewise', (name) => {
    const stage = makeStage();
    putTool(stage, 'echo called >> "$LOG"');
    for (const script of [hookBlock(name, stage.recorded), `${hookLine(name)}\n`]) {
      const done = runHook(stage, shell, `set -eu\n${script}wait\n`, { args: ARGUMENTS[name], env: { CARGO_SHARE: '0' } });
      expect(done).toMatchObject({ status: 0, stdout: '', stderr: '' });
    }
    expect(log(stage)).toBe('');
  });

  test.each(HOOK_NAMES)('the line for %s does the same by PATH alone', (name) => {
    const stage = makeStage();
    const args = ARGUMENTS[name];
    const script = `set -eu\n${hookLine(name)}\necho "after $?"; cat; wait\n`;
    const expected = { status: 0, stdout: 'after 0\nstandard input\n', stderr: '' };
    expect(runHook(stage, shell, script, { args })).toMatchObject(expected);
    putTool(stage, 'echo "path $*" >> "$LOG"; cat; echo trouble >&2; exit 3');
    expect(runHook(stage, shell, script, { args })).toMatchObject(expected);
    expect(log(stage).trimEnd()).toBe(['path hook', name, ...args].join(' '));
  });
});

test('only a Node that is new enough is another one', () => {
  const check = /node -e '([^']+)'/.exec(hookBlock('post-merge', { node: '/n', script: '/s' }))?.[1] ?? '';
  const verdict = (version: string): number | null => spawnSync(process.execPath, ['-e', `Object.defineProperty(process.versions, 'node', { value: '${version}' }); ${check}`]).status;
  expect(['8.17.0', '20.9.0', '20.18.3', '20.19.0', '20.20.2', '22.1.0', '100.0.0'].map(verdict)).toEqual([1, 1, 1, 0, 0, 0, 0]);
});

test.each(SHELLS)('what npm has removed from its cache is told once, by the hook that warms (%s)', (shell) => {
  for (const name of HOOK_NAMES) {
    const stage = makeStage();
    const script = join(stage.top, '.npm/_npx/0123/node_modules/cargo-share/dist/main.js');
    write(stage.recorded.node, '#!/bin/sh\n[ -e "$1" ] || exit 1\n', 0o755);
    const block = `set -eu\n${hookBlock(name, { ...stage.recorded, script })}echo "after $?"; wait\n`;
    const said = name === 'post-checkout' ? expect.stringMatching(/^cargo share: .*`npm install --global cargo-share`.*\n$/) : '';
    expect(runHook(stage, shell, block, { args: ARGUMENTS[name] }), name).toMatchObject({ status: 0, stdout: 'after 0\n', stderr: said });
    // Failing is not being gone.
    write(script, '');
    write(stage.recorded.node, '#!/bin/sh\nexit 1\n', 0o755);
    expect(runHook(stage, shell, block, { args: ARGUMENTS[name] }), name).toMatchObject({ status: 0, stdout: 'after 0\n', stderr: '' });
  }
});

test("the tool's standard output is what the person sees, its standard error nobody", () => {
  const stage = makeStage();
  putTool(stage, 'echo "warmed 12 units"; echo "Error: stack" >&2');
  const done = runHook(stage, 'sh', hookBlock('post-checkout', stage.recorded), { args: ARGUMENTS['post-checkout'] });
  expect(done).toMatchObject({ status: 0, stdout: '', stderr: 'warmed 12 units\n' });
});

test('file checkouts, amended commits and commits of a rebase are passed over', () => {
  const stage = makeStage();
  putTool(stage, 'echo called >> "$LOG"');
  runHook(stage, 'sh', hookBlock('post-checkout', stage.recorded), { args: ['0', '0', '0'] });
  runHook(stage, 'sh', hookBlock('post-rewrite', stage.recorded), { args: ['amend'] });
  spawnSync('git', ['init', '-q'], { cwd: stage.top, env: testEnvironment() });
  write(join(stage.top, '.git/rebase-merge/onto'), '');
  runHook(stage, 'sh', `${hookBlock('post-commit', stage.recorded)}wait\n`, { args: [] });
  expect(log(stage)).toBe('');
});

test('our own call in a script is known, in either spelling, but not in a comment', () => {
  for (const name of HOOK_NAMES) {
    expect(callsUs(name, `#!/bin/sh\n${hookLine(name)}\n`)).toBe(true);
    expect(callsUs(name, `# ${hookLine(name)}\n`)).toBe(false);
  }
  expect(callsUs('post-commit', 'exec cargo share hook post-commit')).toBe(true);
  expect(callsUs('post-commit', 'cargo-share hook post-checkout "$@"')).toBe(false);
});

test('any text is one word for a shell', () => {
  for (const text of ['', "it's", '$(x) `y` "z" \\', 'two\nlines', "'''"]) {
    expect(spawnSync('sh', ['-c', `printf %s ${quote(text)}`], { encoding: 'utf8' }).stdout).toBe(text);
  }
});
