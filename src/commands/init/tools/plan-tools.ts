import { basename, dirname } from 'node:path';
import { stat } from '../../../system/fs.ts';
import type { InitRecord } from '../record.ts';
import { findSplice, undoSplice } from '../splice.ts';
import type { SetupNote, SetupPlan, SetupStep } from '../steps.ts';
import { withEntry } from './entry.ts';
import { formatOf, type ToolName } from './tools.ts';

/** A tool's set-up file as it is; `bytes` null: it is not there. */
export interface ToolFile {
  readonly tool: ToolName;
  readonly path: string;
  readonly bytes: Buffer | null;
}

/** What has to be written so that a tool's new worktrees are warmed; no step where they are already. */
export function planToolFile(file: ToolFile, worktree: string): SetupPlan {
  const { tool, path, bytes } = file;
  const text = bytes?.toString();
  const readable = bytes === null || Buffer.from(text ?? '').equals(bytes);
  const after = readable ? withEntry(formatOf(tool, path), text, basename(worktree)) : 'unclear';
  if (after === 'unclear') return { steps: [], notes: [{ note: 'tool-file-unclear', tool, path }] };
  const written = Buffer.from(after);
  if (bytes?.equals(written) === true) return { steps: [], notes: [] };
  const inserted = findSplice(bytes ?? Buffer.alloc(0), written).inserted.toString();
  const missing = stat(dirname(path)) === undefined;
  const directory: SetupStep[] = missing ? [{ action: 'create-directory', path: dirname(path) }] : [];
  const step: SetupStep = { action: 'write-tool-file', tool, path, expected: bytes, bytes: written, inserted };
  const commit: SetupNote[] = path.startsWith(`${worktree}/`) ? [{ note: 'commit-tool-file', tool, path }] : [];
  return { steps: [...directory, step], notes: commit };
}

/** Takes out what `init --for` wrote, by the bytes that it put in; said where they cannot be told any more. */
export function planToolRemoval(recorded: InitRecord['toolFiles'][number], now: Buffer | undefined): SetupPlan {
  const { tool, path, created, splice } = recorded;
  if (now === undefined) return { steps: [], notes: [] };
  const bytes = undoSplice(now, splice);
  if (bytes === undefined) return { steps: [], notes: [{ note: 'tool-file-changed', tool, path }] };
  if (created && bytes.length === 0) return { steps: [{ action: 'remove-tool-file', tool, path, expected: now }], notes: [] };
  return { steps: [{ action: 'write-tool-file', tool, path, expected: now, bytes, inserted: '' }], notes: [] };
}
