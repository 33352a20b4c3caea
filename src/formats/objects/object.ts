/** A section of an object file, a program or a library, whatever the format. */
export interface ObjectSection {
  /** Absolute in the file that holds it. */
  readonly start: number;
  readonly size: number;
  readonly name: () => string;
  readonly use: SectionUse;
}

/**
 * `program`: reaches the program, or may. `metadata`: rustc's. `bitcode`: LLVM's, which reaches the program under link-time
 * optimisation. `apart`: debug information, and what else no program holds.
 */
export type SectionUse = 'program' | 'metadata' | 'bitcode' | 'apart';

/** Where an object lies, and whether a section with the name of metadata is metadata there. */
export interface ObjectPlace {
  readonly fd: number;
  readonly base: number;
  readonly size: number;
  readonly mayHoldMetadata: boolean;
}

/** By the names that all formats but Mach-O share; undefined: the format decides. */
export function useByName(name: string, mayHoldMetadata: boolean): SectionUse | undefined {
  if (name === '.rmeta' || name === '.rustc') return mayHoldMetadata ? 'metadata' : 'program';
  if (name === '.llvmbc') return 'bitcode';
  return undefined;
}

/** A text that ends with a zero byte or with the bytes. */
export function textAt(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString('latin1', at, end < 0 ? bytes.length : end);
}

/**
 * The ranges of a string table that hold the texts at these offsets, in order; neighbours are joined, so a table of which all is
 * used is one range. Offsets beyond the end hold nothing.
 */
export function textRanges(table: Buffer, offsets: readonly number[]): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const start of [...new Set(offsets)].toSorted((a, b) => a - b)) {
    if (start >= table.length) break;
    const last = ranges.at(-1);
    if (last !== undefined && start < last.end) continue;
    const zero = table.indexOf(0, start);
    const end = zero < 0 ? table.length : zero + 1;
    if (last !== undefined && start === last.end) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}
