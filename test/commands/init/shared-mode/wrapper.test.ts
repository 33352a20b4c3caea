import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OWNER_MARK } from '../../../../src/commands/init/shared-mode/owner-mark.ts';
import { WRAPPER_SCRIPT, wrapperValue } from '../../../../src/commands/init/shared-mode/wrapper.ts';
import { exec } from '../../../rig/process.ts';

let top: string;
let wrapper: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'wrapper-')));
  wrapper = join(top, 'w t', wrapperValue('0d6e4079'));
  mkdirSync(join(wrapper, '..'), { recursive: true });
  writeFileSync(wrapper, WRAPPER_SCRIPT, { mode: 0o755 });
});
afterEach(() => rmSync(top, { recursive: true }));

/** Names that a script would take, and that a user may export. */
const USUAL = ['root', 'out', 'directory', 'hash', 'crate', 'metadata', 'previous', 'argument', 'run'];

test('the compiler sees the environment as it is', async () => {
  const env = { PATH: process.env['PATH'] ?? '', ...Object.fromEntries(USUAL.map((name) => [name, 'mine'])) };
  const seen = await exec(wrapper, ['env'], { cwd: top, env });
  for (const name of USUAL) expect(seen.stdout).toContain(`${name}=mine\n`);
});

test.each([
  ['legacy, a library', 'b/debug/deps', 'b/debug/.fingerprint/my-app-0123456789abcdef'],
  ['legacy, a build script', 'b/debug/build/my-app-0123456789abcdef', 'b/debug/.fingerprint/my-app-0123456789abcdef'],
  ['unit-dirs', 'b/debug/build/my-app/0123456789abcdef/out', 'b/debug/build/my-app/0123456789abcdef/fingerprint'],
])('whose a unit is stands beside its records, and arguments pass through: %s', async (_, out, records) => {
  mkdirSync(join(top, records), { recursive: true });
  const args = ['--crate-name', 'my_app', 'a b', '-C', 'metadata=12ab', '-C', 'extra-filename=-0123456789abcdef', '--out-dir', join(top, out)];
  const env = { PATH: process.env['PATH'] ?? '', CARGO_PKG_NAME: 'my-app' };
  const { stdout } = await exec(wrapper, ['printf', '%s\n', ...args], { cwd: top, env });
  expect(stdout).toBe(`${args.join('\n')}\n`);
  expect(readFileSync(join(top, records, OWNER_MARK), 'utf8')).toBe(`my_app\n12ab\n${wrapper}\n`);
});

test.each([
  ['b/debug/build/app-1111111111111111/out', 'b/debug/.fingerprint/app-1111111111111111'],
  ['b/debug/build/app/1111111111111111/out', 'b/debug/build/app/1111111111111111/fingerprint'],
])('and beside those of the run of its build script: %s', async (outDirectory, records) => {
  mkdirSync(join(top, records), { recursive: true });
  const env = { PATH: process.env['PATH'] ?? '', CARGO_PKG_NAME: 'app', OUT_DIR: join(top, outDirectory) };
  await exec(wrapper, ['true', '--crate-name', 'app', '-C', 'metadata=12ab', '--out-dir', join(top, 'b/debug/deps')], { cwd: top, env });
  expect(readFileSync(join(top, records, OWNER_MARK), 'utf8')).toBe(`app\n12ab\n${wrapper}\n`);
});
