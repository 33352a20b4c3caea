import { hash } from 'node:crypto';
import { posix } from 'node:path';
import { otherModulePath } from '../../units/module-paths.ts';
import type { InputEvidence } from '../../units/may-save.ts';
import type { Input, Sha256 } from '../../units/model.ts';
import { sha256 } from '../../units/identity.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { locate, pathFromWorktree } from './locate.ts';
import type { Donor } from './donor.ts';

/** One source of a path package's unit. */
export interface SourceInput {
  /** Relative to the worktree, absolute outside it. */
  readonly path: string;
  /** As rustc was told it, normalised: by this name its metadata knows the file. */
  readonly name: string;
}

/** The inputs of one compile unit of a path package. */
export interface UnitInputs {
  /** None of those in the build directory: they are placed with the unit that made them. */
  readonly inputs: readonly SourceInput[];
  /** A path whose place cannot be told. */
  readonly doubtful: string | undefined;
}

/** Sorts out what rustc's `.d` lists. */
export function sourceInputs(listed: readonly string[], workspace: string, donor: Donor): UnitInputs {
  const inputs: SourceInput[] = [];
  let doubtful: string | undefined;
  for (const path of listed) {
    const at = locate(path, workspace, donor);
    if (at.in === 'doubt') doubtful ??= at.path;
    else if (at.in !== 'build-directory') inputs.push({ path: pathFromWorktree(at, path, donor), name: posix.normalize(path) });
  }
  return { inputs, doubtful };
}

/**
 * Evidence and record of each input. `recorded` is the artifact's own word: MD5 by name for those sources that rustc
 * notes in its metadata (libraries nearly all, proc macros few, executables none; never data files). What it notes
 * needs no times: the content is the one now or the one at the last HEAD, or else the unit was made from another.
 */
export function weighInputs(
  inputs: readonly SourceInput[],
  o: {
    readonly contents: WorktreeContents;
    readonly recorded: ReadonlyMap<string, string>;
    readonly previous: (path: string) => Buffer | undefined;
  },
): { evidence: InputEvidence[]; inputs: Input[] } {
  const present = new Set(inputs.map((input) => input.path));
  const evidence: InputEvidence[] = [];
  const weighed: Input[] = [];
  for (const { path, name } of inputs) {
    // The times are read first: an edit made while the content is read is newer than what is remembered.
    const times = o.contents.times(path);
    const recorded = o.recorded.get(name);
    const proved = recorded === undefined ? undefined : contentOf(recorded, path, o);
    const word = recorded === undefined ? 'silent' : proved === undefined ? 'denied' : 'proved';
    // A proved content needs no file: the switch that is being followed up may have removed it.
    evidence.push({ path, changedNs: times?.changedNs ?? (proved && PROVED_WITHOUT_FILE), word });
    const content = proved ?? o.contents.file(path)?.sha256;
    if (content !== undefined) weighed.push({ kind: 'file', path, sha256: content });
    const other = otherModulePath(path);
    if (other !== undefined && !present.has(other)) weighed.push({ kind: 'absent', path: other });
  }
  return { evidence, inputs: weighed };
}

const PROVED_WITHOUT_FILE = 0n as NonNullable<InputEvidence['changedNs']>;

/** The content with the recorded MD5: as the file is now, or as it was at the last HEAD. */
function contentOf(
  md5: string,
  path: string,
  o: { readonly contents: WorktreeContents; readonly previous: (path: string) => Buffer | undefined },
): Sha256 | undefined {
  for (const bytes of [o.contents.bytes(path), o.previous(path)]) {
    if (bytes !== undefined && hash('md5', bytes, 'hex') === md5) return sha256(bytes);
  }
  return undefined;
}
