import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LayoutKind } from '../../src/units/model.ts';
import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../rig/crate.ts';
import { createRig, type Files, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';
import { COMMITS, LINKED, type State } from './operations.ts';
import { createTurns, type Turns } from './turns.ts';

const SOURCE = 'core_lib/src/lib.rs';
const WORDS = 'tables/words.txt';

const sourceText = (n: number): string => `pub fn say() -> String { "source-${n}".to_string() }\n`;
const wordsText = (n: number): string => `words-${n}`;

/** A program over a library and over one that a build script makes a part of. */
const FILES: Files = {
  ...appAndLibrary(),
  ...withBuildScript(
    'tables',
    'println!("cargo:rerun-if-changed=words.txt"); let out = std::env::var("OUT_DIR").unwrap(); ' +
      'std::fs::copy("words.txt", format!("{out}/words.txt")).unwrap();',
  ),
  'Cargo.toml': workspace(['app', 'core_lib', 'tables', 'mid']),
  'tables/src/lib.rs': 'pub fn words() -> &\'static str { include_str!(concat!(env!("OUT_DIR"), "/words.txt")) }\n',
  'mid/Cargo.toml': manifest('mid', dependsOn('core_lib', 'tables')),
  'mid/src/lib.rs': 'pub fn all() -> String { format!("{} {}", core_lib::say(), tables::words()) }\n',
  'app/Cargo.toml': manifest('app', dependsOn('mid')),
  'app/src/main.rs': 'fn main() { println!("{}", mid::all()); }\n',
};

export interface Place {
  readonly worktree: Worktree;
  readonly path: string;
  /** What its sources say now. Written only by who is alone in `sources`. */
  state: State;
  /** How often it was removed, or began to be. */
  removals: number;
  /** Whether it may be removed. */
  readonly presence: Turns;
  /** A person edits and builds one thing after the other. */
  readonly sources: Turns;
}

/** A clone with worktrees at several commits. */
export interface World {
  readonly rig: Rig;
  readonly places: readonly Place[];
  /** What the program prints, by a build from nothing of these sources. Each is made once. */
  expected(state: State): Promise<string>;
  /** How many were. */
  readonly scratched: () => number;
}

/** Puts a state into a worktree's sources; what says so already is not touched. */
export function writeState(worktree: Worktree, state: State): void {
  const files = [[SOURCE, sourceText(state.source)], [WORDS, wordsText(state.words)]] as const;
  for (const [file, text] of files) if (worktree.read(file) !== text) worktree.write(file, text);
}

export const stateOf = (commit: number): State => ({ source: commit, words: commit });
export const commitName = (commit: number): string => `commit-${commit}`;

export async function createWorld(directory: string, layout: LayoutKind): Promise<World> {
  const rig = await createRig({ files: { ...FILES, [SOURCE]: sourceText(0), [WORDS]: wordsText(0) }, directory, layout });
  await rig.main.git(['branch', commitName(0)]);
  for (let commit = 1; commit < COMMITS; commit += 1) {
    writeState(rig.main, stateOf(commit));
    await rig.main.commit(`Commit ${commit}`);
    await rig.main.git(['branch', commitName(commit)]);
  }
  const places = [placeOf(rig.main, COMMITS - 1)];
  for (let at = 1; at <= LINKED; at += 1) {
    const commit = at % COMMITS;
    const name = `w${at}`;
    await addDetached(rig, name, commit);
    places.push(placeOf(rig.open(join(rig.temporary, name)), commit));
  }
  return { rig, places, ...scratch(rig) };
}

function placeOf(worktree: Worktree, commit: number): Place {
  return { worktree, path: worktree.path, state: stateOf(commit), removals: 0, presence: createTurns(), sources: createTurns() };
}

/** A worktree without a branch of its own; no hooks run. */
export async function addDetached(rig: Rig, name: string, commit: number): Promise<Worktree> {
  const path = join(rig.temporary, name);
  await rig.main.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '--detach', path, commitName(commit)]);
  return rig.open(path);
}

/** Builds in a clone of its own, which no worktree and no store knows of. */
function scratch(rig: Rig): Pick<World, 'expected' | 'scratched'> {
  const path = join(rig.temporary, 'scratch');
  const known = new Map<string, Promise<string>>();
  const turns = createTurns();
  let cloned = false;
  const build = async (state: State): Promise<string> => {
    if (!cloned) await rig.main.git(['clone', '-q', '.', path]);
    cloned = true;
    const worktree = rig.open(path);
    writeState(worktree, state);
    rmSync(worktree.target, { recursive: true, force: true });
    await worktree.cargo(['build']);
    return worktree.run('app');
  };
  return {
    expected(state) {
      const name = JSON.stringify([state.source, state.words]);
      const made = known.get(name) ?? turns.alone(() => build(state));
      known.set(name, made);
      return made;
    },
    scratched: () => known.size,
  };
}
