import { createHash } from 'node:crypto';
import type { Sha256 } from '../../system/brand.ts';
import type { Result } from '../../system/result.ts';

/** Why a place of objects did not do what it was asked. None of it is an error of this program. */
export interface ObjectsProblem {
  readonly reason: 'unreachable' | 'forbidden' | 'too-large' | 'io';
  /** One sentence for people. */
  readonly message: string;
}

/** A place that holds objects by their names: a directory, a file, a server. What it says is believed by nobody. */
export interface Objects {
  /** For words. */
  readonly where: string;
  /** Undefined: there is none. More than `most` bytes are never read. */
  readonly get: (name: string, most: number) => Promise<Result<Buffer | undefined, ObjectsProblem>>;
  readonly has: (name: string) => Promise<Result<boolean, ObjectsProblem>>;
  /** Whole or not at all. An object that is named for its content is the same already where one stands. */
  readonly put: (name: string, bytes: Uint8Array) => Promise<Result<void, ObjectsProblem>>;
  /** Ends what is under way; call it once. A file is written now. */
  readonly close: () => Promise<Result<void, ObjectsProblem>>;
}

/** The name of the layout; another one would have another name, and the two never meet. */
const LAYOUT = 'cargo-share-1';

/** Where objects lie: immutable ones by their digest, and one head for each repository and host triple, which is replaced. */
export const objectNames = {
  pack: (digest: Sha256) => `${LAYOUT}/packs/${digest.slice(0, 2)}/${digest}`,
  index: (digest: Sha256) => `${LAYOUT}/indexes/${digest}`,
  head: (repository: string, host: string) => `${LAYOUT}/heads/${digestOf(repository).slice(0, 32)}/${digestOf(host).slice(0, 16)}`,
} as const;

/** Larger objects are neither made nor read. */
export const MOST = { head: 4 << 20, index: 32 << 20, indexText: 256 << 20, pack: 1 << 30 } as const;

export function digestOf(bytes: Uint8Array | string): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

export function isDigest(value: unknown): value is Sha256 {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
