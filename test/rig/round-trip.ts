import type { CargoRun } from './cargo-output.ts';
import type { RefusalDocument, SaveDocument, WarmDocument } from './documents.ts';
import { copyTarget } from './times.ts';
import type { Rig } from './rig.ts';
import type { Worktree } from './worktree.ts';

export interface RoundTripOptions {
  /** cargo's arguments; `build` unless given. */
  readonly build?: readonly string[];
  /** What the programs do; running `debug/app` unless given. Only after a build. */
  readonly observe?: (worktree: Worktree) => Promise<string>;
  /** Done in the main worktree after its build and before saving. */
  readonly afterBuild?: (main: Worktree) => void | Promise<void>;
  /** Done in the new worktree before it is warmed. */
  readonly beforeWarm?: (worktree: Worktree) => void | Promise<void>;
  /** Done in the new worktree after it was warmed, and before its first build. */
  readonly afterWarm?: (worktree: Worktree) => void | Promise<void>;
  /** The new worktree's name, and what it checks out. */
  readonly worktree?: { readonly name: string; readonly commit?: string };
}

export interface RoundTrip {
  readonly worktree: Worktree;
  readonly save: SaveDocument;
  readonly warm: WarmDocument;
  readonly build: CargoRun;
  /** What the programs of the warmed worktree do. */
  readonly prints: string;
  /** What they must do: the same after a build from nothing at the same path. */
  readonly scratch: string;
  /** Why units were neither saved nor placed, from both steps. */
  readonly refusals: readonly RefusalDocument[];
}

const runApp = (worktree: Worktree): Promise<string> => worktree.run('app');

/** What the programs do after a build from nothing at the same path. */
export function scratchRun(
  worktree: Worktree,
  { command = ['build'], observe = runApp }: { readonly command?: readonly string[]; readonly observe?: (worktree: Worktree) => Promise<string> } = {},
): Promise<string> {
  return worktree.fromScratch(async () => {
    await worktree.cargo(command);
    return observe(worktree);
  });
}

/** Builds and saves in the main worktree, adds a worktree, warms it, builds there, and compares with a scratch build. */
export async function roundTrip(rig: Rig, options: RoundTripOptions = {}): Promise<RoundTrip> {
  const { build: command = ['build'], observe = runApp } = options;
  await rig.main.cargo(command);
  await options.afterBuild?.(rig.main);
  const save = await rig.main.save();
  const { name, ...where } = options.worktree ?? { name: 'b' };
  const worktree = await rig.addWorktree(name, where);
  await options.beforeWarm?.(worktree);
  return { save, ...(await warmAndCompare(worktree, { command, observe, save, afterWarm: options.afterWarm })) };
}

/** The second half of {@link roundTrip}, for a worktree that is already there. */
export async function warmAndCompare(
  worktree: Worktree,
  options: { command?: readonly string[]; observe?: (worktree: Worktree) => Promise<string>; save?: SaveDocument; afterWarm?: RoundTripOptions['afterWarm'] | undefined } = {},
): Promise<Omit<RoundTrip, 'save'>> {
  const { command = ['build'], observe = runApp, save } = options;
  const warm = await worktree.warm();
  await options.afterWarm?.(worktree);
  const build = await worktree.cargo(command);
  const prints = await observe(worktree);
  const scratch = await scratchRun(worktree, { command, observe });
  return { worktree, warm, build, prints, scratch, refusals: refusalsOf(save, warm) };
}

/** Every refusal of a save and a warm. */
export function refusalsOf(save: SaveDocument | undefined, warm: WarmDocument): RefusalDocument[] {
  const saves = save === undefined ? warm.saves : [save, ...warm.saves];
  return [...saves.flatMap((document) => document.directories), ...warm.directories].flatMap((directory) => directory.refusals);
}

/** The packages that were refused for a reason. */
export function refusedFor(trip: Pick<RoundTrip, 'refusals'>, reason: string): string[] {
  return [...new Set(trip.refusals.filter((refusal) => refusal.reason === reason).map((refusal) => refusal.package))].sort();
}

/** The same trip with a copied target directory and old sources instead: shows that a hazard is real. */
export async function naiveTrip(
  rig: Rig,
  options: RoundTripOptions = {},
): Promise<Pick<RoundTrip, 'build' | 'prints' | 'scratch' | 'worktree'>> {
  const { build: command = ['build'], observe = runApp } = options;
  await rig.main.cargo(command);
  await options.afterBuild?.(rig.main);
  const { name, ...where } = options.worktree ?? { name: 'naive' };
  const worktree = await rig.addWorktree(name, where);
  await options.beforeWarm?.(worktree);
  copyTarget(rig.main.path, worktree.path);
  const build = await worktree.cargo(command, { statuses: 'any' });
  const prints = build.status === 0 ? await observe(worktree) : build.stderr;
  const scratch = await scratchRun(worktree, { command, observe });
  return { worktree, build, prints, scratch };
}
