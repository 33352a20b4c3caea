import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cargoBuilds, untilCargoBuilds } from '../audit/donor-builds.ts';
import { GONE } from '../audit/until-gone.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import type { Native } from '../observer/build-native.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { diskUse } from '../../system/physical.ts';
import { removeTree } from '../../system/write.ts';
import type { Manifest } from '../../units/model.ts';
import { isAsPlaced } from './as-placed.ts';
import { bringState, hasOwnState } from './bring.ts';
import { stateNames, type Compilation } from './compilation.ts';
import { compileAside, type NoState } from './compile-aside.ts';
import { LibrariesAside } from './libraries-aside.ts';
import { roomAt, untilHindered, type Hindrance } from './hindrance.ts';
import { selfTest, type SelfTestVerdict } from './self-test.ts';

export interface CompileUnitsOptions {
  readonly worktree: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  readonly known: ReadonlyMap<string, Compilation>;
  readonly native: Native;
  /** The tool's own directory for caches. */
  readonly cache: string;
  /** A directory of our own. */
  readonly below: string;
  readonly until: Until;
}

/** How far it may go. */
export interface Until {
  /** Undefined where somebody has asked for it. */
  readonly unasked: Unasked | undefined;
  /** What is in the way now; undefined where nothing is to be. */
  readonly hindrance: (() => Promise<Hindrance | undefined>) | undefined;
  /** Milliseconds on the `performance.now()` clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What bounds work for which nobody has asked. */
export interface Unasked {
  /** Bytes that may be added to the disk. */
  readonly most: number;
  /** Also on battery, and while the machine is busy. */
  readonly always: boolean;
}

/** What became of one unit: compiled now, there already, or left as it was. */
export type Prepared = { readonly manifest: Manifest } & (
  | { readonly state: 'compiled' | 'there' }
  | { readonly state: 'left'; readonly because: LeftBecause; readonly what: string }
);

export type LeftBecause = 'no-time' | 'not-incremental' | 'edited' | 'compiler-not-trusted' | 'compiler-not-tried' | 'own-compiler' | 'other-file-system' | 'chosen-anew' | 'no-room' | 'gone' | Hindrance | NoState['because'];

/** One crate that takes longer is not worth it. */
const MOST_MS = 15 * 60_000;

/** Cargo is given a moment between two of its builds. */
const QUIET_MS = 500;

/** A machine that is busy is looked at again: a small file is read. */
const BUSY_MS = 2_000;

/** A unit that cargo's builds have stopped so often is left. */
const MOST_TRIES = 5;

/** One crate after the other. Whenever cargo builds here, this stops at once, and goes on when it is over. */
export async function compileUnits(manifests: readonly Manifest[], o: CompileUnitsOptions): Promise<Prepared[]> {
  const { unasked } = o.until;
  const prepared: Prepared[] = [];
  let verdict: SelfTestVerdict | undefined;
  let bytes = 0;
  const libraries = new LibrariesAside(manifests, o.below);
  for (const [index, manifest] of manifests.entries()) {
    const compilation = o.known.get(manifest.unitHash);
    const left = (because: LeftBecause, what = ''): void => void prepared.push({ manifest, state: 'left', because, what });
    if (compilation === undefined) {
      left('not-incremental');
      continue;
    }
    if (await isThere(compilation)) {
      prepared.push({ manifest, state: 'there' });
      continue;
    }
    const below = join(o.below, String(index));
    verdict ??= await selfTest(compilation, { native: o.native, cache: o.cache, below: `${below}-tried`, signal: o.until.signal });
    if (!verdict.trusted) {
      left(verdict.tried ? 'compiler-not-trusted' : 'compiler-not-tried', verdict.why);
      continue;
    }
    const room = unasked === undefined ? Number.POSITIVE_INFINITY : Math.min(unasked.most - bytes, roomAt(o.buildDirectory));
    const ended = await compileUnit(manifest, compilation, { ...o, below, room, libraries });
    if (typeof ended === 'number') {
      bytes += ended;
      prepared.push({ manifest, state: 'compiled' });
      continue;
    }
    left(ended.because, ended.what);
    // The next crate's data is seldom smaller, and to learn it costs a compilation.
    if (ended.because === 'no-room') bytes = Number.POSITIVE_INFINITY;
  }
  return prepared;
}

async function isThere(compilation: Compilation): Promise<boolean> {
  return (await stateNames(compilation)).some((name) => hasOwnState(compilation, name));
}

type Left = { readonly because: LeftBecause; readonly what: string };

/** Bytes of the state that was brought. */
async function compileUnit(manifest: Manifest, compilation: Compilation, o: CompileUnitsOptions & { readonly room: number; readonly libraries: LibrariesAside }): Promise<Left | number> {
  if (o.room <= 0) return { because: 'no-room', what: '' };
  let given = o.libraries.for(manifest, compilation);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const hindered = await untilQuiet(o);
    if (hindered !== undefined) return { because: hindered, what: '' };
    if (!isAsPlaced(manifest, new WorktreeContents(o.worktree))) return { because: 'edited', what: '' };
    const { signal } = o.until;
    const hindrance = o.until.hindrance === undefined ? undefined : untilHindered(signal);
    const until = untilCargoBuilds(o.buildDirectory, hindrance?.signal ?? signal, [`${o.worktree}/.git`]);
    try {
      const state = await compileAside(compilation, { native: o.native, below: `${o.below}-${tries}`, signal: until.signal, timeoutMs: MOST_MS, given });
      if (state.ok) {
        const bytes = diskUse([state.value.path]).physical;
        if (bytes > o.room) return { because: 'no-room', what: '' };
        if (until.isGone()) return { because: 'gone', what: '' };
        const brought = bringState(compilation, state.value);
        if (brought.ok) o.libraries.keep(manifest, compilation, state.value);
        return brought.ok ? bytes : brought.error;
      }
      // Something else that the test stands on may be compiled against the placed library.
      if (state.error.because === 'failed' && given !== undefined) given = undefined;
      else if (state.error.because !== 'stopped') return state.error;
      if (until.signal.reason === GONE) return { because: 'gone', what: '' };
    } finally {
      until.end();
      hindrance?.end();
      attempt(() => removeTree(`${o.below}-${tries}`));
    }
  }
  return { because: 'stopped', what: '' };
}

/** Waits for cargo, and for a machine that has nothing else to do; gives why it is in vain. */
async function untilQuiet({ buildDirectory, until }: CompileUnitsOptions): Promise<'no-time' | 'gone' | Hindrance | undefined> {
  const { deadline, signal } = until;
  for (;;) {
    if (signal.reason === GONE) return 'gone';
    if (performance.now() >= deadline || signal.aborted) return 'no-time';
    const hindrance = await until.hindrance?.();
    if (hindrance === 'battery') return hindrance;
    if (hindrance === undefined && !cargoBuilds(buildDirectory)) return undefined;
    if (hindrance !== undefined && performance.now() + BUSY_MS >= deadline) return hindrance;
    await pause(hindrance === undefined ? QUIET_MS : BUSY_MS);
  }
}
