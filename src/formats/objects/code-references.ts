import { readRange } from '../../system/read-at.ts';
import type { Text } from './location-references.ts';

const CHUNK_BYTES = 1 << 20;
/** The four bytes of a distance, and a constant of up to four behind it. */
const LONGEST_END = 8;
/** A constant behind the distance has so many bytes, or there is none. */
const CONSTANTS = [0, 1, 2, 4];
/** `lea`, by which code takes an address, has none: no instruction whose last byte before ModRM is this one has, in any of the maps of codes. */
const TAKES_ADDRESS = 0x8d;
const NO_CONSTANT = [0];

/**
 * Whether code of an x86-64 program may refer to the text. Code does so by distance from the end of the instruction, with a byte before
 * the distance that says so (ModRM, mode 0 and register 5). Bytes that only look so count: rarely, and then a proof is missed.
 */
export function isReferredToByCode({ fd, sections, section, start, end }: Text): boolean {
  const [first, last] = [section.address + start, section.address + end];
  for (const code of sections) {
    if (!code.code) continue;
    for (let from = 0; from < code.size; from += CHUNK_BYTES) {
      const bytes = readRange(fd, code.start + from, Math.min(CHUNK_BYTES + LONGEST_END, code.size - from));
      for (let at = 0; at + 5 <= bytes.length; at += 1) {
        if ((bytes[at]! & 0xc7) !== 5) continue;
        const to = code.address + from + at + 5 + bytes.readInt32LE(at + 1);
        const constants = bytes[at - 1] === TAKES_ADDRESS ? NO_CONSTANT : CONSTANTS;
        if (to <= last && to + 4 >= first && constants.some((constant) => to + constant >= first && to + constant <= last)) return true;
      }
    }
  }
  return false;
}
