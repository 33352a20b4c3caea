import { basename, dirname } from 'node:path';
import { PackageListing } from '../contents/package-files.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import { configEnv } from '../../formats/cargo/config-env.ts';
import { knownToGit, listFiles } from '../../formats/git/files.ts';
import { gitState } from '../../formats/git/work-tree.ts';
import { countPlacements } from '../../store/place/tally.ts';
import { packageEntry } from '../../store/packages.ts';
import { forgetTarget } from '../../store/targets.ts';
import { attempt } from '../../system/attempt.ts';
import { lstat } from '../../system/fs.ts';
import { copyBytes, hardLink, makeDirectoriesBelow } from '../../system/move.ts';
import { once } from '../../system/once.ts';
import { removeTree, unlinkIfPresent, writeNew } from '../../system/write.ts';
import type { WorktreeFacts } from '../../units/may-place.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import { decide } from '../warm/decide.ts';
import { NOTHING_DECLARED } from '../../units/declared.ts';
import { worktreeFacts } from '../warm/facts.ts';
import { perform } from '../warm/perform.ts';
import type { AuditRequest } from './audit.ts';
import type { AuditedUnit, Mirror } from './model.ts';
import { layOutReplay, runsToReplay } from './replay.ts';

/** A mirror in which cargo finds everything built but the units that are to be observed. */
export interface Prepared {
  /** For the gate: see `native/gate/main.rs`. */
  readonly gate: string;
  readonly log: string;
  /** The units that stand there. */
  readonly standing: ReadonlyMap<Slot, Manifest>;
}

/** What is prepared. */
export interface Preparing {
  readonly chosen: readonly AuditedUnit[];
  readonly signal: AbortSignal;
  /** By which units are placed; unless given, all that the donor has built fit: the mirror is a copy of it. */
  readonly facts?: WorktreeFacts;
}

/** Places units into a mirror and takes out what is to be observed. Undefined where the mirror cannot be built in. */
export async function prepare(o: AuditRequest, mirror: Mirror, { chosen, signal, facts }: Preparing): Promise<Prepared | undefined> {
  const { worktree, buildDirectory } = mirror;
  const contents = new WorktreeContents(worktree);
  const files = once(() => listFiles(worktree));
  const listing = once(() => {
    const listed = files();
    return new PackageListing(contents, listed.ok ? listed.value.files : []);
  });
  const tree = { ...o.tree, workspaces: [worktree], buildDirectory, targetDirectory: buildDirectory, spellings: [], subdirectory: '' };
  const variables = await configEnv(worktree, o.work.env);
  const asBuilt = worktreeFacts({ contents, listing, lockfile: undefined, git: gitState(worktree), configEnv: variables, declared: NOTHING_DECLARED, built: [buildDirectory] });
  const here = {
    worktree,
    env: o.work.env,
    contents,
    listing,
    gitListing: () => knownToGit(files()),
    // The names of files with debug information need not fit: nothing that is linked in a mirror is kept.
    facts: { ...(facts ?? { ...asBuilt, answersAlike: () => true, differsFrom: () => undefined }), buildDirectory: () => '' },
    watchable: { variable: variables.variable, headFiles: () => [], gitDirectories: undefined, configFiles: [], compilerFiles: [] },
  };
  const work = { ...o.work, dryRun: false, signal };
  const patience = { deadline: Number.POSITIVE_INFINITY, onWait: () => undefined };
  makeDirectoriesBelow(worktree, buildDirectory);
  const decision = decide(work, here, tree, o.manifests.map(packageEntry));
  const performed = await perform(work, here, { tree, catalog: o.catalog, patience, tally: countPlacements(), progress: () => undefined }, decision);
  forgetTarget(o.work.store, buildDirectory);
  if (!performed.ok) return undefined;
  const standing = new Map(decision.plan.steps.flatMap((step) => (step.do === 'place' && !performed.value.lost.has(step.manifest.slot) ? [[step.manifest.slot, step.manifest]] : [])));
  const gate = `${mirror.temporary}/gate`;
  const log = `${mirror.temporary}/log`;
  for (const directory of [gate, log, `${gate}/kept`, `${gate}/expanded`]) makeDirectoriesBelow(mirror.temporary, directory);
  const touched = dirtied(standing, chosen);
  for (const replay of runsToReplay(standing, touched, chosen)) layOutReplay(replay, { mirror, gate });
  keep(standing, touched, { mirror, gate });
  for (const { manifest } of chosen) {
    for (const { role, path } of manifest.files) if (role === 'script-output') keepPrinted(`${buildDirectory}/${path}`, printedBefore(gate, path), gate);
    takeOut(manifest, buildDirectory);
  }
  const lines = chosen.filter(({ way }) => way === 'expand').map(({ manifest }) => `${manifest.unitHash}\n`);
  writeNew(`${gate}/chosen`, lines.join(''));
  return { gate, log, standing };
}

/** Takes away what makes cargo think that a unit is built, and what a run has left. */
export function takeOut({ files, directories }: Manifest, buildDirectory: string): void {
  // What it printed is written only by a run that succeeds.
  for (const { role, path } of files) if (role === 'fingerprint' || role === 'script-output') unlinkIfPresent(`${buildDirectory}/${path}`);
  // Many a script makes only what is not there yet: it would read nothing.
  for (const output of directories) attempt(() => removeTree(`${buildDirectory}/${output}`));
}

/** Where what a run had printed in the donor, by its path in the build directory, is kept while the script runs anew. */
export function printedBefore(gate: string, path: string): string {
  return `${gate}/printed/${path}`;
}

function keepPrinted(from: string, to: string, gate: string): void {
  if (lstat(from) === undefined) return;
  makeDirectoriesBelow(gate, dirname(to));
  copyBytes(from, to);
}

/** The chosen units and all above them: what cargo takes for dirty once those have run. */
function dirtied(standing: ReadonlyMap<Slot, Manifest>, chosen: readonly AuditedUnit[]): Set<Slot> {
  const touched = new Set(chosen.map(({ manifest }) => manifest.slot));
  for (let before = -1; before !== touched.size; ) {
    before = touched.size;
    for (const { slot, dependencies } of standing.values()) if (dependencies.some((edge) => touched.has(edge.slot))) touched.add(slot);
  }
  return touched;
}

/**
 * Lays out, for the gate, what it gives back to cargo of every unit that cargo may want compiled. What cargo stamps itself
 * (metadata, in `cargo check`) is a copy: the store's file keeps its time.
 */
function keep(standing: ReadonlyMap<Slot, Manifest>, touched: ReadonlySet<Slot>, o: { readonly mirror: Mirror; readonly gate: string }): void {
  for (const slot of touched) {
    const manifest = standing.get(slot);
    if (manifest === undefined || manifest.kind === 'run-build-script') continue;
    const directory = `${o.gate}/kept/${manifest.unitHash}`;
    makeDirectoriesBelow(o.gate, directory);
    for (const { role, path } of manifest.files) {
      if (!GIVEN_BACK.has(role)) continue;
      const from = `${o.mirror.buildDirectory}/${path}`;
      const to = `${directory}/${basename(path)}`;
      if (lstat(from) === undefined || lstat(to) !== undefined) continue;
      if (role === 'rmeta' || role === 'rustc-dep-info') copyBytes(from, to);
      else hardLink(from, to);
    }
  }
}

const GIVEN_BACK: ReadonlySet<string> = new Set(['rlib', 'rmeta', 'dylib', 'executable', 'debug-info', 'rustc-dep-info']);
