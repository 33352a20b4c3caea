import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { buildNative, type Native } from '../../../src/engine/observer/build-native.ts';
import type { ObservedProcess, ObservedRecord } from '../../../src/engine/observer/observed.ts';
import { readLog } from '../../../src/engine/observer/read-log.ts';
import { cleanEnvironment, remove, temporaryDirectory, writeFiles, type Files } from '../../formats/cargo/sandbox.ts';
import { exec, type Environment, type Exit } from '../../rig/process.ts';

/** Compiled once for all tests at this version: a few seconds. */
const built = await buildNative({ cache: join(import.meta.dirname, '../../../node_modules/.cache/cargo-share'), environment: cleanEnvironment() });

/** Why tests that observe are skipped here, to be put behind their name; empty where they run. */
export const WITHOUT_OBSERVER = built.ok ? '' : ` (${built.error.message})`;

export function native(): Native {
  if (!built.ok) throw new Error(built.error.message);
  return built.value;
}

export interface Bench {
  readonly directory: string;
  readonly logs: string;
  /** What has to be in the environment of what is observed. */
  readonly environment: Environment;
}

/** A directory with these files, in `tree`, and one for logs; gone after the test. */
export function bench(files: Files = {}): Bench {
  const root = temporaryDirectory();
  onTestFinished(() => remove(root));
  const [directory, logs] = [join(root, 'tree'), join(root, 'logs')];
  mkdirSync(directory);
  mkdirSync(logs);
  writeFiles(directory, files);
  return { directory, logs, environment: { LD_PRELOAD: native().observer, CARGO_SHARE_OBSERVE_LOG: logs } };
}

/** Runs a program under the observer, in the bench's directory. */
export function observe(b: Bench, command: string, args: readonly string[], more: Environment = {}): Promise<Exit> {
  return exec(command, args, { cwd: b.directory, env: cleanEnvironment({ ...b.environment, ...more }), statuses: 'any' });
}

/** Compiles a program in C, unobserved. */
export async function compileC(b: Bench, source: string, args: readonly string[] = []): Promise<string> {
  const program = join(b.directory, source.replace(/\.c$/, ''));
  await exec('cc', [source, '-o', program, ...args], { cwd: b.directory, env: cleanEnvironment() });
  return program;
}

/** The processes of one directory of logs, with those of the units below it. */
export function logged(b: Bench, unit = ''): ObservedProcess[] {
  return existsSync(join(b.logs, unit)) ? readLog(join(b.logs, unit)) : [];
}

export function recordsOf(processes: readonly ObservedProcess[], program: string): ObservedRecord[] {
  return processes.flatMap(({ executable, records }) => (executable.split('/').at(-1) === program ? records : []));
}
