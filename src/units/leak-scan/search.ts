import { readAt } from '../../system/read-at.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Part } from './parts.ts';
import { LOOK_AHEAD, findRoot, printableContext, type RootNeedle } from './roots.ts';

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

/** Searches the parts for the roots, in the file's order, up to the first leak; `bytesRead` counts what was read. */
export function searchParts(
  fd: number,
  parts: readonly Part[],
  needles: readonly RootNeedle[],
): { leak: Leak | undefined; bytesRead: number } {
  let bytesRead = 0;
  if (needles.length === 0 || parts.length === 0) return { leak: undefined, bytesRead };
  const overlap = Math.max(...needles.map((needle) => needle.bytes.length)) + LOOK_AHEAD;
  const runs = joinNeighbours(parts);
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES + overlap, Math.max(...runs.map((run) => run.end - run.start))));
  for (const run of runs) {
    for (let from = run.start; from < run.end; from += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES + overlap, run.end - from);
      const bytes = readAt(fd, buffer.subarray(0, length), from);
      bytesRead += bytes.length;
      const last = from + length >= run.end;
      const hit = findRoot(bytes, needles, {
        until: last ? bytes.length : CHUNK_BYTES,
        exempt: (at) => partAt(run.parts, from + at) === undefined,
      });
      if (hit !== undefined) {
        const section = partAt(run.parts, from + hit.at)?.label() ?? '';
        const text = printableContext(bytes, hit.at, Buffer.byteLength(hit.root));
        return { leak: { section, text, root: hit.root }, bytesRead };
      }
      if (last) break;
    }
  }
  return { leak: undefined, bytesRead };
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
