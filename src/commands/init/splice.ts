/** One replaced range of a file: `removed` stood at `at` where now `inserted` stands. */
export interface Splice {
  /** Byte offset. */
  readonly at: number;
  readonly removed: Buffer;
  readonly inserted: Buffer;
}

/** The smallest single splice that makes `after` of `before`. */
export function findSplice(before: Buffer, after: Buffer): Splice {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at++;
  let tail = 0;
  while (tail < shorter - at && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { at, removed: before.subarray(at, before.length - tail), inserted: after.subarray(at, after.length - tail) };
}

/**
 * Takes a splice back out of a file that others may have changed elsewhere since: the inserted bytes are
 * looked for where they were put, else wherever they stand once and only once. Undefined when they cannot
 * be told for sure.
 */
export function undoSplice(current: Buffer, splice: Splice): Buffer | undefined {
  const at = locateSplice(current, splice);
  if (at === undefined) return undefined;
  return Buffer.concat([
    current.subarray(0, at),
    splice.removed,
    current.subarray(at + splice.inserted.length),
  ]);
}

/** Where the inserted bytes stand now. */
export function locateSplice(current: Buffer, { at, inserted }: Splice): number | undefined {
  if (current.subarray(at, at + inserted.length).equals(inserted)) return at;
  const first = current.indexOf(inserted);
  return inserted.length > 0 && first !== -1 && current.indexOf(inserted, first + 1) === -1 ? first : undefined;
}
