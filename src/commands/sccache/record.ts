import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Splice } from '../init/splice.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readText } from '../../system/fs.ts';
import { makeDirectories } from '../../system/move.ts';
import { unlinkIfPresent, writeAtomically } from '../../system/write.ts';

/** What `enable` changed in the user's cargo configuration, for `disable` to undo. */
export interface SccacheRecord {
  /** The configuration file. */
  readonly file: string;
  /** Whether the file was absent before. */
  readonly created: boolean;
  /** The value that was written. */
  readonly wrapper: string;
  readonly splice: Splice;
}

const Base64 = v.pipe(v.string(), v.base64(), v.transform((text) => Buffer.from(text, 'base64')));
const Stored = v.object({
  format: v.literal(1),
  file: v.string(),
  created: v.boolean(),
  wrapper: v.string(),
  splice: v.object({ at: v.number(), removed: Base64, inserted: Base64 }),
});

/** In CARGO_HOME, beside the file that it is about. */
export function recordFile(home: AbsolutePath): string {
  return join(home, 'cargo-share-sccache.json');
}

/** Undefined when there is none that can be understood. Throws like `node:fs`. */
export function readRecord(home: AbsolutePath): SccacheRecord | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Stored), readText(recordFile(home)));
  if (!parsed.success) return undefined;
  const { format: _format, ...record } = parsed.output;
  return record;
}

/** Throws like `node:fs`. Readable by its owner alone, as it may quote the configuration. */
export function writeRecord(home: AbsolutePath, record: SccacheRecord): void {
  const { splice } = record;
  const stored = {
    format: 1,
    ...record,
    splice: { at: splice.at, removed: splice.removed.toString('base64'), inserted: splice.inserted.toString('base64') },
  };
  const path = recordFile(home);
  makeDirectories(dirname(path));
  writeAtomically(path, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
}

export function removeRecord(home: AbsolutePath): void {
  unlinkIfPresent(recordFile(home));
}
