import type { TimeNs } from '../system/brand.ts';
import { sha256 } from '../units/identity.ts';
import type { GitEvidence, InputEvidence } from '../units/may-save.ts';
import type { Condition } from '../units/model.ts';
import { bytesOf, type CollectedUnit } from './collected.ts';
import type { Donor } from './donor.ts';
import { isText } from './script-run.ts';

/** What binds a unit to the state of git in which it was built, and what speaks against its reuse. */
export interface GitFindings {
  readonly evidence: GitEvidence;
  readonly conditions: readonly Condition[];
  /** The file that git tracks which changed last: until then the work tree was as it is now. */
  readonly undeclared: readonly InputEvidence[];
}

/**
 * Of a path package's build-script run that may depend on the state of git; undefined where nothing tells that. In a
 * linked worktree `.git` is a file, so scripts written for a directory do not even declare it.
 *
 * @param o.told what the text of the script and of its libraries tells, or what it watches
 */
export function gitOfRun(unit: CollectedUnit, o: { readonly donor: Donor; readonly told: string | null }): GitFindings | undefined {
  const evidence = o.told ?? toldByOutput(unit, o.donor);
  if (evidence === undefined) return undefined;
  const branch = o.donor.git.head?.branch ?? null;
  let dirtyMark: string | undefined;
  let namesBranch = false;
  for (const text of texts(unit)) {
    dirtyMark ??= /[^\n]*(?:\bdirty\b|-dirty|\bmodified\b)[^\n]*/i.exec(text)?.[0];
    namesBranch ||= branch !== null && holdsWord(text, branch);
  }
  return findings(evidence, { donor: o.donor, branch: namesBranch ? branch : null, dirtyMark });
}

/** Of a unit with a macro that may read git, `evidence` says which. What it has found there cannot be seen. */
export function gitOfMacro(evidence: string, donor: Donor): GitFindings {
  return findings(evidence, { donor, branch: null, dirtyMark: undefined });
}

function findings(evidence: string, o: { donor: Donor; branch: string | null; dirtyMark: string | undefined }): GitFindings {
  const { head, tags, dirty } = o.donor.git;
  const commit = head?.commit ?? null;
  const { tags: named, movedNs: taggedNs } = tags();
  const headNs = head?.movedNs ?? null;
  const movedNs = headNs === null || taggedNs === null ? null : headNs > taggedNs ? headNs : taggedNs;
  const dirtyMark = o.dirtyMark ?? dirty() ?? undefined;
  return {
    evidence: { evidence, movedNs: movedNs as TimeNs | null, hasCommit: commit !== null, dirtyMark },
    conditions:
      commit === null
        ? []
        : [{ kind: 'same-commit', commit, branch: o.branch, tags: sha256(named.join('\n')) }, { kind: 'clean-worktree' }],
    undeclared: newestTracked(o.donor),
  };
}

function newestTracked(donor: Donor): InputEvidence[] {
  let newest: InputEvidence | undefined;
  for (const path of donor.gitListing()?.tracked ?? []) {
    const changedNs = donor.contents.times(path)?.changedNs;
    if (changedNs === undefined || changedNs <= (newest?.changedNs ?? 0n)) continue;
    newest = { path, changedNs, word: 'silent' };
  }
  return newest === undefined ? [] : [newest];
}

/** All text that a run left: what it printed and the text files below OUT_DIR. */
function* texts(unit: CollectedUnit): Generator<string> {
  for (const file of unit.files) {
    if (file.role !== 'script-output' && file.role !== 'out-file') continue;
    const bytes = bytesOf(file);
    if (bytes !== undefined && isText(bytes)) yield bytes.toString('utf8');
  }
}

function toldByOutput(unit: CollectedUnit, donor: Donor): string | undefined {
  const short = donor.git.head?.commit?.slice(0, 7);
  for (const text of texts(unit)) {
    if (short !== undefined && text.includes(short)) return 'what the build script made holds the commit';
    if (/\bGIT_[A-Z]+|VERGEN_GIT/.test(text)) return 'what the build script made holds a git variable';
  }
  return undefined;
}

/**
 * The line in which what a run left names the donor's own git directory, which is another one in each worktree; what it
 * watches apart.
 */
export function namesGitDirectory(unit: CollectedUnit, donor: Donor): string | undefined {
  const own = donor.gitDirectories?.own;
  if (own === undefined) return undefined;
  for (const text of texts(unit)) {
    if (!text.includes(own)) continue;
    const line = text.split('\n').find((l) => !/^\s*cargo::?rerun-if-changed=/.test(l) && holdsWord(l, own));
    if (line !== undefined) return line;
  }
  return undefined;
}

/** Whether `word` stands in `text` as a word of its own: `main` is no branch name in `fn main_loop`. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + word.length);
    if (!/\w/.test(around)) return true;
  }
  return false;
}
