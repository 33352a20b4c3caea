const [SEGMENT_64, SIGNATURE] = [0x19, 0x1d];
const HEADER_BYTES = 32;

/**
 * A 64-bit Mach-O file without its signature, as `codesign --remove-signature` leaves it. Bun keeps its own signature in what it
 * makes for Intel's Macs, over bytes that it has changed; there none is needed, and one that does not hold may be fatal.
 */
export function withoutSignature(file: Buffer): Buffer {
  const bytes = Buffer.from(file);
  const [count, length] = [bytes.readUInt32LE(16), bytes.readUInt32LE(20)];
  const commands: { readonly at: number; readonly kind: number; readonly size: number }[] = [];
  for (let at = HEADER_BYTES; commands.length < count;) {
    const [kind, size] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    commands.push({ at, kind, size });
    at += size;
  }
  const signature = commands.find(({ kind }) => kind === SIGNATURE);
  if (signature === undefined) return bytes;
  const [start, size] = [bytes.readUInt32LE(signature.at + 8), bytes.readUInt32LE(signature.at + 12)];
  if (start + size !== bytes.length) throw new Error('The signature is not at the end.');
  for (const { at, kind } of commands) {
    if (kind !== SEGMENT_64) continue;
    const [from, held] = [Number(bytes.readBigUInt64LE(at + 40)), Number(bytes.readBigUInt64LE(at + 48))];
    if (from + held === bytes.length) bytes.writeBigUInt64LE(BigInt(start - from), at + 48);
  }
  const end = HEADER_BYTES + length;
  bytes.copyWithin(signature.at, signature.at + signature.size, end);
  bytes.fill(0, end - signature.size, end);
  bytes.writeUInt32LE(count - 1, 16);
  bytes.writeUInt32LE(length - signature.size, 20);
  return bytes.subarray(0, start);
}
