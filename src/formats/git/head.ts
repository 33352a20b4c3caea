import { resolve } from 'node:path';
import { readText, stat } from '../../system/fs.ts';
import { gitSync } from './run-git.ts';

export interface HeadState {
  /** Full id; null before the first commit. */
  readonly commit: string | null;
  /** Short name; null where HEAD is detached. */
  readonly branch: string | null;
  /**
   * Nanoseconds: HEAD named another commit at this time at the latest, and has not moved since.
   * Housekeeping (`git gc`) may make it later than the true move, never earlier. Null where no file tells.
   */
  readonly movedNs: bigint | null;
}

/** Symbolic refs may name symbolic refs; git stops at five (refs.h, SYMREF_MAXDEPTH). */
const MAX_DEPTH = 5;

/**
 * Where HEAD of the worktree at `root` is, read from git's files without starting git.
 * Git is asked only where refs are not in files (reftable). Null when `root` is not a worktree.
 */
export function headState(root: string): HeadState | null {
  const directories = gitDirectories(root);
  if (directories === undefined) return null;
  const { own, common } = directories;
  const head = readText(`${own}/HEAD`)?.trimEnd();
  if (head === undefined) return null;
  // Under reftable, HEAD is this stub (Documentation/technical/reftable).
  if (head === 'ref: refs/heads/.invalid') return headStateByGit(root, common);

  // A move of HEAD itself rewrites this file; one of the branch shows in the branch's own files.
  const times = [`${own}/HEAD`];
  let value = head;
  let branch: string | null = null;
  for (let depth = 0; depth < MAX_DEPTH && value.startsWith('ref: '); depth++) {
    const ref = value.slice('ref: '.length).trim();
    branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : ref;
    const loose = `${refDirectory(ref, own, common)}/${ref}`;
    const log = `${refDirectory(ref, own, common)}/logs/${ref}`;
    times.push(loose, log);
    const text = readText(loose)?.trimEnd();
    if (text === undefined) {
      // A packed ref without a log: only the pack's own time is left to tell when it may have moved.
      if (stat(log) === undefined) times.push(`${common}/packed-refs`);
      value = packedRef(common, ref) ?? '';
    } else {
      value = text;
    }
  }
  return { commit: /^[0-9a-f]{40,64}$/.test(value) ? value : null, branch, movedNs: newest(times) };
}

/** A worktree's own and common git directories, from its `.git`; undefined when there is none. */
export function gitDirectories(root: string): { own: string; common: string } | undefined {
  const path = `${root}/.git`;
  const kind = stat(path)?.kind;
  if (kind === undefined) return undefined;
  let own = path;
  if (kind === 'file') {
    // Written by `git worktree add`, `git submodule` and --separate-git-dir; may be relative.
    const target = readText(path)?.trimEnd();
    if (target?.startsWith('gitdir: ') !== true) return undefined;
    own = resolve(root, target.slice('gitdir: '.length));
  }
  const common = readText(`${own}/commondir`)?.trimEnd();
  return { own, common: common === undefined ? own : resolve(own, common) };
}

/** These refs belong to a worktree, all others to the repository (refs.c, `is_current_worktree_ref`). */
function refDirectory(ref: string, own: string, common: string): string {
  return /^refs\/(bisect|rewritten|worktree)\//.test(ref) || !ref.startsWith('refs/') ? own : common;
}

function packedRef(common: string, ref: string): string | undefined {
  const text = readText(`${common}/packed-refs`);
  if (text === undefined) return undefined;
  const at = text.indexOf(` ${ref}\n`);
  return at === -1 ? undefined : text.slice(text.lastIndexOf('\n', at) + 1, at);
}

function newest(paths: readonly string[]): bigint | null {
  let latest: bigint | null = null;
  for (const path of paths) {
    const time = stat(path)?.mtimeNs;
    if (time !== undefined && (latest === null || time > latest)) latest = time;
  }
  return latest;
}

/** {@link headState} from git itself. The time is that of the newest reftable, which every ref update renews. */
export function headStateByGit(root: string, common: string): HeadState | null {
  const commit = gitSync(root, ['rev-parse', '--quiet', '--verify', 'HEAD']);
  const branch = gitSync(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  // Status 1: no commit yet, or detached. Anything else says that git cannot read this repository.
  if ([commit, branch].some((r) => !r.ok && !(r.error.reason === 'exit-status' && r.error.status === 1))) return null;
  const own = gitDirectories(root)?.own ?? common;
  return {
    commit: commit.ok ? commit.value.stdout.toString('utf8').trim() : null,
    branch: branch.ok ? branch.value.stdout.toString('utf8').trim() : null,
    movedNs: newest([`${common}/reftable/tables.list`, `${own}/reftable/tables.list`]),
  };
}
