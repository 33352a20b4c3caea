import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

/** Each piece is a way through a thread of Node's own and back: by itself it takes 16 KiB. */
const PIECE = 4 << 20;

const compressor = promisify(brotliCompress);
const decompressor = promisify(brotliDecompress);

/**
 * Brotli at its lowest level, which every Node that is supported has built in, both ways; zstd came with 22.15, and what
 * one Node writes another must read.
 */
export function compress(bytes: Uint8Array): Promise<Buffer> {
  return compressor(bytes, { chunkSize: pieceOf(bytes.length), params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** The bytes of {@link compress}; undefined where they are not `length` bytes: no more than that is ever made of them. */
export async function decompress(bytes: Uint8Array, length: number): Promise<Buffer | undefined> {
  try {
    const made = await decompressor(bytes, { chunkSize: pieceOf(length), maxOutputLength: Math.max(length, 1) });
    return made.length === length ? made : undefined;
  } catch {
    // Cut, garbled, or longer than it was said to be.
    return undefined;
  }
}

function pieceOf(length: number): number {
  return Math.min(Math.max(length, 64), PIECE);
}
