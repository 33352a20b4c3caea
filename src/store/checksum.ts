import { crc32 } from 'node:zlib';

/**
 * Eight bytes at the end of a pack: they tell a cut or zeroed file (power loss, full disk, bit rot) from a whole one.
 * CRC-32 is enough: the store is private to its user, so the enemy is accident.
 */
const MAGIC = Buffer.from('csp1');
export const SEAL_LENGTH = 8;

export function sealBytes(parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat([...parts, Buffer.alloc(SEAL_LENGTH)]);
  const end = body.length - SEAL_LENGTH;
  MAGIC.copy(body, end);
  body.writeUInt32LE(crc32(body.subarray(0, end)), end + MAGIC.length);
  return body;
}

/** The bytes without their seal, or `undefined` when they are not what was sealed. */
export function unsealBytes(sealed: Buffer): Buffer | undefined {
  const end = sealed.length - SEAL_LENGTH;
  if (end < 0 || sealed.compare(MAGIC, 0, MAGIC.length, end, end + MAGIC.length) !== 0) return undefined;
  const body = sealed.subarray(0, end);
  return crc32(body) === sealed.readUInt32LE(end + MAGIC.length) ? body : undefined;
}

/** Text of one line, followed by a line with its checksum (both are JSON values, so that `jq` reads the file). */
export function sealText(line: string): string {
  return line + seal(line);
}

/** The line, or `undefined` when it is not what was sealed. */
export function unsealText(sealed: string): string | undefined {
  const end = sealed.lastIndexOf('\n', sealed.length - 2);
  if (end < 0) return undefined;
  const line = sealed.slice(0, end);
  return sealed.slice(end) === seal(line) ? line : undefined;
}

function seal(line: string): string {
  return `\n"crc32:${crc32(line).toString(16).padStart(8, '0')}"\n`;
}
