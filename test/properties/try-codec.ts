import fc from 'fast-check';
import type { Codec } from './codecs.ts';
import { inputsOf } from './inputs.ts';

export interface CodecTally {
  /** Inputs that were read without a crash, and within the promise. */
  inputs: number;
  /** Real files that came back byte for byte; those without a writer were read only. */
  real: number;
  /** Milliseconds that the slowest input took. */
  slowestMs: number;
}

/** Reads real files and as many made inputs; throws with the smallest input that goes wrong. */
export function tryCodec(codec: Codec, real: ReadonlyMap<string, Buffer>, o: { readonly inputs: number; readonly seed?: number }): CodecTally {
  const tally = { inputs: 0, real: 0, slowestMs: 0 };
  const samples = [...real].filter(([path]) => codec.reads.test(path));
  if (samples.length === 0) throw new Error(`${codec.name}: no real file`);
  for (const [path, bytes] of samples) {
    codec.read(bytes);
    if (codec.again?.(bytes).equals(bytes) === false) throw new Error(`${codec.name}: ${path} does not come back the same`);
    tally.real += 1;
  }
  const property = fc.property(inputsOf(codec, samples.map(([, bytes]) => bytes)), (bytes) => {
    const began = performance.now();
    codec.read(bytes);
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - began);
    tally.inputs += 1;
  });
  fc.assert(property, { numRuns: o.inputs, ...(o.seed === undefined ? {} : { seed: o.seed }) });
  return tally;
}
