import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LayoutKind } from '../../src/units/model.ts';
import { parseCargoRun, type CargoRun } from './cargo-output.ts';
import type { SaveDocument, StatusDocument, WarmDocument } from './documents.ts';
import { MAIN_SCRIPT } from './environment.ts';
import { layoutEnvironment } from './layout.ts';
import { exec, type Environment, type ExecOptions, type Exit } from './process.ts';
import { LONG_AGO, setModified } from './times.ts';

export interface RunOptions {
  /** Relative to the worktree; its root unless given. */
  readonly directory?: string;
  readonly env?: Environment;
  readonly statuses?: ExecOptions['statuses'];
  /** Ends it when aborted. */
  readonly signal?: AbortSignal;
}

/** A worktree of the temporary repository, with everything that a person would do in it. */
export interface Worktree {
  readonly path: string;
  /** Its default target directory. */
  readonly target: string;
  readonly layout: LayoutKind;
  /** `cargo <args> -v` without colours. */
  cargo(args: readonly string[], options?: RunOptions): Promise<CargoRun>;
  git(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Commits everything in it; hooks run as they would for a person. */
  commit(message: string): Promise<string>;
  /** `cargo-share <args>`. */
  share(args: readonly string[], options?: RunOptions): Promise<Exit>;
  /** `cargo-share --json save`. */
  save(options?: RunOptions): Promise<SaveDocument>;
  /** `cargo-share --json warm`. */
  warm(args?: readonly string[], options?: RunOptions): Promise<WarmDocument>;
  /** `cargo-share --json status`. */
  status(options?: RunOptions): Promise<StatusDocument>;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Writes with an mtime before any build: the edit that cargo does not see. */
  writeOld(path: string, text: string): void;
  remove(path: string): void;
  /** What a built program prints; `program` is relative to the target directory, or a name in `debug`. */
  run(program: string, args?: readonly string[], options?: RunOptions): Promise<string>;
  /** What `observe` gives with an empty target directory at the very same path; the present one comes back after it. */
  fromScratch<T>(observe: () => Promise<T>): Promise<T>;
}

export interface WorktreeContext {
  readonly env: Environment;
  readonly layout: LayoutKind;
  readonly temporary: string;
}

export function openWorktree(context: WorktreeContext, path: string): Worktree {
  const { env, layout, temporary } = context;
  const target = join(path, 'target');
  const settings = (options: RunOptions = {}): ExecOptions => ({
    cwd: join(path, options.directory ?? ''),
    env: { ...env, ...options.env },
    ...(options.statuses === undefined ? {} : { statuses: options.statuses }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });

  const worktree: Worktree = {
    path,
    target,
    layout,
    async cargo(args, options) {
      const { env: environment, ...rest } = settings(options);
      const command = ['--color', 'never', ...insertVerbose(args)];
      return parseCargoRun(await exec('cargo', command, { ...rest, env: { ...layoutEnvironment(layout), ...environment } }));
    },
    async git(args, options) {
      return (await exec('git', args, settings(options))).stdout.trimEnd();
    },
    async commit(message) {
      await worktree.git(['add', '-A']);
      await worktree.git(['commit', '-q', '-m', message]);
      return worktree.git(['rev-parse', 'HEAD']);
    },
    share(args, options) {
      if (!existsSync(MAIN_SCRIPT)) throw new Error('dist/main.js is missing: run `npm run build` first');
      return exec(process.execPath, [MAIN_SCRIPT, ...args], settings(options));
    },
    async save(options) {
      return JSON.parse((await worktree.share(['--json', 'save'], options)).stdout) as SaveDocument;
    },
    async warm(args = [], options = {}) {
      return JSON.parse((await worktree.share(['--json', 'warm', ...args], options)).stdout) as WarmDocument;
    },
    async status(options) {
      return JSON.parse((await worktree.share(['--json', 'status'], options)).stdout) as StatusDocument;
    },
    read: (file) => readFileSync(join(path, file), 'utf8'),
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    writeOld(file, text) {
      worktree.write(file, text);
      setModified(join(path, file), LONG_AGO);
    },
    remove: (file) => rmSync(join(path, file), { recursive: true }),
    async run(program, args = [], options = {}) {
      const file = join(target, program.includes('/') ? program : join('debug', program));
      return (await exec(file, args, settings(options))).stdout;
    },
    async fromScratch(observe) {
      const aside = join(mkdtempSync(join(temporary, 'aside-')), 'target');
      const present = existsSync(target);
      if (present) renameSync(target, aside);
      try {
        return await observe();
      } finally {
        rmSync(target, { recursive: true, force: true });
        if (present) renameSync(aside, target);
      }
    },
  };
  return worktree;
}

/** Puts `-v` before a `--` that ends cargo's own arguments. */
function insertVerbose(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return end === -1 ? [...args, '-v'] : [...args.slice(0, end), '-v', ...args.slice(end)];
}
