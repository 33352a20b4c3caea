import { posix } from 'node:path';
import { parseScriptOutput } from '../../formats/cargo/script-output.ts';
import type { InputEvidence } from '../../units/may-save.ts';
import type { Input, LocalFingerprint, Origin } from '../../units/model.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { bytesOf, type CollectedFile } from './collected.ts';
import type { Donor } from './donor.ts';
import { locate, pathFromWorktree } from './locate.ts';

/** What a build script asked cargo to watch. */
export interface Watched {
  readonly inputs: readonly Input[];
  readonly evidence: readonly InputEvidence[];
  /** No rerun-if at all: cargo watches the newest time of the package's files, and that stands in the fingerprint. */
  readonly wholePackage: boolean;
  /** Those in the build directory: placed with the unit that made them, if one did. */
  readonly built: readonly string[];
  /** As cargo has recorded them, by the path of the evidence. */
  readonly recorded: ReadonlyMap<string, string>;
}

/** Reads the `local` part of a run's fingerprint (cargo: `build_script_local_fingerprints`). */
export function watchedBy(local: readonly LocalFingerprint[], base: string, donor: Donor): Watched {
  const inputs: Input[] = [];
  const evidence: InputEvidence[] = [];
  const built: string[] = [];
  const recorded = new Map<string, string>();
  for (const entry of local) {
    if (entry.kind !== 'rerun-if-changed') continue;
    for (const path of entry.paths) {
      const at = locate(path, base, donor);
      if (at.in === 'build-directory') {
        built.push(at.path);
        continue;
      }
      // Cargo skips the times of what lies in its own home; nobody edits there.
      if (at.in === 'machine' && at.path.startsWith(`${donor.cargoHome}/`)) continue;
      const seen = watch(pathFromWorktree(at, path, donor), donor.contents);
      evidence.push(seen.evidence);
      recorded.set(seen.evidence.path, path);
      if (seen.input !== undefined) inputs.push(seen.input);
    }
  }
  return { inputs, evidence, wholePackage: local.some((entry) => entry.kind === 'precalculated'), built, recorded };
}

function watch(path: string, contents: WorktreeContents): { evidence: InputEvidence; input?: Input } {
  const times = contents.times(path);
  if (times?.kind === 'directory') {
    const directory = contents.directory(path);
    const evidence = { path, changedNs: directory?.changedNs, word: 'silent' } as const;
    return directory === undefined
      ? { evidence }
      : { evidence, input: { kind: 'directory', path, sha256: directory.sha256 } };
  }
  const file = contents.file(path);
  const evidence = { path, changedNs: file?.changedNs, word: 'silent' } as const;
  return file === undefined ? { evidence } : { evidence, input: { kind: 'file', path, sha256: file.sha256 } };
}

/** The line by which a script had cargo watch a file: `recorded` is what cargo made of it, relative to the package's root in `base` where it lies there. */
export function lineThatWatches(printed: string, recorded: string, base: string): string | undefined {
  const wanted = posix.resolve(base, recorded);
  return printed.split('\n').map((line) => line.trim()).find((line) => parseScriptOutput(line).rerunIfChanged.some((path) => posix.resolve(base, path) === wanted));
}

/** Does the file hold one of the roots? Only asked of files kept in memory. */
export function holdsRoot(file: CollectedFile, origins: readonly Origin[]): Origin | undefined {
  const bytes = bytesOf(file);
  return bytes && origins.find((origin) => bytes.includes(origin.path));
}

export function isText(bytes: Buffer): boolean {
  return !bytes.includes(0);
}
