import * as fc from 'fast-check';
import type { Move } from './history.ts';

/** What a sequence is made for: the index that the next worktree gets, and a file to edit. */
export interface Occasion {
  /** The worktree that the sequence adds; a second one is the next. */
  readonly next: number;
  /** A file whose content reaches the program. */
  readonly slot: number;
  readonly value: number;
}

/** A sequence of moves in which sharing goes wrong if a rule is missing. Worktree 0 is the main one. */
export interface Accident {
  /** Worktrees that it adds. */
  readonly adds: number;
  readonly moves: (o: Occasion) => fc.Arbitrary<readonly Move[]>;
}

const build = (at: number, env = 0): Move => ({ kind: 'cargo', at, command: 'build', env });
const share = (at: number, command: 'warm' | 'save'): Move => ({ kind: 'share', at, command });
const add = (at: number, back: number, builds = true): Move => ({ kind: 'add-worktree', at, place: 'beside', back, build: builds });
const edit = (at: number, o: Occasion): Move => ({ kind: 'edit', at, slot: o.slot, value: o.value, time: 'now' });
const extra = (at: number, o: Occasion): Move => ({ kind: 'extra', at, slot: o.slot, value: o.value, time: 'now' });
const commit = (at: number): Move => ({ kind: 'commit', at });
const cleanAll = (at: number): Move => ({ kind: 'clean', at, package: false });
const always = (...moves: readonly Move[]): fc.Arbitrary<readonly Move[]> => fc.constant(moves);

/** Sequences that a random history comes upon seldom. */
export const ACCIDENTS = {
  /** A worktree added as things are. */
  fresh: { adds: 1, moves: () => always(build(0), add(0, 0)) },
  /** Built from an edit that was never committed, and taken back with a time before the build. */
  restored: {
    adds: 1,
    moves: (o) =>
      fc.constantFrom('previous' as const, 'old' as const).map((time) => [edit(0, o), build(0), { kind: 'restore' as const, at: 0, slot: o.slot, time }, add(0, 0)]),
  },
  /** The same with a file that came and went. */
  vanished: { adds: 1, moves: (o) => always(extra(0, o), cleanAll(0), build(0), extra(0, o), add(0, 0)) },
  /** Built from an edit that the new worktree does not have. */
  uncommitted: { adds: 1, moves: (o) => always(edit(0, o), build(0), add(0, 0)) },
  /** The same with a file that the new worktree does not have. */
  untracked: { adds: 1, moves: (o) => always(extra(0, o), build(0), add(0, 0), extra(0, o)) },
  /** Edited after the build, and committed so. Cleaned before: what was built earlier has been saved. */
  unbuilt: { adds: 1, moves: (o) => always(cleanAll(0), build(0), edit(0, o), commit(0), add(0, 0)) },
  /** Built before the commit that the new worktree is at: no file has changed since, but HEAD has. */
  recommitted: { adds: 1, moves: () => always(cleanAll(0), build(0), commit(0), add(0, 0)) },
  /** Built at a commit that changes no file, and a worktree of the one before. */
  otherCommit: { adds: 1, moves: () => always(commit(0), cleanAll(0), build(0), add(0, 1)) },
  /** Compiled while a file had a content that was taken back with a time before the build, next to an edit that stays. */
  reread: {
    adds: 1,
    moves: (o) =>
      always(edit(0, o), edit(0, { ...o, slot: o.slot + 1 }), build(0), { kind: 'restore', at: 0, slot: o.slot, time: 'old' }, commit(0), add(0, 0)),
  },
  /** Committed and built, and a worktree of that: what stood there before is stored as well, and comes first. */
  ahead: { adds: 1, moves: (o) => always(build(0), edit(0, o), commit(0), build(0), add(0, 0)) },
  /** Committed and built, and a worktree of the commit before. */
  behind: { adds: 1, moves: (o) => always(edit(0, o), commit(0), build(0), add(0, 1)) },
  /** Two commits and then a build, and a worktree of the first of them. */
  halfBehind: { adds: 1, moves: (o) => always(edit(0, { ...o, slot: o.slot + 1 }), commit(0), edit(0, o), commit(0), build(0), add(0, 1)) },
  /** Something of which cargo is not told changes between warming and the first build. */
  afterWarming: {
    adds: 1,
    moves: (o) =>
      fc.constantFrom<readonly Move[]>([edit(o.next, o)], [extra(o.next, o)], [edit(o.next, o), commit(o.next)], [commit(o.next)]).map((between) => [build(0), add(0, 0, false), ...between, build(o.next)]),
  },
  /** The new worktree has not what was built, and no time tells: every file and directory has the same old one, before it is warmed. */
  backdated: {
    adds: 1,
    moves: (o) => {
      const aged = (at: number): readonly Move[] => [cleanAll(at), { kind: 'backdate', at, directories: true }];
      return fc
        .constantFrom<readonly [number, ...Move[]]>([1, edit(0, o), commit(0)], [0, edit(0, o)], [0, extra(0, o)])
        .map(([back, ...changes]) => [...changes, ...aged(0), build(0), add(0, back, false), ...aged(o.next), share(o.next, 'warm'), build(o.next)]);
    },
  },
  /** A built worktree goes to another commit whose units are stored, and back. */
  followed: {
    adds: 1,
    moves: (o) => {
      const branch = o.next;
      const reset = (to: number): Move => ({ kind: 'rebase', at: o.next, branch: to, how: 'reset' });
      return always(
        { kind: 'switch', at: 0, branch: 0 }, build(0), add(0, 0), { kind: 'switch', at: 0, branch },
        edit(0, o), commit(0), build(0), reset(branch), share(o.next, 'warm'), build(o.next), reset(0), share(o.next, 'warm'), build(o.next),
      );
    },
  },
  /** A worktree is built, moved, and then has units that others get. */
  moved: {
    adds: 2,
    moves: (o) =>
      fc.constantFrom('git' as const, 'by-hand' as const).map((how) => [add(0, 0), edit(o.next, o), commit(o.next), build(o.next), { kind: 'move-worktree' as const, at: o.next, how }, add(o.next, 0)]),
  },
  /** A worktree is moved before anything was built there. */
  movedUnbuilt: {
    adds: 1,
    moves: (o) =>
      fc.constantFrom('git' as const, 'by-hand' as const).map((how) => [build(0), add(0, 0, false), { kind: 'move-worktree' as const, at: o.next, how }, build(o.next)]),
  },
  /** A worktree gets its units from one that was warmed itself. */
  handedOn: { adds: 2, moves: (o) => always(build(0), add(0, 0), edit(o.next, o), commit(o.next), build(o.next), add(o.next, 0)) },
  /** One that got its units from a linked worktree, and then goes to a commit in which no file differs. */
  committedLater: { adds: 2, moves: (o) => always(add(0, 0), edit(o.next, o), commit(o.next), build(o.next), add(o.next, 0), commit(o.next + 1), build(o.next + 1)) },
  /** Two directories, or where a link leads, are exchanged after the build. */
  exchanged: {
    adds: 1,
    moves: () => fc.constantFrom('directories' as const, 'link' as const).map((what) => [cleanAll(0), build(0), { kind: 'exchange' as const, at: 0, what }, commit(0), add(0, 0)]),
  },
  /** A module comes to lie where rustc looks as well. */
  ambiguous: {
    adds: 1,
    moves: () => fc.constantFrom('both' as const, 'directory' as const).map((to) => [build(0), { kind: 'module' as const, at: 0, to, time: 'now' as const }, commit(0), add(0, 0)]),
  },
  /** Manifests and the lock file are other ones in the new worktree. */
  configured: {
    adds: 1,
    moves: (o) =>
      fc.constantFrom('feature' as const, 'version' as const, 'dependency' as const, 'lock' as const).map((what) => [{ kind: 'manifest' as const, at: 0, what, value: o.value }, build(0), add(0, 0)]),
  },
  /** Variables are other ones in the first build of the new worktree. */
  variables: { adds: 1, moves: (o) => always(build(0, 1), add(0, 0, false), build(o.next, 2)) },
} as const satisfies Readonly<Record<string, Accident>>;

export type AccidentName = keyof typeof ACCIDENTS;

export function accidentsNamed(names: readonly string[]): readonly Accident[] {
  return names.map((name) => {
    const found = (ACCIDENTS as Readonly<Record<string, Accident>>)[name];
    if (found === undefined) throw new Error(`no such accident: ${name}`);
    return found;
  });
}
