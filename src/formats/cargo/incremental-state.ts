import { readDirectory } from '../../system/fs.ts';
import { readRange, withOpenFile } from '../../system/read-at.ts';
import { sipHash128 } from './fingerprint-hash/sip-hasher.ts';

/** The directory names that rustc gives to a crate's incremental state: as a program, and as a library. */
export function incrementalNames(o: { readonly crate: string; readonly metadata: string; readonly rustc: string }): string[] {
  return ['exe', 'lib'].map((kind) => `${o.crate}-${stableCrateId({ ...o, kind }).toString(36).padStart(ID_LENGTH, '0')}`);
}

/** A u64 in base 36. */
const ID_LENGTH = 13;

/** `StableCrateId::new` of `rustc_span::def_id`, for one `-C metadata` (seen with rustc 1.95). */
function stableCrateId(o: { readonly crate: string; readonly metadata: string; readonly rustc: string; readonly kind: string }): bigint {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(o.metadata)));
  const parts = [Buffer.from(o.crate), Buffer.of(0xff), Buffer.from('metadata'), length, Buffer.from(o.metadata), Buffer.from(o.kind), Buffer.from(o.rustc)];
  return sipHash128(Buffer.concat(parts)).low;
}

/**
 * The version of the rustc that left some incremental state, as that words it (`1.95.0 (59807616e 2026-04-14)`), from
 * the head of a dependency graph in it: `RSIC`, a format's number in two bytes, the text's length, the text
 * (`rustc_incremental::persist::file_format`). Undefined where there is none, as after a first compilation that failed.
 */
export function incrementalCompiler(directory: string): string | undefined {
  for (const { name } of readDirectory(directory)) {
    const version = withOpenFile(`${directory}/${name}/dep-graph.bin`, (fd) => {
      const head = readRange(fd, 0, HEAD_LENGTH);
      return head.subarray(0, 4).toString('latin1') === 'RSIC' ? head.subarray(7, 7 + (head[6] ?? 0)).toString('utf8') : undefined;
    });
    if (version !== undefined) return version;
  }
  return undefined;
}

const HEAD_LENGTH = 7 + 255;
