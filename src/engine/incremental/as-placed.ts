import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { Manifest } from '../../units/model.ts';

/**
 * Whether a unit's sources are, byte for byte, those that it was compiled from: then compiling it again runs nothing that
 * its user has not run, and its first edit is still to come.
 */
export function isAsPlaced({ inputs }: Manifest, contents: WorktreeContents): boolean {
  return inputs.every((input) => {
    switch (input.kind) {
      case 'absent':
        return !contents.exists(input.path);
      case 'file':
        return contents.file(input.path)?.sha256 === input.sha256;
      case 'directory':
        return contents.directory(input.path)?.sha256 === input.sha256;
    }
  });
}
