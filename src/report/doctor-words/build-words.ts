import { firstOf } from '../first-of.ts';
import type { ConfigFinding } from '../../commands/doctor/checks/config.ts';
import type { LayoutFinding } from '../../commands/doctor/checks/layout.ts';
import type { LinkerFinding } from '../../commands/doctor/checks/linker.ts';
import type { StaleTargetFinding } from '../../commands/doctor/checks/stale-target.ts';
import type { UnitsFinding } from '../../commands/doctor/checks/units.ts';
import type { WrapperKind, WrappersFinding } from '../../commands/doctor/checks/wrappers.ts';
import { unreachable } from '../../system/unreachable.ts';
import { count, formatBytes } from '../bytes.ts';
import { joinedMend, joinedWords } from '../joined-words.ts';
import { refusalWords } from '../refusal-words.ts';
import { shellWord } from '../shell-word.ts';
import { originWords, type FindingWords } from './words.ts';

export type BuildFinding = ConfigFinding | StaleTargetFinding | WrappersFinding | LinkerFinding | LayoutFinding | UnitsFinding;

export function buildWords(found: BuildFinding): FindingWords {
  switch (found.finding) {
    case 'directories': {
      const { target, build } = found;
      const apart = build.path === target.path ? '' : `; intermediate files go to ${build.path} (${originWords(build.from)})`;
      return { message: `cargo builds in ${target.path} (${originWords(target.from)})${apart}` };
    }
    case 'no-workspace':
      return { message: 'nothing has been built here yet: there is no Cargo.lock' };
    case 'config-invalid':
      return { message: found.failure.message, ...(found.failure.hint === undefined ? {} : { mend: found.failure.hint }) };
    case 'directory-shared':
      return sharedWords(found);
    case 'directory-from-environment':
      return {
        message: `${found.variable} is ${found.path} for every worktree that is built from this shell: cargo mixes their code up there`,
        mend: `unset ${found.variable} (and take it out of your shell's start-up files)`,
      };
    case 'config-joined':
      return { message: `this worktree and ${found.worktree} lie one inside the other: ${joinedWords(found.file, found.keys)} in the inner one, and they share little`, mend: joinedMend(found.keys) };
    case 'lists-would-join':
      return { message: `worktrees inside this one would share little: ${joinedWords(found.file, found.keys)}; those beside it share` };
    case 'config-differs':
      return {
        message: `${found.file} sets ${found.keys.join(', ')} for only one of this worktree and ${found.worktree}: they share little`,
        mend: 'give both the same settings (a copy of the file, or a link to it)',
      };
    case 'no-stale-target':
      return { message: 'no build directory is shadowed' };
    case 'stale-target':
      return {
        message: `${found.path} (${formatBytes(found.bytes)}) is left from before: cargo builds in ${found.instead}, and whoever looks for programs in target/ finds old ones`,
        mend: `rm -rf ${shellWord(found.path)}`,
      };
    case 'no-wrapper':
      return { message: 'nothing stands between cargo and rustc' };
    case 'wrapper':
      return { message: `${found.value} wraps rustc (${found.from}): ${WRAPPERS[found.wrapper]}` };
    case 'workspace-wrapper':
      return {
        message: `${found.value} wraps rustc for members (${found.from}), and its path enters their unit hashes: worktrees with other paths share no member`,
        mend: 'name it by one absolute path for all worktrees, or use rustc-wrapper, which is not hashed',
      };
    case 'wrapper-missing':
      return { message: `${found.setting} is ${found.value} (${found.from}), and there is no such program: cargo cannot build`, mend: 'install it, or take the setting out' };
    case 'cargo-wrapped':
      return {
        message: `${found.program} is ${found.by}, which keeps a cache and target directories of its own: units may be linked from it, and it may collect directories that worktrees are warmed in`,
        mend: 'let one of the two manage target directories',
      };
    case 'linker-replaces':
      return { message: 'no linker is named that writes programs in place' };
    case 'linker-in-place-harmless':
      return {
        message: `${found.linker} (${found.from}) writes programs in place; each worktree has its own here (${found.because === 'reflink' ? 'reflinks' : 'share.executables = copy'})`,
      };
    case 'linker-in-place':
      return {
        message: `${found.linker} (${found.from}) writes test programs in place, and worktrees share them by hard links`,
        mend: 'cargo share doctor --fix (git config share.executables copy)',
      };
    case 'layout-same':
      return { message: `${found.layout} in ${count(found.directories, 'build directory', 'build directories')}` };
    case 'nothing-built':
      return { message: 'nothing is built yet' };
    case 'layouts-differ':
      return {
        message: `cargo has built in two layouts, between which nothing is shared: legacy in ${firstOf(found.directories.legacy)}; unit-dirs in ${firstOf(found.directories['unit-dirs'])}`,
        mend: 'build all worktrees with one cargo; then `cargo clean` where the other layout is left',
      };
    case 'units-shared':
      return { message: found.units === 0 ? 'no units here yet' : `${count(found.units, 'unit')} here, ${found.refused} left to cargo` };
    case 'units-refused':
      return {
        message: `${found.refused} of ${count(found.units, 'unit')} are left to cargo, ${found.costs} of them because of ${found.culprit}: ${refusalWords(found.refusal)}`,
        mend: '`cargo share explain` names the culprits and what helps',
      };
    default:
      return unreachable(found);
  }
}

const WRAPPERS: Readonly<Record<WrapperKind, string>> = {
  sccache: 'both work together; it helps with units that are left to cargo, but for those compiled incrementally',
  kache: 'both work together; what it links from its cache is linked on from here, and it compiles without incremental data',
  unknown: 'its path is not hashed; units are shared as its rustc wrote them',
};

function sharedWords(found: Extract<ConfigFinding, { finding: 'directory-shared' }>): FindingWords {
  const [first = '', second = ''] = found.worktrees;
  return {
    message: `${found.worktrees.join(' and ')} build in ${found.path} (${originWords(found.from)}): a member has one unit hash there, cargo goes by file times, and one worktree runs the other's code`,
    mend: '`cargo share init` takes that out and gives each its own; `cargo share init --mode shared` keeps one, without the danger',
    see: [
      `(cd ${shellWord(first)} && cargo build)`,
      `(cd ${shellWord(second)} && cargo build)   # prints no Compiling for a member that differs, where its files are older than that build`,
    ],
  };
}
