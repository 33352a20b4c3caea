import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../src/system/free-port.ts';
import { BLOCKS } from '../docs/blocks.ts';
import { appAndLibrary } from '../rig/crate.ts';
import { exec, type Environment } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

/** What `<!-- runnable: … -->` may ask for. */
const SETUPS: Readonly<Record<string, (rig: Rig, env: Environment) => Promise<Environment>>> = {
  'set up': async ({ main }, env) => {
    await exec('cargo', ['share', 'init'], { cwd: main.path, env });
    return {};
  },
  'a worktree ../b': async (rig) => {
    await rig.addWorktree('b');
    return {};
  },
  /** It compiles something, or warns, as the page says. */
  compiles: () => Promise.resolve({}),
  warns: () => Promise.resolve({}),
  jq: () => Promise.resolve({}),
  /** With a cargo home, a cache and a server of its own; the server ends by itself. */
  sccache: async ({ temporary }) => {
    const home = join(temporary, 'cargo-home');
    mkdirSync(home);
    return { CARGO_HOME: home, SCCACHE_DIR: join(temporary, 'sccache'), SCCACHE_SERVER_PORT: String(await freePort()), SCCACHE_IDLE_TIMEOUT: '60' };
  },
};

const TOOLS = ['sccache', 'jq'];
const absent = new Set(TOOLS.filter((tool) => spawnSync(tool, ['--version']).status !== 0));

const RUNNABLE = BLOCKS.flatMap(({ file, text, first, mark }) => (mark?.run === true ? [{ file, text, first, needs: mark.with }] : []));

describe('what the documentation tells people to type', () => {
  for (const { file, text, first, needs } of RUNNABLE) {
    const lacks = needs.filter((need) => absent.has(need));
    it.skipIf(lacks.length > 0)(`${file}: ${first} …${lacks.map((tool) => ` (no ${tool} here)`).join('')}`, async () => {
      const rig = await createRig({ files: appAndLibrary() });
      await rig.main.cargo(['build']);
      // As for most people: what the rig sets only to keep apart from the machine's own follows from HOME.
      const env: Record<string, string | undefined> = { ...rig.env, XDG_STATE_HOME: undefined };
      for (const need of needs) {
        const setup = SETUPS[need];
        if (setup === undefined) throw new Error(`no such setup: ${need}`);
        Object.assign(env, await setup(rig, env));
      }
      const { stderr } = await exec('sh', ['-euc', text], { cwd: rig.main.path, env });
      const unexpected = [...(needs.includes('compiles') ? [] : ['Compiling']), ...(needs.includes('warns') ? [] : ['warning']), 'error'];
      expect(stderr).not.toMatch(new RegExp(`^\\s*(${unexpected.join('|')})`, 'm'));
    });
  }

  it('the start of the README is among it', () => {
    expect(RUNNABLE.filter(({ file }) => file === 'README.md')).not.toEqual([]);
  });
});
