import * as v from 'valibot';
import { findSplice, undoSplice, type Splice } from '../init/splice.ts';
import type { Variant } from './config-edits.ts';
import type { SharedStep } from './steps.ts';

/** What shared mode changed in a clone and its worktrees, as far as the changes do not tell it themselves. */
export interface SharedRecord {
  readonly variant: Variant;
  readonly directory: string;
  readonly configs: readonly RecordedConfig[];
  /** Symbolic links to target directories that were there before. */
  readonly unlinked: readonly RecordedLink[];
  readonly linked: readonly RecordedLink[];
}

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

const Base64 = v.pipe(v.string(), v.base64(), v.transform((text) => Buffer.from(text, 'base64')));
const Link = v.object({ path: v.string(), target: v.string() });

/** The record as it stands in JSON. */
export const StoredShared = v.object({
  variant: v.picklist(['build-dir', 'target-dir']),
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
});

export function storeShared(record: SharedRecord): object {
  const configs = record.configs.map(({ path, created, splice }) => ({
    path,
    created,
    splice: { at: splice.at, removed: splice.removed.toString('base64'), inserted: splice.inserted.toString('base64') },
  }));
  return { ...record, configs };
}

/** The record with what the steps are about to change. */
export function amendShared(record: SharedRecord, steps: readonly { readonly action: string }[]): SharedRecord {
  return (steps as readonly SharedStep[]).reduce(amend, record);
}

function amend(record: SharedRecord, step: SharedStep): SharedRecord {
  switch (step.action) {
    case 'edit-cargo-config':
      return { ...record, configs: amendConfig(record.configs, step) };
    case 'remove-cargo-config':
      return { ...record, configs: record.configs.filter(({ path }) => path !== step.path) };
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
