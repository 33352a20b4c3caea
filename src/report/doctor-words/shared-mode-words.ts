import type { SharedModeFinding } from '../../commands/doctor/checks/shared-mode.ts';
import { unreachable } from '../../system/unreachable.ts';
import { CLIPPY_WORDS, leftOutWords, uncoveredWords } from '../shared-words.ts';
import type { FindingWords } from './words.ts';

export function sharedModeWords(found: SharedModeFinding): FindingWords {
  switch (found.finding) {
    case 'shared-set-up':
      return { message: `all worktrees build in ${found.path}, each under hashes of its own; ${CLIPPY_WORDS}` };
    case 'shared-incomplete':
      return {
        message: `shared mode is not set up everywhere: ${found.path} is missing or was changed, so worktrees may run each other's code`,
        mend: '`cargo share init --mode shared`',
      };
    case 'shared-not-possible':
      return { message: `shared mode cannot be set up here any more: ${found.message} (${found.path})`, mend: '`cargo share init --mode linked`' };
    case 'shared-left-out':
      return { message: leftOutWords(found), mend: '`cargo share init --mode linked`, which shares it as well' };
    case 'shared-uncovered':
      return { message: uncoveredWords(found), mend: 'make them members of the workspace, or use linked mode' };
    default:
      return unreachable(found);
  }
}
