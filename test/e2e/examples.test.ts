import { symlinkSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeProgram } from '../../src/cli/describe.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { appAndLibrary, manifest, workspace } from '../rig/crate.ts';
import { exec, type Environment } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

const { commands } = describeProgram(buildProgram('0.0.0', () => undefined));
/** Tried where they belong: they need programs that may be missing, or minutes. */
const ELSEWHERE = new Set(['sccache', 'bench', 'help']);

let rig: Rig;
let env: Environment;

beforeAll(async () => {
  // A package of the name that an example has.
  const files = { 'Cargo.toml': workspace(['app', 'core_lib', 'serde']), 'serde/Cargo.toml': manifest('serde'), 'serde/src/lib.rs': '' };
  rig = await createRig({ files: appAndLibrary(files) });
  rig.main.write('app/Cargo.toml', `${rig.main.read('app/Cargo.toml')}\n[features]\nx = []\n`);
  await rig.main.commit('A feature');
  // A cargo home of its own: some commands write to its configuration.
  const home = join(rig.temporary, 'cargo-home');
  mkdirSync(home);
  symlinkSync(join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'bin'), join(home, 'bin'));
  env = { ...rig.env, CARGO_HOME: home };
  await rig.main.cargo(['build'], { env });
  await rig.addWorktree('feature');
  await rig.addWorktree('other', { at: 'main' });
  // What is read by others was signed with a key that they allow.
  const key = (await rig.main.share(['remote', 'key'], { env })).stdout.trim();
  await rig.main.git(['config', '--add', 'share.allowedKey', key]);
});

describe('what --help shows', () => {
  it.each(commands.filter(({ name }) => !ELSEWHERE.has(name)))('cargo share $name: two examples, which work', async ({ name, examples }) => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples) {
      const run = await exec('sh', ['-c', example], { cwd: rig.main.path, env, statuses: [0, 1] });
      expect(run.stderr, example).not.toMatch(/^(error|internal)/m);
    }
    if (name === 'deinit') await rig.main.share(['init'], { env });
  });

  it('each command\'s help ends with its examples', async () => {
    const help = await exec('cargo', ['share', 'warm', '--help'], { cwd: rig.main.path, env });
    expect(help.stdout).toContain(commands.find(({ name }) => name === 'warm')?.examples[0]);
  });

  it('`cargo help share` is ours', async () => {
    const help = await exec('cargo', ['help', 'share'], { cwd: rig.main.path, env });
    expect(help.stdout).toContain('Share compiled Rust code between the git worktrees of a clone');
  });
});
