import { firstOf } from '../first-of.ts';
import type { BackupsFinding } from '../../commands/doctor/checks/backups.ts';
import type { CargoFinding } from '../../commands/doctor/checks/cargo.ts';
import type { ClockFinding } from '../../commands/doctor/checks/clock.ts';
import type { GitFinding } from '../../commands/doctor/checks/git.ts';
import type { LocksFinding } from '../../commands/doctor/checks/locks.ts';
import type { LogFinding } from '../../commands/doctor/checks/log.ts';
import type { NamesFinding } from '../../commands/doctor/checks/names.ts';
import type { PlacementFinding } from '../../commands/doctor/checks/placement.ts';
import type { SpaceFinding } from '../../commands/doctor/checks/space.ts';
import { unreachable } from '../../system/unreachable.ts';
import { count, formatBytes } from '../bytes.ts';
import { shellWord } from '../shell-word.ts';
import type { FindingWords } from './words.ts';

export type MachineFinding = GitFinding | CargoFinding | PlacementFinding | LocksFinding | ClockFinding | SpaceFinding | LogFinding | BackupsFinding | NamesFinding;

export function machineWords(found: MachineFinding): FindingWords {
  switch (found.finding) {
    case 'git-version':
      return { message: `git ${found.version}` };
    case 'git-too-old':
      return { message: `git ${found.version} is too old`, mend: `install git ${found.minimum} or later` };
    case 'git-needs-tools':
      return { message: `${found.program} is only where Apple's developer tools would be started from, and they are not installed`, mend: 'xcode-select --install' };
    case 'git-unusable':
      return { message: found.message, mend: 'install git, and see that it is on PATH' };
    case 'cargo-version':
      return { message: `cargo ${found.version}, rustc ${found.rustc}` };
    case 'cargo-unusable':
      return { message: found.failure.message, ...(found.failure.hint === undefined ? {} : { mend: found.failure.hint }) };
    case 'compilers-differ':
      return {
        message: `worktrees use different compilers, which share nothing: ${found.compilers.map(({ rustc, worktrees }) => `${rustc} in ${firstOf(worktrees)}`).join('; ')}`,
        mend: 'give them one toolchain (rust-toolchain.toml, `rustup override`), if that is not meant',
      };
    case 'compiler-bakes-directories':
      return {
        message: `what ${found.compilers.map(({ rustc }) => `rustc ${rustc}`).join(' and ')} compiles holds its directory, so packages of your own are not shared, only dependencies`,
        mend: 'use rustc 1.94 or later',
      };
    case 'placement-shares':
      return {
        message: `${found.placement === 'reflink' ? 'reflinks' : 'hard links'} work from the store into ${count(found.directories.length, 'build directory', 'build directories')} (${found.fileSystem})`,
      };
    case 'placement-copies':
      return {
        message: found.same
          ? `${found.fileSystem} has neither reflinks nor hard links for ${found.directory}: every file is copied`
          : `${found.directory} (${found.fileSystem}) is on another file system than the store (${found.storeFileSystem}): every file is copied`,
        mend: found.same ? 'keep worktrees and store on ext4, xfs, btrfs, APFS or the like' : 'put the worktree where the store is, or the store where most worktrees are: `cargo share init --store DIR`',
      };
    case 'locks-seen':
      return { message: `cargo waits for our lock on ${found.path} (${found.fileSystem})` };
    case 'locks-absent':
      return { message: `cargo takes no locks on ${found.fileSystem} (${found.path}), so neither do we`, mend: 'let no two commands build there at once, or build on a local disk' };
    case 'locks-not-seen':
      return { message: `cargo built in ${found.path} (${found.fileSystem}) while we held its lock`, mend: 'build on a local disk; do not run cargo and cargo-share at once here' };
    case 'locks-untested':
      return { message: `whether cargo sees our locks on ${found.path} could not be tried: ${found.message}`, mend: 'see that `cargo build` works there' };
    case 'targets-left-out':
      return { message: `Time Machine leaves out ${count(found.directories, 'target directory', 'target directories')}` };
    case 'target-backed-up':
      return { message: `Time Machine saves ${found.directory}: cargo leaves out only what it made itself`, mend: `tmutil addexclusion ${shellWord(found.directory)}` };
    case 'names-folded':
      return { message: 'the volume takes names in other letters (App, app) for the same, and git knows' };
    case 'names-unlike-git':
      return {
        message: found.folded
          ? `${found.worktree} lies on a volume that takes App and app for one name, and git for two: it may miss that a file was renamed`
          : `${found.worktree} lies on a volume where App and app are two names, and git takes them for one: it may miss one of two files`,
        mend: `git -C ${shellWord(found.worktree)} config core.ignorecase ${found.folded}`,
      };
    case 'clock-right':
      return { message: `files get the machine's time, to ${duration(found.granularityNs)}` };
    case 'clock-skewed':
      return {
        message: `files in ${found.path} get a time ${Math.abs(found.aheadMs)} ms ${found.aheadMs > 0 ? 'ahead of' : 'behind'} the machine's clock: cargo misjudges what is newer`,
        mend: 'set both clocks by NTP',
      };
    case 'times-coarse':
      return {
        message: `file times in ${found.path} are kept to ${duration(found.granularityNs)} only: cargo misses an edit made as quickly after a build`,
        mend: 'build on a file system with finer times (ext4 with inodes of 256 bytes, xfs, btrfs)',
      };
    case 'files-from-the-future':
      return {
        message: `${count(found.files, 'file')} of ${found.worktree} ${found.files === 1 ? 'has a time' : 'have times'} in the future (${found.first}): cargo rebuilds what uses them with every build`,
        mend: `touch ${shellWord(`${found.worktree}/${found.first}`)}${found.files > 1 ? ', and the others' : ''}`,
      };
    case 'nothing-failed':
      return { message: 'nothing failed in the last week' };
    case 'sharing-failed':
      return { message: `sharing failed ${count(found.times, 'time')} in the last week, last at ${found.at}: ${found.message}`, mend: `the whole story is in ${found.path}; CARGO_SHARE_LOG=debug tells more` };
    case 'space-left':
      return { message: space(found) };
    case 'space-low':
    case 'space-out':
      return { message: space(found), mend: 'free space: build output of worktrees that are done with, and `cargo clean` in old ones' };
    default:
      return unreachable(found);
  }
}

function space({ path, available, total }: SpaceFinding): string {
  return `${formatBytes(available)} of ${formatBytes(total)} left for ${path}`;
}

function duration(ns: number): string {
  if (ns >= 1e9) return `${ns / 1e9} s`;
  if (ns >= 1e6) return `${ns / 1e6} ms`;
  return ns >= 1e3 ? `${ns / 1e3} µs` : `${ns} ns`;
}
