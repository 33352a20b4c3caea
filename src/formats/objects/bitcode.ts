/**
 * LLVM bitcode, which objects are made of under link-time optimisation. Its text starts at any bit: Rust literals
 * with 8 bits a character, C literals with 7 (LLVM `BitcodeWriter.cpp`, seen with rustc 1.95), anything written
 * without an abbreviation in variable groups of 6. So each root is looked for in each form at each of the 8 shifts.
 */
import type { AbsolutePath } from '../../system/brand.ts';

export interface BitNeedle {
  readonly root: AbsolutePath;
  /** The bytes that the text fills whole: those at its ends hold bits of its neighbours. */
  readonly bytes: Buffer;
}

/** Fewer whole bytes would be found by chance. */
const LEAST_BYTES = 4;
const FORMS: readonly ((character: number) => string)[] = [
  (character) => bits(character, 8),
  (character) => bits(character, 7),
  (character) => (character < 32 ? bits(character, 6) : bits((character & 31) | 32, 6) + bits(character >> 5, 6)),
];

/** Raw bitcode, or its wrapper. */
export function isBitcode(head: Buffer): boolean {
  const magic = head.length >= 4 ? head.readUInt32BE(0) : 0;
  return magic === 0x4243c0de || magic === 0xdec0170b;
}

/** Every form of the roots; `undefined` where a root is too short to be told from chance. */
export function bitNeedles(roots: readonly { readonly root: AbsolutePath; readonly bytes: Buffer }[]): BitNeedle[] | undefined {
  const needles: BitNeedle[] = [];
  for (const { root, bytes } of roots) {
    for (const form of FORMS) {
      const stream = [...bytes].map(form).join('');
      for (let shift = 0; shift < 8; shift += 1) {
        const whole = stream.slice(shift, shift + Math.floor((stream.length - shift) / 8) * 8);
        const packed = Buffer.from(whole.match(/.{8}/g)?.map(fromBits) ?? []);
        if (packed.length < LEAST_BYTES) return undefined;
        needles.push({ root, bytes: packed });
      }
    }
  }
  return needles;
}

/** The first needle that stands in the bytes. */
export function findBits(bytes: Buffer, needles: readonly BitNeedle[]): BitNeedle | undefined {
  return needles.find((needle) => bytes.includes(needle.bytes));
}

/** Bitcode fills bytes from their lowest bit on. */
function bits(value: number, count: number): string {
  return value.toString(2).padStart(count, '0').slice(-count).split('').toReversed().join('');
}

function fromBits(text: string): number {
  return Number.parseInt(text.split('').toReversed().join(''), 2);
}
