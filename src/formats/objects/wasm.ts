import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';
import { useByName, type ObjectPlace, type ObjectSection, type SectionUse } from './object.ts';

/** `\0asm` and version 1; components have another. */
const MAGIC = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const CUSTOM = 0;
/** The sections that have no name, by their number (WebAssembly core specification 3.0). */
const NAMES = ['', 'type', 'import', 'function', 'table', 'memory', 'global', 'export', 'start', 'element', 'code', 'data', 'datacount', 'tag'];
/** A section's number, its size, a name's length and the name: names of custom sections are short. */
const HEAD_BYTES = 128;

export function isWasm(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * The sections of a WebAssembly module or object: all but debug information, the names of functions and the list of compilers
 * reach the program, or tools that make one of it. Reads the head of each section only.
 */
export function wasmSections({ fd, base, size, mayHoldMetadata }: ObjectPlace): Result<ObjectSection[], string> {
  const sections: ObjectSection[] = [];
  for (let at = MAGIC.length; at < size;) {
    const head = readRange(fd, base + at, Math.min(HEAD_BYTES, size - at));
    const number = head[0] ?? CUSTOM;
    const length = readLeb(head, 1);
    if (length === undefined || at + length.end + length.value > size) return err('a section beyond the end');
    const known = NAMES[number];
    if (known === undefined) return err('an unknown section');
    const custom = number === CUSTOM ? readName(head, length) : { name: known, end: length.end };
    if (custom === undefined) return err('a section without a name');
    const { name, end } = custom;
    const start = base + at + end;
    at += length.end + length.value;
    sections.push({ start, size: base + at - start, name: () => name, use: number === CUSTOM ? useOfCustom(name, mayHoldMetadata) : 'program' });
  }
  return ok(sections);
}

function useOfCustom(name: string, mayHoldMetadata: boolean): SectionUse {
  const apart = /^(?:reloc\.)?\.debug_/.test(name) || name === 'name' || name === 'producers';
  return useByName(name, mayHoldMetadata) ?? (apart ? 'apart' : 'program');
}

/** A custom section's name, which lies in the section and in the bytes that were read. */
function readName(head: Buffer, section: Leb): { name: string; end: number } | undefined {
  const length = readLeb(head, section.end);
  if (length === undefined) return undefined;
  const end = length.end + length.value;
  return end > Math.min(head.length, section.end + section.value) ? undefined : { name: head.toString('utf8', length.end, end), end };
}

interface Leb {
  readonly value: number;
  readonly end: number;
}

/** An unsigned number of at most 32 bits. */
function readLeb(bytes: Buffer, at: number): Leb | undefined {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}
