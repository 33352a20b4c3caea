import { FOLDERS } from './entries/folders.ts';
import { GENERATORS } from './entries/generators.ts';
import { GIT } from './entries/git.ts';
import { LANGUAGES } from './entries/languages.ts';
import { MIGRATIONS } from './entries/migrations.ts';
import { PLAIN } from './entries/plain.ts';
import { PROBES } from './entries/probes.ts';
import { SCRIPTS } from './entries/scripts.ts';
import { TEMPLATES } from './entries/templates.ts';
import { VARIABLES } from './entries/variables.ts';
import type { MatrixEntry } from './entry.ts';

/** Every crate that is tried. */
export const ENTRIES: readonly MatrixEntry[] = [...FOLDERS, ...MIGRATIONS, ...TEMPLATES, ...LANGUAGES, ...VARIABLES, ...GIT, ...SCRIPTS, ...GENERATORS, ...PROBES, ...PLAIN];
