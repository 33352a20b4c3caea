/**
 * What a program for a Mac says of itself, for one that was made elsewhere and cannot be started here (`mach-o/loader.h`; the signature
 * by `osfmk/kern/cs_blobs.h`). Every page must have the digest that the signature holds: the kernel kills one that has not.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const MAGIC_64 = 0xfeedfacf;
const EXECUTE = 2;
const CPUS: ReadonlyMap<number, string> = new Map([[0x0100000c, 'arm64'], [0x01000007, 'x64']]);
const [SEGMENT_64, MAIN, SIGNATURE] = [0x19, 0x80000028, 0x1d];
const [SUPER_BLOB, CODE_DIRECTORY] = [0xfade0cc0, 0xfade0c02];
const SHA256 = 2;

export interface Examined {
  readonly cpu: string;
  readonly bytes: number;
  /** Where it begins, in the file. */
  readonly entry: number;
  /** `none` is enough on Intel's processors alone. */
  readonly signature: 'whole' | 'none';
}

/** Throws with what is wrong. */
export function examineExecutable(path: string): Examined {
  const file = readFileSync(path);
  if (file.length < 32 || file.readUInt32LE(0) !== MAGIC_64) throw new Error('It is no 64-bit Mach-O file.');
  if (file.readUInt32LE(12) !== EXECUTE) throw new Error('It is no program.');
  const cpu = CPUS.get(file.readUInt32LE(4));
  if (cpu === undefined) throw new Error('It is for another processor.');
  const commands = new Map<number, Buffer[]>();
  for (let at = 32, left = file.readUInt32LE(16); left > 0; left -= 1) {
    const command = file.subarray(at, at + file.readUInt32LE(at + 4));
    commands.set(command.readUInt32LE(0), [...(commands.get(command.readUInt32LE(0)) ?? []), command]);
    at += command.length;
  }
  const segments = (commands.get(SEGMENT_64) ?? []).map((bytes) => ({ start: Number(bytes.readBigUInt64LE(40)), size: Number(bytes.readBigUInt64LE(48)), executable: (bytes.readUInt32LE(60) & 4) !== 0 }));
  if (segments.some(({ start, size }) => start + size > file.length)) throw new Error('A segment lies beyond the end.');
  const entry = Number(commands.get(MAIN)?.[0]?.readBigUInt64LE(8) ?? -1n);
  if (!segments.some(({ start, size, executable }) => executable && start <= entry && entry < start + size)) throw new Error('It begins in no code.');
  const signature = commands.get(SIGNATURE)?.[0];
  if (signature !== undefined) checkSignature(file, signature.readUInt32LE(8));
  else if (cpu === 'arm64') throw new Error('It is not signed.');
  return { cpu, bytes: file.length, entry, signature: signature === undefined ? 'none' : 'whole' };
}

function checkSignature(file: Buffer, start: number): void {
  if (file.readUInt32BE(start) !== SUPER_BLOB) throw new Error('Its signature is damaged.');
  const offsets = Array.from({ length: file.readUInt32BE(start + 8) }, (_, index) => start + file.readUInt32BE(start + 16 + 8 * index));
  const at = offsets.find((offset) => file.readUInt32BE(offset) === CODE_DIRECTORY);
  if (at === undefined || file.readUInt8(at + 37) !== SHA256) throw new Error('Its signature has no digests by SHA-256.');
  const [hashesAt, count, limit, length] = [at + file.readUInt32BE(at + 16), file.readUInt32BE(at + 28), file.readUInt32BE(at + 32), file.readUInt8(at + 36)];
  const page = 2 ** file.readUInt8(at + 39);
  if (limit !== start || count !== Math.ceil(limit / page)) throw new Error('Its signature does not cover all.');
  for (let index = 0; index < count; index += 1) {
    const digest = createHash('sha256').update(file.subarray(index * page, Math.min(limit, (index + 1) * page))).digest().subarray(0, length);
    if (!digest.equals(file.subarray(hashesAt + index * length, hashesAt + (index + 1) * length))) throw new Error(`Page ${index} is not what was signed.`);
  }
}
