import type { DirectoryOrigin } from '../../formats/cargo/found-directories.ts';

export interface FindingWords {
  readonly message: string;
  /** What to do; none where there is nothing to mend. */
  readonly mend?: string;
  /** Commands that show the finding to be true, harmless to run. */
  readonly see?: readonly string[];
}

/** Who decided on a directory. */
export function originWords(origin: DirectoryOrigin): string {
  switch (origin.from) {
    case 'default':
      return 'cargo\'s default';
    case 'environment':
      return `set by ${origin.variable} in the environment`;
    case 'config':
      return `set by ${origin.key} in ${origin.file}`;
    case 'cargo':
      return 'as cargo itself says';
  }
}
