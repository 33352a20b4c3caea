import { dirname } from 'node:path';
import * as v from 'valibot';
import { findSplice, undoSplice, type Splice } from '../splice.ts';
import type { Variant } from './config-edits.ts';
import type { SetupStep } from '../steps.ts';
import { lstat } from '../../../system/fs.ts';
import type { Life } from './lives.ts';
import type { SharedStep } from './steps.ts';
import { OWN_DIRECTORY } from './wrapper.ts';

/** What shared mode changed in a clone and its worktrees, as far as the changes do not tell it themselves. */
export interface SharedRecord {
  /** Undefined: shared mode is off, and only a hand-made recipe was taken out. */
  readonly variant: Variant | undefined;
  readonly directory: string;
  readonly configs: readonly RecordedConfig[];
  /** Symbolic links to target directories that were there before. */
  readonly unlinked: readonly RecordedLink[];
  readonly linked: readonly RecordedLink[];
  /** Recipes' directories that were renamed. */
  readonly moved: readonly RecordedMove[];
  /** Whether git's exclude file was absent before. */
  readonly excludesCreated: boolean;
  /** Whose units may be in the build directory: worktrees as they are, and those that are gone until theirs are taken out. */
  readonly lives: readonly Life[];
}

/** What the record says of the mode when a plan is done. */
export type ModeOutcome = Pick<SharedRecord, 'variant' | 'directory' | 'lives'>;

export interface RecordedConfig {
  readonly path: string;
  /** Whether the file was absent before. */
  readonly created: boolean;
  readonly splice: Splice;
}

interface RecordedLink {
  readonly path: string;
  readonly target: string;
}

interface RecordedMove {
  readonly from: string;
  readonly to: string;
}

const Base64 = v.pipe(v.string(), v.base64(), v.transform((text) => Buffer.from(text, 'base64')));
const Link = v.object({ path: v.string(), target: v.string() });

/** The record as it stands in JSON. */
export const StoredShared = v.object({
  variant: v.optional(v.picklist(['build-dir', 'target-dir'])),
  directory: v.string(),
  configs: v.array(
    v.object({
      path: v.string(),
      created: v.boolean(),
      splice: v.object({ at: v.number(), removed: Base64, inserted: Base64 }),
    }),
  ),
  unlinked: v.array(Link),
  linked: v.array(Link),
  moved: v.array(v.object({ from: v.string(), to: v.string() })),
  excludesCreated: v.boolean(),
  lives: v.optional(v.array(v.object({ id: v.string(), worktree: v.string(), wrapper: v.string() })), []),
});

/** As it is read: JSON leaves out what is undefined. */
export function readShared({ variant, ...rest }: v.InferOutput<typeof StoredShared>): SharedRecord {
  return { variant, ...rest };
}

export function storeShared(record: SharedRecord): object {
  const configs = record.configs.map(({ path, created, splice }) => ({
    path,
    created,
    splice: { at: splice.at, removed: splice.removed.toString('base64'), inserted: splice.inserted.toString('base64') },
  }));
  return { ...record, configs };
}

export const EMPTY_SHARED: SharedRecord = {
  variant: undefined,
  directory: '',
  configs: [],
  unlinked: [],
  linked: [],
  moved: [],
  excludesCreated: false,
  lives: [],
};

/**
 * The record with what the steps are about to change; steps of other kinds do not touch it. What is gone with a
 * removed worktree is forgotten; `unreachable` are worktrees that git knows and that are not there now.
 */
export function amendShared(record: SharedRecord, steps: readonly SetupStep[], unreachable: readonly string[]): SharedRecord {
  const isOut = (path: string): boolean => unreachable.some((worktree) => path.startsWith(`${worktree}/`));
  const configs = record.configs.filter(({ path }) => lstat(path) !== undefined || isOut(path));
  const inPlace = ({ path }: RecordedLink): boolean => lstat(dirname(path)) !== undefined || isOut(path);
  const there = { ...record, configs, unlinked: record.unlinked.filter(inPlace), linked: record.linked.filter(inPlace) };
  return steps.reduce(amend, there);
}

/** Whether there is nothing to undo any more. */
export function isEmptyShared(record: SharedRecord): boolean {
  const { variant, configs, unlinked, linked, moved, lives } = record;
  return variant === undefined && [configs, unlinked, linked, moved, lives].every((list) => list.length === 0);
}

function amend(record: SharedRecord, step: SetupStep): SharedRecord {
  switch (step.action) {
    case 'edit-cargo-config':
      return { ...record, configs: amendConfig(record.configs, step) };
    case 'remove-cargo-config':
      return { ...record, configs: record.configs.filter(({ path }) => path !== step.path) };
    case 'write-excludes':
      return { ...record, excludesCreated: step.bytes !== null && (record.excludesCreated || step.expected === null) };
    case 'move-target': {
      const { from, to } = step;
      const back = record.moved.filter((move) => move.from !== to);
      if (back.length < record.moved.length) return { ...record, moved: back };
      // Those that wait aside are known by their place.
      return [from, to].some((path) => path.includes(`/${OWN_DIRECTORY}/`)) ? record : { ...record, moved: [...back, { from, to }] };
    }
    case 'link-target': {
      const restored = record.unlinked.some((link) => isSame(link, step));
      const { path, target } = step;
      return restored
        ? { ...record, unlinked: record.unlinked.filter((link) => !isSame(link, step)) }
        : { ...record, linked: [...record.linked.filter((link) => link.path !== path), { path, target }] };
    }
    case 'unlink-target': {
      const own = record.linked.some((link) => isSame(link, step));
      const { path, target } = step;
      return own
        ? { ...record, linked: record.linked.filter((link) => !isSame(link, step)) }
        : { ...record, unlinked: [...record.unlinked.filter((link) => link.path !== path), { path, target }] };
    }
    default:
      return record;
  }
}

function amendConfig(
  configs: readonly RecordedConfig[],
  { path, expected, bytes }: Extract<SharedStep, { action: 'edit-cargo-config' }>,
): readonly RecordedConfig[] {
  const known = configs.find((config) => config.path === path);
  const others = configs.filter((config) => config.path !== path);
  const now = expected ?? Buffer.alloc(0);
  const original = known === undefined ? now : (undoSplice(now, known.splice) ?? now);
  if (original.equals(bytes)) return others;
  return [...others, { path, created: known?.created ?? expected === null, splice: findSplice(original, bytes) }];
}

function isSame(a: RecordedLink, b: RecordedLink): boolean {
  return a.path === b.path && a.target === b.target;
}
