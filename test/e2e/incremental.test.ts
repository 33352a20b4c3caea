import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileAside } from '../../src/engine/incremental/compile-aside.ts';
import type { Compilation } from '../../src/engine/incremental/compilation.ts';
import { selfTest } from '../../src/engine/incremental/self-test.ts';
import { buildNative, type Native } from '../../src/engine/observer/build-native.ts';
import { createEnvironment } from '../rig/environment.ts';
import { write } from '../formats/git/rig.ts';
import { mountFileSystem } from '../support/mounts.ts';
import { compareTrees, snapshotTree } from '../rig/tree.ts';

let below: string;
let native: Native;
let compilation: Compilation;
const signal = new AbortController().signal;

beforeAll(async () => {
  below = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-incremental-')));
  const env = createEnvironment(below);
  const cache = join(below, 'cache', 'cargo-share');
  const built = await buildNative({ cache, environment: { ...env } });
  if (!built.ok) throw new Error(built.error.message);
  native = built.value;
  const [output, incremental] = [join(below, 'deps'), join(below, 'incremental')];
  const args = ['--crate-name', 'x', '--edition=2021', 'x.rs', '--crate-type', 'lib', '--emit=dep-info,metadata,link', '-C', 'metadata=1', '-C', 'extra-filename=-0123456789abcdef', '--out-dir', output, '-C', `incremental=${incremental}`];
  compilation = { unitHash: '0123456789abcdef', crate: 'x', compiler: 'rustc', args, env: env as Record<string, string>, directory: below, output, incremental };
  mkdirSync(output);
  write(join(below, 'x.rs'), 'pub fn x() {}\n');
  for (const name of ['libx-0123456789abcdef.rlib', 'x-0123456789abcdef.d']) write(join(output, name), 'placed');
});

afterAll(() => rmSync(below, { recursive: true, force: true }));

const aside = (programs: Native, name: string): ReturnType<typeof compileAside> =>
  compileAside(compilation, { native: programs, below: join(below, name), signal, timeoutMs: 60_000 });

describe('what is compiled aside', () => {
  it('leaves the output directory as it was', async () => {
    const before = snapshotTree(compilation.output);
    const made = await aside(native, 'good');
    expect(made.ok && readdirSync(made.value.path)).toHaveLength(2);
    expect(compareTrees(before, snapshotTree(compilation.output))).toEqual([]);
  });

  it('fails where something is not laid aside: the observer denies it', async () => {
    const before = snapshotTree(compilation.output);
    const made = await aside({ ...native, aside: native.observer }, 'not-aside');
    expect(made).toMatchObject({ ok: false, error: { because: 'failed' } });
    expect(compareTrees(before, snapshotTree(compilation.output))).toEqual([]);
  });

  it('is not trusted with a compiler that does not pass the test, and the verdict is kept', async () => {
    const cache = join(below, 'verdicts');
    mkdirSync(cache);
    const test = (programs: Native, name: string): ReturnType<typeof selfTest> => selfTest(compilation, { native: programs, cache, below: join(below, name), signal });
    expect(await test(native, 'first')).toEqual({ trusted: true });
    const broken = { ...native, aside: native.observer };
    expect(await test(broken, 'broken')).toMatchObject({ trusted: false });
    const kept = readdirSync(join(cache, 'incremental')).map((name) => readFileSync(join(cache, 'incremental', name), 'utf8'));
    expect(kept.filter((text) => text === '{"trusted":true}')).toHaveLength(1);
    expect(kept).toHaveLength(2);
    // What says nothing of the compiler is not kept: a full disk, a directory that nobody can make.
    const disk = mountFileSystem({ type: 'tmpfs', kilobytes: 3000 });
    if (!('unavailable' in disk)) {
      const unknown = { ...native, observer: native.aside };
      expect(await selfTest(compilation, { native: unknown, cache, below: join(disk.path, 'tried'), signal })).toMatchObject({ trusted: false, tried: false, why: 'the disk is nearly full' });
      disk.remove();
    }
    expect(await selfTest(compilation, { native: broken, cache: join(below, 'no verdicts'), below: join(below, 'x.rs', 'tried'), signal })).toMatchObject({ trusted: false, tried: false });
    expect(readdirSync(join(cache, 'incremental'))).toHaveLength(2);
    // Known by now: nothing is compiled for it, in a directory that cannot be made.
    expect(await test(native, 'first/none/none')).toEqual({ trusted: true });
  });
});
