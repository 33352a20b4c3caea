import type { AbsolutePath } from '../../system/brand.ts';
import type { EvidenceCounts } from '../../units/evidence.ts';
import type { Provenance, Slot } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import type { NotKnown } from './evidence-here.ts';

/** What speaks for a finding. */
export type Evidence =
  /** The compiler's MD5 of the source, in the artifact's metadata. */
  | 'source-digest'
  /** Modification and change times, beside the time at which the build began. */
  | 'times'
  /** Cargo itself, asked on a replica (see `forecast`). */
  | 'cargo'
  /** The debug information names the directory that it was compiled in. */
  | 'debug-info'
  | 'file-system'
  /** What was observed, or not, of a build script, a macro or the linker. */
  | 'observed';

/** Why the answer is not `yes`, of one unit of the closure. */
export interface Finding {
  readonly verdict: 'no' | 'unknown';
  readonly package: string;
  readonly slot: Slot;
  readonly evidence: Evidence;
  readonly because:
    | SaveRefusal
    /** What a build script, a macro or the linker asks for is not known, or has another answer now. */
    | NotKnown
    /** Cargo would build the unit anew, for this reason. */
    | { readonly reason: 'cargo-rebuilds'; readonly words: string }
    /** Cargo needs another unit for this file now: features, profile, versions or flags are others. */
    | { readonly reason: 'other-unit'; readonly unitHash: string | null }
    /** No usual cargo command here needs this unit: it was made with other flags, or the manifests have changed. */
    | { readonly reason: 'not-needed' }
    /** The compiler's list names another content, and no time speaks of an edit: so it is after an edit of comments only. */
    | { readonly reason: 'former-digest'; readonly file: string }
    /** It was compiled in another worktree, whose file is another one. */
    | { readonly reason: 'other-worktree'; readonly worktree: AbsolutePath; readonly file: string };
}

export interface Answer {
  readonly file: AbsolutePath;
  readonly worktree: AbsolutePath;
  readonly unit: { readonly package: string; readonly name: string; readonly slot: Slot; readonly profileDirectory: string; readonly unitHash: string };
  /** Whether it was built from this tree as it is now. */
  readonly current: 'yes' | 'no' | 'unknown';
  /** Where it came from: `placed` by this tool from a stored unit, else built by cargo. */
  readonly origin:
    | { readonly how: 'built'; readonly builtNs: string; readonly compiledIn: readonly AbsolutePath[] }
    | { readonly how: 'placed'; readonly placedNs: string; readonly from: Provenance | null };
  /** Units looked at: it and all that it was built on. */
  readonly units: number;
  /** By what it is known what each was made from; units of which not even that can be judged are in none. */
  readonly evidence: EvidenceCounts;
  readonly findings: readonly Finding[];
}

/** `no` wins over `unknown`, and either over `yes`. */
export function verdictOf(findings: readonly Finding[]): Answer['current'] {
  if (findings.some(({ verdict }) => verdict === 'no')) return 'no';
  return findings.length > 0 ? 'unknown' : 'yes';
}
