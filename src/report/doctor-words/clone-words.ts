import type { HooksFinding } from '../../commands/doctor/checks/hooks.ts';
import type { OwnersFinding } from '../../commands/doctor/checks/owners.ts';
import type { StoreFinding } from '../../commands/doctor/checks/store.ts';
import type { TrackedFinding } from '../../commands/doctor/checks/tracked.ts';
import type { WorktreesFinding } from '../../commands/doctor/checks/worktrees.ts';
import { unreachable } from '../../system/unreachable.ts';
import { count } from '../bytes.ts';
import { shellWord } from '../shell-word.ts';
import type { FindingWords } from './words.ts';

export type CloneFinding = WorktreesFinding | HooksFinding | StoreFinding | TrackedFinding | OwnersFinding;

export function cloneWords(found: CloneFinding): FindingWords {
  switch (found.finding) {
    case 'worktrees-present':
      return { message: count(found.count, 'worktree') };
    case 'worktree-gone':
      return {
        message: `the directory of the worktree ${found.path} is gone${found.locked ? ' (it is locked: perhaps on a disk that is not there)' : ''}`,
        mend: '`git worktree repair` if it was moved, `git worktree prune` if it was deleted',
      };
    case 'worktree-never-warmed':
      return { message: `nothing is built or placed in ${found.path}: it was made without the hooks`, mend: `\`cargo share warm ${found.path}\`, or \`cargo share run -- build\` in it` };
    case 'not-set-up':
      return { message: 'cargo-share is not set up in this clone', mend: 'cargo share init' };
    case 'hooks-off':
      return { message: 'no hooks are installed: new worktrees are warmed by hand', mend: '`cargo share init` installs them; else `cargo share warm` in each new worktree' };
    case 'hooks-disabled':
      return { message: `git runs no hooks here: core.hooksPath is ${found.path}`, mend: '`git config --unset core.hooksPath`, or `cargo share warm` by hand' };
    case 'hooks-up-to-date':
      return { message: `all are in ${found.directory}, and start without your shell's PATH` };
    case 'hook-missing':
      return { message: `${found.file} does not call cargo-share`, mend: 'cargo share doctor --fix' };
    case 'hook-outdated':
      return { message: `${found.file} was written by another version, or for another Node`, mend: 'cargo share doctor --fix' };
    case 'hook-shadowed':
      return {
        message: `our block stands in ${found.file}, which git does not run: its hooks are in ${found.directory}`,
        mend: found.fix === undefined ? '`cargo share init` names the lines to add there' : 'cargo share doctor --fix',
      };
    case 'hook-line-missing':
      return { message: `${found.file} does not call cargo-share, and is not ours to edit (${found.why})`, mend: `add to it: ${found.line}` };
    case 'hook-tool-broken':
      return {
        message: `from a program with a window the hooks cannot start cargo-share (${found.command}): ${found.message}`,
        mend: found.fix === undefined ? 'see that it starts: run that with --version' : 'cargo share doctor --fix',
      };
    case 'hook-tool-in-npx-cache':
      return {
        message: `the hooks start cargo-share from the cache of npx, which npm may empty (${found.command})`,
        mend: 'npm install --global cargo-share && cargo share init',
      };
    case 'hook-other-version':
      return { message: `from a program with a window the hooks start cargo-share ${found.found}, and this is ${found.version}`, mend: 'install one version only' };
    case 'hooks-unreadable':
      return { message: found.failure.message, ...(found.failure.path === undefined ? {} : { mend: `make ${found.failure.path} readable` }) };
    case 'store-usable':
      return { message: `${count(found.units, 'unit')} in ${found.path}` };
    case 'store-not-yet':
      return { message: `none yet; it will be ${found.path}` };
    case 'store-unusable':
      return {
        message: `${found.failure.message}${found.failure.path === undefined ? '' : ` (${found.failure.path})`}`,
        ...(found.fix === undefined ? (found.failure.hint === undefined ? {} : { mend: found.failure.hint }) : { mend: 'cargo share doctor --fix' }),
      };
    case 'target-ignored':
      return { message: 'git leaves all build directories alone' };
    case 'target-tracked':
      return {
        message: `git tracks ${count(found.files, 'file')} in ${found.path}: a switch changes build output behind cargo's back`,
        mend: `git -C ${shellWord(found.worktree)} rm -r -q --cached ${shellWord(found.path)}, and a line for it in .gitignore`,
      };
    case 'target-not-ignored':
      return { message: `git does not ignore ${found.path}`, mend: 'add it to .gitignore, or for yourself to .git/info/exclude' };
    case 'owned':
      return { message: `all ${count(found.files, 'file')} in build directories and store are yours` };
    case 'foreign-files':
      return {
        message: `${count(found.files, 'file')} in ${found.directory} ${found.files === 1 ? 'belongs' : 'belong'} to user ${found.users.join(', ')} (${found.first}): cargo cannot replace them`,
        mend: `sudo chown -R "$(id -u)" ${shellWord(found.directory)}`,
      };
    default:
      return unreachable(found);
  }
}
