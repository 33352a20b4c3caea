import { FOLDERS } from './entries/folders.ts';
import { GIT } from './entries/git.ts';
import { PLAIN } from './entries/plain.ts';
import { SCRIPTS } from './entries/scripts.ts';
import { TEMPLATES } from './entries/templates.ts';
import { VARIABLES } from './entries/variables.ts';
import type { MatrixEntry } from './entry.ts';

/** Every crate that is tried. */
export const ENTRIES: readonly MatrixEntry[] = [...FOLDERS, ...TEMPLATES, ...VARIABLES, ...GIT, ...SCRIPTS, ...PLAIN];
