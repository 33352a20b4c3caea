import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

const compressor = promisify(brotliCompress);
const decompressor = promisify(brotliDecompress);

/**
 * Brotli at its lowest level, which every Node that is supported has built in, both ways; zstd came with 22.15, and what
 * one Node writes another must read.
 */
export function compress(bytes: Uint8Array): Promise<Buffer> {
  return compressor(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** The bytes of {@link compress}; undefined where they are not `length` bytes: no more than that is ever made of them. */
export async function decompress(bytes: Uint8Array, length: number): Promise<Buffer | undefined> {
  try {
    const made = await decompressor(bytes, { maxOutputLength: Math.max(length, 1) });
    return made.length === length ? made : undefined;
  } catch {
    // Cut, garbled, or longer than it was said to be.
    return undefined;
  }
}
