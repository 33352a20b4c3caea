import { readAt, readRange } from '../../system/read-at.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { ok, err, type Result } from '../../system/result.ts';
import { bitNeedles, findBits } from './bitcode.ts';
import { onlyInLocations } from './panic-locations.ts';
import type { Part } from './parts.ts';
import { LOOK_AHEAD, isPathOf, printableContext, rootPlaces, type RootHit, type RootNeedles } from './roots.ts';

/** A root's text in bytes that reach the program. */
export interface Leak {
  /** The section, after the archive member's name where there is one. */
  readonly section: string;
  /** The bytes around it, unprintable ones shown as `·`. */
  readonly text: string;
  readonly root: AbsolutePath;
}

/** Memory, not time, asks for chunks; small ones stay in the processor's cache. */
const CHUNK_BYTES = 1 << 20;
/** Parts no further apart than this are read together: one call costs as much as reading this many bytes. */
const GAP_BYTES = 1 << 14;

/** Searches the parts for the roots, in the file's order, up to the first leak. `panicsAtHome`: a panic's place in the program's own code was excused. */
export function searchParts(
  fd: number,
  parts: readonly Part[],
  { needles, sources, edited, showsCallers }: { readonly needles: RootNeedles; readonly sources: readonly string[]; readonly edited: readonly string[]; readonly showsCallers: () => boolean },
): { leak: Leak | undefined; panicsAtHome: boolean; bytesRead: number } {
  let bytesRead = 0;
  let panicsAtHome = false;
  if (needles.each.length === 0 || parts.length === 0) return { leak: undefined, panicsAtHome, bytesRead };
  const overlap = needles.longest + LOOK_AHEAD;
  const runs = joinNeighbours(parts);
  /** The path that such a panic prints may differ (docs/design.md, the contract). */
  const isOnlyWhereAPanicHappened = (position: number, { object }: Part): boolean => {
    const found = object && onlyInLocations(fd, object, position, { ownSources: sources, edited });
    if (found === undefined || showsCallers()) return false;
    panicsAtHome ||= found === 'own';
    return true;
  };
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES + overlap, Math.max(...runs.map((run) => run.end - run.start))));
  for (const run of runs) {
    for (let from = run.start; from < run.end; from += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES + overlap, run.end - from);
      const bytes = readAt(fd, buffer.subarray(0, length), from);
      bytesRead += bytes.length;
      const last = from + length >= run.end;
      const hit = rootPlaces(bytes, needles, last ? bytes.length : CHUNK_BYTES).find((place) => {
        const part = partAt(run.parts, from + place.at);
        return part !== undefined && isPathOf(bytes, place) && !isOnlyWhereAPanicHappened(from + place.at, part);
      });
      if (hit !== undefined) {
        return { leak: describeLeak(bytes, hit, partAt(run.parts, from + hit.at)?.label() ?? ''), panicsAtHome, bytesRead };
      }
      if (last) break;
    }
  }
  return { leak: undefined, panicsAtHome, bytesRead };
}

/** As {@link searchParts} for LLVM bitcode; an error where a root is too short to look for. */
export function searchBitcode(
  fd: number,
  parts: readonly Part[],
  needles: RootNeedles,
): Result<{ leak: Leak | undefined; bytesRead: number }, string> {
  let bytesRead = 0;
  if (parts.length === 0) return ok({ leak: undefined, bytesRead });
  const packed = bitNeedles(needles.each);
  if (packed === undefined) return err('a root too short to look for in LLVM bitcode');
  for (const part of parts) {
    const bytes = readRange(fd, part.start, part.size);
    bytesRead += bytes.length;
    const hit = findBits(bytes, packed);
    if (hit !== undefined) return ok({ leak: { section: `${part.label()} (LLVM bitcode)`, text: hit.root, root: hit.root }, bytesRead });
  }
  return ok({ leak: undefined, bytesRead });
}

export function describeLeak(bytes: Buffer, hit: RootHit, section: string): Leak {
  return { section, text: printableContext(bytes, hit.at, Buffer.byteLength(hit.root)), root: hit.root };
}

interface Run {
  readonly start: number;
  end: number;
  readonly parts: Part[];
}

function joinNeighbours(parts: readonly Part[]): Run[] {
  const runs: Run[] = [];
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    if (run !== undefined && part.start - run.end <= GAP_BYTES) {
      run.end = Math.max(run.end, part.start + part.size);
      run.parts.push(part);
    } else {
      runs.push({ start: part.start, end: part.start + part.size, parts: [part] });
    }
  }
  return runs;
}

/** The part that holds this position; `undefined` in a gap. Only called for hits, which are few. */
function partAt(parts: readonly Part[], position: number): Part | undefined {
  return parts.find((part) => part.start <= position && position < part.start + part.size);
}
