import type { Finding } from '../commands/doctor/finding.ts';
import type { Fix } from '../commands/doctor/fix.ts';
import { unreachable } from '../system/unreachable.ts';
import { buildWords, type BuildFinding } from './doctor-words/build-words.ts';
import { cloneWords, type CloneFinding } from './doctor-words/clone-words.ts';
import { machineWords, type MachineFinding } from './doctor-words/machine-words.ts';
import { sharedModeWords } from './doctor-words/shared-mode-words.ts';
import type { FindingWords } from './doctor-words/words.ts';

/** What a check found, and how to mend it. */
export function findingWords(finding: Finding): FindingWords {
  switch (finding.check) {
    case 'git':
    case 'cargo':
    case 'placement':
    case 'locks':
    case 'clock':
    case 'space':
    case 'backups':
    case 'names':
    case 'log':
      return machineWords(finding satisfies MachineFinding);
    case 'worktrees':
    case 'hooks':
    case 'store':
    case 'tracked':
    case 'owners':
      return cloneWords(finding satisfies CloneFinding);
    case 'config':
    case 'stale-target':
    case 'wrappers':
    case 'linker':
    case 'layout':
    case 'units':
      return buildWords(finding satisfies BuildFinding);
    case 'shared-mode':
      return sharedModeWords(finding);
    default:
      return unreachable(finding);
  }
}

/** What `--fix` did, or would do. */
export function fixWords(fix: Fix): string {
  switch (fix.action) {
    case 'renew-hooks':
      return 'the git hooks, as `cargo share init` writes them';
    case 'close-store':
      return `the store's permissions (chmod go-w ${fix.path})`;
    case 'copy-executables':
      return 'share.executables = copy in the clone\'s git configuration (undo: git config --unset share.executables)';
    default:
      return unreachable(fix);
  }
}
