import { openClone, type Clone } from '../engine/clone/clone.ts';
import type { SettingsSources } from '../engine/clone/settings.ts';
import type { Log } from '../engine/log/log.ts';
import type { PlacementSettings } from '../store/place/policy.ts';
import type { Declarations } from '../engine/workspaces/declarations.ts';
import type { Reporter } from '../report/reporter.ts';
import { openStore, type Store } from '../store/open.ts';
import { join } from 'node:path';
import { attempt } from '../system/attempt.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { stat } from '../system/fs.ts';
import { makeTemporaryDirectory } from '../system/move.ts';
import { removeTree } from '../system/write.ts';
import { FailureError } from '../system/failure.ts';
import type { Interruptible } from './interruption.ts';
import type { ThisProgram } from './this-program.ts';
import type { Result } from '../system/result.ts';
import type { Failure } from '../system/failure.ts';

/** What every command is given. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly reporter: Reporter;
  readonly dryRun: boolean;
  /** The arguments behind `--`. */
  readonly behindDashes: readonly string[];
  readonly log: Log;
  readonly interruption: Interruptible;
  readonly program: ThisProgram;
}

/** How long a command waits for another one that changes the clone's set-up. */
export const SETUP_LOCK_MS = 60_000;

/** 0: done, or yes. 1: a finding, or no. 2: wrong usage, or failure. */
export type ExitStatus = 0 | 1 | 2;

/** Hands a failure up to `main`, which words it. */
export function must<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw new FailureError(result.error);
}

export async function cloneOf(context: CommandContext, flags: SettingsSources['flags'] = {}): Promise<Clone> {
  return must(await openClone({ cwd: context.cwd, env: context.env, flags }));
}

/** Opens the store; one that cannot be written is said once, and then read as far as it goes. */
export function storeOf(clone: Clone, context: CommandContext): Store {
  const { root } = clone.location;
  const store = must(openStore(context.dryRun && stat(root) === undefined ? passingStore() : root));
  if (store.unwritable !== undefined) context.reporter.warn(`${store.unwritable.message} Nothing new is shared.`);
  return store;
}

/** A dry run makes no store: one in the temporary directory stands for it, and goes with the process. */
function passingStore(): AbsolutePath {
  const directory = makeTemporaryDirectory('cargo-share-dry-run-');
  process.once('exit', () => attempt(() => removeTree(directory)));
  return join(directory, 'v1') as AbsolutePath;
}

export function placementOf({ settings }: Clone): PlacementSettings & { readonly declared: Declarations } {
  return { executables: settings.executables, declared: settings.declared };
}
