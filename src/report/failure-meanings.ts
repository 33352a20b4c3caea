import type { FailureCode } from '../system/failure.ts';

/** What a failure's code means whatever the case, and what to do; `docs/errors.md` is made from it. Markdown. */
export interface FailureMeaning {
  readonly when: string;
  readonly mend: string;
}

export const FAILURE_MEANINGS: Readonly<Record<FailureCode, FailureMeaning>> = {
  usage: {
    when: 'An unknown command, flag or value, or a setting that means nothing.',
    mend: '`cargo share --help`; [settings](settings.md).',
  },
  'not-a-git-repository': {
    when: 'The directory is in no git repository.',
    mend: 'Go into a clone, or use `-C DIR`.',
  },
  'not-a-worktree': {
    when: 'The repository has no files here (a bare clone, the git directory).',
    mend: 'Go into a worktree, or name one.',
  },
  'not-a-cargo-workspace': {
    when: 'The repository holds no `Cargo.toml`.',
    mend: 'Run it in a clone of a Rust project.',
  },
  'git-missing': {
    when: 'git is not on PATH.',
    mend: 'Install git.',
  },
  'git-too-old': {
    when: 'git is older than 2.36.',
    mend: 'Update git.',
  },
  'git-failed': {
    when: 'git ended with an error; its words are in the message.',
    mend: 'Mend what git reports.',
  },
  'cargo-missing': {
    when: 'cargo does not run in this directory.',
    mend: 'Install Rust, or see what `cargo --version` says there.',
  },
  'cargo-too-old': {
    when: 'cargo is older than 1.84.',
    mend: '`rustup update`.',
  },
  'cargo-config-invalid': {
    when: 'cargo cannot say where it builds this workspace.',
    mend: '`cargo metadata --no-deps`, and mend what it reports.',
  },
  'cargo-config-tracked': {
    when: 'Shared mode needs a `.cargo/config.toml` of each worktree\'s own, and git tracks it.',
    mend: 'Linked mode (`cargo share init`); or let git forget the file.',
  },
  'cargo-config-taken': {
    when: 'Another tool has set `build.rustc-workspace-wrapper`, or worktrees have links to one cargo configuration.',
    mend: 'Linked mode; or take that out.',
  },
  'shared-mode-unsound': {
    when: 'A workspace builds a `dylib` or `cdylib`, whose files cargo cannot keep apart in one build directory.',
    mend: 'Linked mode.',
  },
  'cargo-refused': {
    when: 'cargo cannot say what it would build (`explain`, `which`): a manifest is wrong, `Cargo.lock` is out of date, a package is not downloaded.',
    mend: '`cargo build`; it says the same, or mends it.',
  },
  'not-build-output': {
    when: '`which` was asked about a file of which this worktree\'s target directory has no record: a copy elsewhere, a file that was edited, a unit that was removed.',
    mend: 'Ask about the file in the target directory.',
  },
  'cargo-config-unclear': {
    when: 'Only cargo itself can tell where it builds this workspace, and a git hook runs no cargo.',
    mend: '`cargo share warm` in the worktree.',
  },
  'worktree-vanished': {
    when: 'git knows the worktree, but its directory is gone.',
    mend: '`git worktree prune`, or `git worktree repair` if it was moved.',
  },
  'worktree-unknown': {
    when: 'The path is no worktree of this repository.',
    mend: '`git worktree list`.',
  },
  'store-unwritable': {
    when: 'The store cannot be written (full disk, read-only, permissions). Builds go on, nothing is shared.',
    mend: 'As the hint says; or name another directory with `--store`.',
  },
  'store-busy': {
    when: 'A collection and a save keep each other from the store for longer than the command waits.',
    mend: 'Nothing: the next command does it. Builds are not kept waiting.',
  },
  'store-foreign': {
    when: 'The store belongs to another user, or others may write to it: programs from it could be anyone\'s.',
    mend: '`chmod go-w` if it is yours; or another `--store`.',
  },
  'store-damaged': {
    when: 'The directory is no store of this version.',
    mend: 'Delete it (it only holds copies of build output), or name another one.',
  },
  'target-directory-busy': {
    when: 'Another cargo builds in the directory, for longer than the command waits.',
    mend: 'Run it again when that has finished.',
  },
  'target-directory-unusable': {
    when: 'The target directory, or a lock in it, cannot be opened or written.',
    mend: 'See who owns it.',
  },
  'target-directory-shared': {
    when: 'Two worktrees build in one directory, where cargo mixes their code up. Said as a note in the result of `warm`; nothing is placed there.',
    mend: 'Give each its own: unset `CARGO_TARGET_DIR`, `build.target-dir` or `build.build-dir`, or remove the link that leads there.',
  },
  'target-directory-tracked': {
    when: 'git tracks files in the target directory, or the link that it is: what is there may be anybody\'s. Said as a note of `warm`; nothing is placed there or taken from there.',
    mend: '`git rm -r --cached` it, and ignore it.',
  },
  'target-directory-foreign': {
    when: 'The worktree builds outside of itself, in a directory that may be everybody\'s. Said as a note of `warm`; nothing is placed there.',
    mend: 'Give each worktree [a directory of its own](settings.md#variables-of-the-shell) there.',
  },
  'build-failed': {
    when: '`bench`: cargo failed in a fresh worktree of HEAD.',
    mend: 'What is not committed is not there: see whether it builds after `git worktree add`.',
  },
  interrupted: {
    when: 'Ctrl-C, or another signal that ends a program. What was done by then is whole, and nothing is left over. A hook lets git go on.',
    mend: 'Run it again: it goes on where it was.',
  },
  'sccache-missing': {
    when: '`sccache enable` finds no sccache.',
    mend: 'Install it: `cargo install sccache --locked`, or the system\'s package.',
  },
  'sccache-unusable': {
    when: 'sccache does not answer, or a crate that was compiled for a trial was not counted by it. Nothing is changed then.',
    mend: 'See what `sccache --show-stats` says.',
  },
  'wrapper-taken': {
    when: 'Cargo runs another `rustc-wrapper` already, by the variable or file that is named. It is never replaced.',
    mend: 'Take it out yourself if you want sccache in its place.',
  },
  'needs-confirmation': {
    when: '`reclaim` deletes files, and there is no terminal to ask on (or `--json` was given).',
    mend: 'Look with `--dry-run`, then run it with `--yes`.',
  },
  'observer-unavailable': {
    when: 'The [observer](design.md#evidence) cannot be compiled or used here: no Linux with glibc, or no rustc with a linker.',
    mend: 'Nothing has to be: what would be observed is left to cargo. For speed, see what the message says.',
  },
  internal: {
    when: 'A mistake in cargo-share itself. Builds go on, by cargo alone.',
    mend: 'Report it, with the last lines of the log that is named.',
  },
  'remote-failed': {
    when: 'A directory, file or server of units cannot be used: it does not answer, forbids it, or lies.',
    mend: 'See the message; builds go on without it. [Other machines](remotes.md).',
  },
  'remote-untrusted': {
    when: 'What is at a place is signed by nobody, by a key that is not allowed here, or for another repository; or it is older than what was taken before.',
    mend: 'Allow the key of somebody you trust: `git config --add share.allowedKey KEY`. [Other machines](remotes.md#who-is-believed).',
  },
  'remote-empty': {
    when: 'There is nothing at a place for this repository and this kind of machine, or nothing here to send.',
    mend: 'See that `share.repository` is the same on both machines; build, then export.',
  },
  'remote-unknown': {
    when: 'No remote of that name is set up, or its address is none.',
    mend: '`cargo share remote list`, `cargo share remote add NAME URL`.',
  },
  'key-unusable': {
    when: 'A key is missing, or is not an Ed25519 key.',
    mend: '`cargo share remote key` makes one and prints what others allow.',
  },
  'push-refused': {
    when: 'A CI job that is no push to a protected branch would have pushed.',
    mend: 'Push from such a job, or use `--force` if nobody else can start this one.',
  },
  io: {
    when: 'The operating system refused to read or write a file of the clone\'s set-up or of a build, or the disk is full.',
    mend: 'The message has the system\'s own code (`EACCES`, `ENOSPC`, …).',
  },
};
