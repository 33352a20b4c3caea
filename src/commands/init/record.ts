import { dirname } from 'node:path';
import * as v from 'valibot';
import type { HookName } from '../../formats/git/hooks/script.ts';
import { HOOK_NAMES } from '../../formats/git/hooks/script.ts';
import type { Repository } from '../../formats/git/repository.ts';
import { removeEmptyDirectory } from '../../system/empty-directory.ts';
import { readText } from '../../system/fs.ts';
import { makeDirectories } from '../../system/move.ts';
import { unlinkIfPresent, writeAtomically } from '../../system/write.ts';
import { readShared, StoredShared, storeShared, type SharedRecord } from './shared-mode/record.ts';
import type { Splice } from './splice.ts';
import { TOOL_NAMES, type ToolName } from './tools/tools.ts';

/** What `init` made and changed in a clone, for `deinit` to undo. */
export interface InitRecord {
  readonly hooks: readonly RecordedHook[];
  /** Directories that were not there before, outermost first. */
  readonly directories: readonly string[];
  /** What our settings changed in the clone's config file. */
  readonly config: Splice | undefined;
  /** What shared mode, or taking a hand-made recipe out, changed beside that. */
  readonly shared: SharedRecord | undefined;
  /** Set-up files of tools, and what was put into each. */
  readonly toolFiles: readonly RecordedToolFile[];
}

export interface RecordedToolFile {
  readonly tool: ToolName;
  readonly path: string;
  /** Whether the file was absent before. */
  readonly created: boolean;
  readonly splice: Splice;
}

export interface RecordedHook {
  readonly name: HookName;
  readonly path: string;
  /** Whether the file was absent before. Otherwise it was there, and the block is all that is ours. */
  readonly created: boolean;
}

export const EMPTY_RECORD: InitRecord = { hooks: [], directories: [], config: undefined, shared: undefined, toolFiles: [] };

const Base64 = v.pipe(v.string(), v.base64(), v.transform((text) => Buffer.from(text, 'base64')));
const StoredSplice = v.object({ at: v.number(), removed: Base64, inserted: Base64 });
const Stored = v.object({
  format: v.literal(1),
  /** The common git directory that it was written for. */
  clone: v.optional(v.string()),
  hooks: v.array(v.object({ name: v.picklist(HOOK_NAMES), path: v.string(), created: v.boolean() })),
  directories: v.array(v.string()),
  config: v.optional(StoredSplice),
  shared: v.optional(StoredShared),
  toolFiles: v.optional(v.array(v.object({ tool: v.picklist(TOOL_NAMES), path: v.string(), created: v.boolean(), splice: StoredSplice })), []),
});

export function recordFile(repository: Repository): string {
  return `${repository.commonDirectory}/cargo-share/init.json`;
}

/**
 * The record of this clone; undefined when there is none that can be understood: the markers must do then.
 * In a clone that was copied or moved, hooks and directories are those at the new place: the old ones may be another clone's now.
 */
export function readRecord(repository: Repository): InitRecord | undefined {
  const text = readText(recordFile(repository));
  if (text === undefined) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Stored), text);
  if (!parsed.success) return undefined;
  const { clone, hooks, directories, config, shared, toolFiles } = parsed.output;
  const here = (path: string): string[] => pathHere(path, clone ?? repository.commonDirectory, repository.commonDirectory);
  return {
    hooks: hooks.flatMap((hook) => here(hook.path).map((path) => ({ ...hook, path }))),
    directories: directories.flatMap(here),
    config,
    shared: shared === undefined ? undefined : readShared(shared),
    toolFiles: toolFiles.flatMap((file) => here(file.path).map((path) => ({ ...file, path }))),
  };
}

/** Where a recorded path is now; nothing where it lay outside of the clone and its main worktree. */
function pathHere(path: string, recorded: string, present: string): string[] {
  if (recorded === present) return [path];
  const both = recorded.endsWith('/.git') && present.endsWith('/.git');
  const [from, to] = both ? [dirname(recorded), dirname(present)] : [recorded, present];
  return path.startsWith(`${from}/`) ? [`${to}${path.slice(from.length)}`] : [];
}

/** Throws like `node:fs`. Readable by its owner alone, as it quotes the config file. */
export function writeRecord(repository: Repository, record: InitRecord): void {
  const { config } = record;
  const stored = {
    format: 1,
    clone: repository.commonDirectory,
    hooks: record.hooks,
    directories: record.directories,
    ...(record.shared === undefined ? {} : { shared: storeShared(record.shared) }),
    ...(config === undefined ? {} : { config: storeSplice(config) }),
    ...(record.toolFiles.length === 0 ? {} : { toolFiles: record.toolFiles.map((file) => ({ ...file, splice: storeSplice(file.splice) })) }),
  };
  const path = recordFile(repository);
  makeDirectories(dirname(path));
  writeAtomically(path, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
}

function storeSplice({ at, removed, inserted }: Splice): Record<string, unknown> {
  return { at, removed: removed.toString('base64'), inserted: inserted.toString('base64') };
}

/** Removes the record, and its directory unless a store is in there. Throws like `node:fs`. */
export function removeRecord(repository: Repository): void {
  const path = recordFile(repository);
  unlinkIfPresent(path);
  removeEmptyDirectory(dirname(path));
}
