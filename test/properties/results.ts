import type { Machine } from '../../bench/machine.ts';
import type { CodecTally } from './try-codec.ts';

export interface PropertyResults {
  readonly schema: 1;
  readonly machine: Machine;
  /** The commit of cargo-share that was tested. */
  readonly commit: string;
  readonly started: string;
  readonly seed: number;
  readonly codecs: Record<string, CodecTally>;
}
