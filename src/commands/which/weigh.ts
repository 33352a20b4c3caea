import { unreachable } from '../../system/unreachable.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import type { Evidence, Finding } from './answer.ts';

/**
 * What a refusal to save a unit says of the question whether it was made from this tree. Undefined: nothing against it.
 * The saving decision asks for the inputs before it asks what is baked in, so a unit that is refused for its path is one
 * whose inputs have passed. Pure. `fresh`: cargo would use the unit as it stands. `isUntouched`: whether a file was there
 * as it is now when the unit's build began, as far as times that speak of this worktree tell.
 */
export function weighRefusal(refusal: SaveRefusal, { fresh, isUntouched }: { readonly fresh: boolean; readonly isUntouched: (file: string) => boolean }): Pick<Finding, 'verdict' | 'evidence'> | undefined {
  switch (refusal.reason) {
    case 'env-path':
    case 'baked-path':
    case 'script-path':
    case 'debug-objects':
      return undefined;
    case 'digest-missing':
      // Where only comments were edited, rustc keeps the metadata that it has, with the former digest (seen with rustc 1.95,
      // incremental compilation; `rustc_metadata/src/rmeta/encoder.rs`).
      return isUntouched(refusal.file) ? unknown('source-digest') : no('source-digest');
    case 'input-missing':
      return no('file-system');
    case 'stale-dependency':
    case 'older-than-dependency':
      return no('times');
    case 'edited-since':
      // Cargo sees the edit, or only the change time does: then the content may be the same.
      return fresh ? unknown('times') : no('times');
    case 'unknown-builder':
    case 'copied':
    case 'built-elsewhere':
    case 'changed-in-place':
    case 'left':
    case 'input-in-target':
    case 'fingerprint-mtime':
    case 'incomplete':
    case 'unreadable':
    case 'unsupported-kind':
    case 'unhashed-output':
    case 'unknown-source':
    case 'outside-workspace':
    case 'not-stored':
    case 'never-shared':
    case 'dependency-refused':
      return unknown('times');
    default:
      return unreachable(refusal);
  }
}

function no(evidence: Evidence): Pick<Finding, 'verdict' | 'evidence'> {
  return { verdict: 'no', evidence };
}

function unknown(evidence: Evidence): Pick<Finding, 'verdict' | 'evidence'> {
  return { verdict: 'unknown', evidence };
}
