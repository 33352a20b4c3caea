/** What a program for Linux says of itself, for one that cannot be started here (`elf.h`). */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const MAGIC = 0x7f454c46;
const [BITS_64, LITTLE_ENDIAN] = [2, 1];
const [EXECUTABLE, SHARED] = [2, 3];
const CPUS: ReadonlyMap<number, string> = new Map([[0x3e, 'x64'], [0xb7, 'arm64']]);

/** Throws with what is wrong. */
export function examineElf(path: string): { readonly cpu: string; readonly bytes: number } {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(64);
    if (readSync(file, head) < head.length || head.readUInt32BE(0) !== MAGIC || head[4] !== BITS_64 || head[5] !== LITTLE_ENDIAN) throw new Error('It is no 64-bit ELF file.');
    const type = head.readUInt16LE(16);
    if ((type !== EXECUTABLE && type !== SHARED) || head.readBigUInt64LE(24) === 0n) throw new Error('It is no program.');
    const cpu = CPUS.get(head.readUInt16LE(18));
    if (cpu === undefined) throw new Error('It is for another processor.');
    return { cpu, bytes: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}
