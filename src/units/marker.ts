import type { AbsolutePath, UnitKey } from './model.ts';

/**
 * What a placed unit's `invoked.timestamp` says. Cargo never reads that file and writes its own line into it
 * whenever it builds the unit (cargo: `fingerprint/mod.rs`, `invoked.timestamp`), so the mark vanishes with the
 * unit that it speaks of.
 */
export interface PlacedMark {
  readonly unit: UnitKey;
  /** Roots of every donor in the unit's closure. */
  readonly roots: readonly AbsolutePath[];
}

const BEGIN = 'Placed by cargo-share: ';

export function encodeMark(mark: PlacedMark): string {
  return `${BEGIN}${JSON.stringify(mark)}\n`;
}

/** The mark in the text of an `invoked.timestamp`; undefined when cargo wrote it. */
export function parseMark(text: string): PlacedMark | undefined {
  if (!text.startsWith(BEGIN)) return undefined;
  try {
    const value = JSON.parse(text.slice(BEGIN.length)) as Partial<PlacedMark> | null;
    return typeof value?.unit === 'string' && Array.isArray(value.roots) ? (value as PlacedMark) : undefined;
  } catch {
    return undefined;
  }
}
