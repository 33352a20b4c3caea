import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { hasToolchain, NEWER_TOOLCHAINS } from '../../rig/toolchain.ts';

export interface Compile {
  readonly crate: string;
  readonly source: string;
  readonly type?: 'lib' | 'bin' | 'proc-macro' | 'cdylib';
  readonly emit?: 'metadata' | 'link,metadata' | 'link' | 'obj';
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly toolchain?: string;
  readonly out?: string;
}

export interface Tree {
  readonly root: AbsolutePath;
  /** Where artifacts go: beside the root, not in it. */
  readonly out: string;
  readonly write: (path: string, text: string | Buffer) => string;
  /** rustc as cargo runs it for a member: in the workspace root, the source named relative to it. Gives the output directory. */
  readonly rustc: (o: Compile) => string;
}

const made = new Set<string>();

/** For each test file's `afterAll`. */
export function removeTrees(): void {
  for (const top of made) rmSync(top, { recursive: true, force: true });
  made.clear();
}

/** A source tree in a temporary directory that ends with `name`. */
export function sourceTree(files: Readonly<Record<string, string | Buffer>>, name = 'the-worktree'): Tree {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'leak-scan-')));
  made.add(top);
  const root = join(top, name) as AbsolutePath;
  const write = (path: string, text: string | Buffer): string => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) write(path, text);
  let runs = 0;
  const rustc = (o: Compile): string => {
    runs += 1;
    const out = o.out ?? join(top, `out-${runs}`);
    mkdirSync(out, { recursive: true });
    const emit = o.emit ?? (o.type === 'bin' || o.type === 'proc-macro' ? 'link' : 'link,metadata');
    const args = ['--edition=2021', '-Awarnings', '--crate-type', o.type ?? 'lib', '--crate-name', o.crate, `--emit=${emit}`];
    const command = [...(o.toolchain === undefined ? [] : ['run', o.toolchain, 'rustc']), ...args, ...(o.args ?? []), '--out-dir', out, o.source];
    execFileSync(o.toolchain === undefined ? 'rustc' : 'rustup', command, {
      cwd: o.cwd ?? root,
      env: { ...process.env, ...o.env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return out;
  };
  return { root, out: top, write, rustc };
}

/** The compilers whose output the tests read: the default one, and those of before and after it that are installed. */
export const TOOLCHAINS: readonly (string | undefined)[] = [undefined, ...[...NEWER_TOOLCHAINS, 'nightly'].filter(hasToolchain)];
