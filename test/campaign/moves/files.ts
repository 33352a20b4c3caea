import { existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { LONG_AGO } from '../../rig/times.ts';
import type { EditTime, MoveOf } from '../history.ts';
import { partsNamed } from '../parts/all.ts';
import { withValue } from '../tree.ts';
import { extrasOf, slotsOf } from '../workspace.ts';
import type { Place, World } from '../world.ts';

const FUTURE_MS = 3_600_000;

/** Writes a file and gives it the time; an hour ahead for `future`. */
export function write(world: World, path: string, text: string, time: EditTime | Date): void {
  if (existsSync(path)) world.previousTimes.set(path, statSync(path).mtime);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const when = time === 'now' ? undefined : time === 'old' ? LONG_AGO : time === 'future' ? new Date(Date.now() + FUTURE_MS) : time;
  if (when !== undefined) utimesSync(path, when, when);
  world.note(`printf %s ${JSON.stringify(text)} > ${path}${when === undefined ? '' : `; touch -d ${when.toISOString()} ${path}`}`);
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}

function slotOf(world: World, place: Place, index: number): string | undefined {
  const slots = slotsOf(world.history).map((slot) => join(world.root(place), slot));
  return pick(slots.filter((slot) => existsSync(slot)), index);
}

/** Puts another value into a file; the size mostly stays. */
export function edit(world: World, place: Place, move: MoveOf<'edit'>): void {
  const path = slotOf(world, place, move.slot);
  if (path === undefined) return;
  const value = move.value % 7 === 0 ? move.value * 100 : move.value;
  write(world, path, withValue(readFileSync(path, 'utf8'), value), move.time);
}

/** Appends a comment to a Rust source: everything is built anew and prints the same. */
export function comment(world: World, place: Place, move: MoveOf<'comment'>): void {
  const path = slotOf(world, place, move.slot);
  if (path === undefined || !path.endsWith('.rs')) return;
  write(world, path, `${readFileSync(path, 'utf8')}// ${move.value}\n`, 'now');
}

/** Gives a file its committed content back, with the time of now, of long ago, or of before its last edit. */
export async function restore(world: World, place: Place, move: MoveOf<'restore'>): Promise<void> {
  const path = slotOf(world, place, move.slot);
  if (path === undefined) return;
  const committed = await world.git(place, ['show', `HEAD:./${path.slice(place.path.length + 1)}`]);
  if (committed.status !== 0) return;
  const previous = world.previousTimes.get(path);
  write(world, path, committed.stdout, move.time === 'previous' ? (previous ?? 'now') : move.time);
}

export function touch(world: World, place: Place, move: MoveOf<'touch'>): void {
  const path = slotOf(world, place, move.slot);
  if (path === undefined) return;
  const now = new Date();
  utimesSync(path, now, now);
  world.note(`touch ${path}`);
}

/** Every file of the tree gets an old time, as an archive or a restored cache leaves them; where the move says so, every directory. */
export function backdate(world: World, place: Place, { directories }: MoveOf<'backdate'>): void {
  const named = (name: string): string[] => ['-name', name];
  const skipped = ['(', ...named('.git'), '-o', ...named('target'), '-o', ...named('.worktrees'), '-o', ...named('.shared-target'), ')', '-prune'];
  execFileSync('find', [place.path, ...skipped, '-o', '-type', directories ? 'f,d' : 'f', '-exec', 'touch', '-d', LONG_AGO.toISOString(), '{}', '+']);
  world.note(`# every file${directories ? ' and directory' : ''} below ${place.path} gets the time ${LONG_AGO.toISOString()}`);
}

/** Adds or deletes a file that a macro, a build script or cargo finds by looking. */
export function extra(world: World, place: Place, move: MoveOf<'extra'>): void {
  const chosen = pick(extrasOf(world.history), move.slot);
  if (chosen === undefined) return;
  const path = join(world.root(place), chosen.path);
  const value = `value-${move.value}`;
  if (!existsSync(path)) return write(world, path, chosen.text?.(value) ?? `${value}\n`, move.time);
  rmSync(path);
  world.note(`rm ${path}`);
}

/** Exchanges two directories by renaming, or lets a link point to the other: no file of theirs gets another time. */
export function exchange(world: World, place: Place, move: MoveOf<'exchange'>): void {
  const what = partsNamed(world.history.parts).find((part) => part.exchange !== undefined)?.exchange;
  if (what === undefined) return;
  const [one, two] = what.directories.map((name) => join(world.root(place), name)) as [string, string];
  const link = join(world.root(place), what.link);
  if (move.what === 'link') {
    const to = readlinkSync(link) === basename(one) ? two : one;
    rmSync(link);
    symlinkSync(basename(to), link);
    world.note(`ln -sfn ${basename(to)} ${link}`);
    return;
  }
  renameSync(one, `${one}-aside`);
  renameSync(two, one);
  renameSync(`${one}-aside`, two);
  world.note(`mv ${one} ${one}-aside; mv ${two} ${one}; mv ${one}-aside ${two}`);
}
