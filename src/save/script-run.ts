import type { HeadState } from '../git/head.ts';
import type { GitEvidence, InputEvidence } from '../units/may-save.ts';
import { gitReadingName, isGitPackage } from '../units/source-text.ts';
import type { Condition, Input, LocalFingerprint, Origin } from '../units/model.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { bytesOf, type CollectedFile, type CollectedUnit } from './collected.ts';
import type { Donor } from './donor.ts';
import { locate } from './locate.ts';

/** What a build script asked cargo to watch. */
export interface Watched {
  readonly inputs: readonly Input[];
  readonly evidence: readonly InputEvidence[];
  /** No rerun-if at all: cargo watches the newest time of the package's files, and that stands in the fingerprint. */
  readonly wholePackage: boolean;
  /** A watched path inside a git directory. */
  readonly git: string | undefined;
}

/** Reads the `local` part of a run's fingerprint (cargo: `build_script_local_fingerprints`). */
export function watchedBy(local: readonly LocalFingerprint[], base: string, donor: Donor): Watched {
  const inputs: Input[] = [];
  const evidence: InputEvidence[] = [];
  let git: string | undefined;
  for (const entry of local) {
    if (entry.kind !== 'rerun-if-changed') continue;
    for (const path of entry.paths) {
      const at = locate(path, base, donor);
      if (at.in === 'build-directory') continue;
      // Cargo skips the times of what lies in its own home; nobody edits there.
      if (at.in === 'machine' && at.path.startsWith(`${donor.cargoHome}/`)) continue;
      if (/(?:^|\/)\.git(?:\/|$)/.test(at.path)) git ??= at.path;
      const seen = watch(at.path, donor.contents);
      evidence.push(seen.evidence);
      if (seen.input !== undefined) inputs.push(seen.input);
    }
  }
  return { inputs, evidence, wholePackage: local.some((entry) => entry.kind === 'precalculated'), git };
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

/** All text that a run left: what it printed and the text files below OUT_DIR. */
function* texts(unit: CollectedUnit): Generator<string> {
  for (const file of unit.files) {
    if (file.role !== 'script-output' && file.role !== 'out-file') continue;
    const bytes = bytesOf(file);
    if (bytes !== undefined && isText(bytes)) yield bytes.toString('utf8');
  }
}

export function isText(bytes: Buffer): boolean {
  return !bytes.includes(0);
}

/**
 * Whether a path package's run may depend on the state of git, and what speaks against its reuse.
 * In a linked worktree `.git` is a file, so scripts written for a directory do not even declare it.
 */
export function gitEvidence(
  unit: CollectedUnit,
  o: { head: HeadState | null; scriptSources: Iterable<string>; scriptDependencies: readonly string[]; watched: string | undefined },
): { evidence: GitEvidence; condition: Condition | undefined } | undefined {
  const evidence = o.watched ?? gitMention(unit, o);
  if (evidence === undefined) return undefined;
  const { commit, branch, movedNs } = o.head ?? { commit: null, branch: null, movedNs: null };
  let dirtyMark: string | undefined;
  let namesBranch = false;
  for (const text of texts(unit)) {
    dirtyMark ??= /[^\n]*(?:\bdirty\b|-dirty|\bmodified\b)[^\n]*/i.exec(text)?.[0];
    namesBranch ||= branch !== null && holdsWord(text, branch);
  }
  return {
    evidence: { evidence, headMovedNs: movedNs as GitEvidence['headMovedNs'], hasCommit: commit !== null, dirtyMark },
    condition: commit === null ? undefined : { kind: 'same-commit', commit, branch: namesBranch ? branch : null },
  };
}

/** Whether `word` stands in `text` as a word of its own: `main` is no branch name in `fn main_loop`. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + word.length);
    if (!/\w/.test(around)) return true;
  }
  return false;
}

function gitMention(
  unit: CollectedUnit,
  o: { head: HeadState | null; scriptSources: Iterable<string>; scriptDependencies: readonly string[] },
): string | undefined {
  const dependency = o.scriptDependencies.find(isGitPackage);
  if (dependency !== undefined) return `the build script uses \`${dependency}\``;
  for (const source of o.scriptSources) {
    const name = gitReadingName(source);
    if (name !== undefined) return `the build script mentions \`${name}\``;
  }
  const short = o.head?.commit?.slice(0, 7);
  for (const text of texts(unit)) {
    if (short !== undefined && text.includes(short)) return 'what the build script made holds the commit';
    if (/\bGIT_[A-Z]+|VERGEN_GIT/.test(text)) return 'what the build script made holds a git variable';
  }
  return undefined;
}

/** Does the file hold one of the roots? Only asked of files kept in memory. */
export function holdsRoot(file: CollectedFile, origins: readonly Origin[]): Origin | undefined {
  const bytes = bytesOf(file);
  return bytes && origins.find((origin) => bytes.includes(origin.path));
}
