import { ENTRIES } from '../matrix/entries.ts';
import { MACROS } from './entries/macros.ts';
import { SCRIPTS } from './entries/scripts.ts';
import { SOURCES } from './entries/sources.ts';
import type { Situation } from './situation.ts';

/** Crates of the matrix that read something and have few dependencies. */
const CRATES: ReadonlySet<string> = new Set([
  'askama', 'built', 'clap', 'dotenv_codegen', 'dotenvy_macro', 'git-version', 'include_dir', 'include-sql', 'minijinja-embed', 'pest_derive',
  'refinery', 'rust-embed', 'rust-i18n', 'static-files', 'vergen-gitcl', 'yarte',
]);

export const SITUATIONS: readonly Situation[] = [
  ...SOURCES,
  ...SCRIPTS,
  ...MACROS,
  ...ENTRIES.filter(({ crate }) => CRATES.has(crate)).map(({ crate, ...entry }) => ({ name: `crate ${crate}`, ...entry })),
];
