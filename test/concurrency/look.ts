import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFingerprintText } from '../../src/formats/cargo/fingerprint-json.ts';
import type { SaveDocument } from '../../src/report/documents/save.ts';
import type { VerifyDocument } from '../../src/report/documents/verify.ts';
import { parseMark } from '../../src/units/marker.ts';
import type { Worktree } from '../rig/worktree.ts';
import type { State } from './operations.ts';
import { build } from './perform.ts';
import type { Tally } from './results.ts';
import { addDetached, writeState, type World } from './world.ts';

/** What is wrong with a store, or with a worktree, when nothing runs. */
export type Complaint = (what: string, why: string) => void;

/** Looks at everything after a round: builds, the store, and what a run in a line would have given. */
export async function lookAround(world: World, tally: Tally, complain: Complaint): Promise<void> {
  for (const place of world.places) {
    const ending = await build(world, place);
    tally.compared += 1;
    if (ending.ended !== 'done') complain(`build in ${basename(place.path)}`, JSON.stringify(ending));
  }
  // The next writer clears what a killed one left; here none was killed.
  const left = readdirSync(join(world.rig.store, 'v1', 'tmp'));
  if (left.length > 0) complain('tmp', left.join(', '));
  const { stdout } = await world.rig.main.share(['--json', 'verify', '--deep'], { statuses: 'any' });
  const verified = JSON.parse(stdout) as VerifyDocument;
  for (const damage of verified.damaged) complain('verify --deep', JSON.stringify(damage));
  tally.verified += verified.units - verified.damaged.length;
  await compareWithLine(world, tally, complain);
  await world.rig.main.git(['fsck', '--connectivity-only']);
}

/** What one store gives: what it takes from no worktree and what cargo compiles, and what a fresh worktree of each state gets. */
interface Given {
  readonly left: readonly string[];
  readonly placed: readonly string[];
}

/**
 * The store that all used at once must lack nothing that a new one has, into which the worktrees are saved one after the
 * other. It may have more: it has known units when they were built, and the new one meets them where they were placed.
 * Its memory of build directories is taken away before: a verdict on what stood there between two builds is remembered
 * until the unit is built again, also where what it stands on has come back.
 */
async function compareWithLine(world: World, tally: Tally, complain: Complaint): Promise<void> {
  rmSync(join(world.rig.store, 'v1', 'targets'), { recursive: true });
  mkdirSync(join(world.rig.store, 'v1', 'targets'), { mode: 0o700 });
  const other = join(world.rig.temporary, 'serial-store');
  const used = await give(world, world.rig.store);
  const line = await give(world, other);
  rmSync(other, { recursive: true, force: true });
  const left = used.left.filter((unit) => !line.left.includes(unit));
  const missing = line.placed.filter((unit) => !used.placed.includes(unit));
  if (left.length + missing.length > 0) complain('against a run in a line', JSON.stringify({ left, missing }));
  tally.serial += line.placed.length;
}

async function give(world: World, store: string): Promise<Given> {
  const env = { CARGO_SHARE_STORE: store };
  const left: string[] = [];
  for (const { worktree } of world.places) {
    const { directories, failure } = JSON.parse((await worktree.share(['--json', 'save'], { env })).stdout) as SaveDocument;
    const name = basename(worktree.path);
    if (failure !== undefined) left.push(`${name}: ${failure.code}`);
    for (const { refusals } of directories) left.push(...refusals.map(({ slot }) => `${name}: ${slot}`));
  }
  const placed: string[] = [];
  for (const state of distinct(world.places.map((place) => place.state))) {
    const fresh = await addDetached(world.rig, 'fresh', 0);
    writeState(fresh, state);
    await fresh.warm([], { env });
    const name = JSON.stringify(state);
    placed.push(...placedUnits(fresh).map((unit) => `${name}: ${unit}`));
    const { compiled } = await fresh.cargo(['build']);
    left.push(...compiled.map((unit) => `${name}: cargo compiles ${unit}`));
    const said = await fresh.run('app');
    if (said !== (await world.expected(state))) left.push(`${name}: prints ${said}`);
    await world.rig.main.git(['worktree', 'remove', '--force', fresh.path]);
  }
  return { left, placed };
}

/** Every unit that was placed, by where it stands and by cargo's fingerprint of it. */
function placedUnits({ target }: Worktree): string[] {
  const stamps = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((path) => basename(path) === 'invoked.timestamp');
  return stamps.flatMap((path) => {
    if (parseMark(readFileSync(join(target, path), 'utf8')) === undefined) return [];
    const directory = join(target, dirname(path));
    const texts = readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [readFileSync(join(directory, entry.name), 'utf8')] : []));
    return [`${dirname(path)} ${texts.filter(isFingerprintText).join(' ')}`];
  });
}

function distinct(states: readonly State[]): State[] {
  return [...new Map(states.map((state) => [`${state.source} ${state.words}`, state])).values()];
}

