import type { Rule } from '../rule.ts';
import { ARTIFACTS } from './artifacts.ts';
import { DECISIONS } from './decisions.ts';
import { EVIDENCE } from './evidence.ts';
import { MACOS } from './macos.ts';
import { OBSERVED } from './observed.ts';
import { RECLAIM } from './reclaim.ts';
import { SHARED_MODE } from './shared-mode.ts';
import { STORE } from './store.ts';
import { UNDECLARED } from './undeclared.ts';
import { WARMING } from './warming.ts';

const ALL: readonly Rule[] = [...DECISIONS, ...EVIDENCE, ...OBSERVED, ...ARTIFACTS, ...UNDECLARED, ...WARMING, ...STORE, ...RECLAIM, ...SHARED_MODE, ...MACOS];

/** The rules whose name or file holds one of the words; all without words. */
export function rulesNamed(words: readonly string[]): readonly Rule[] {
  if (words.length === 0) return ALL;
  return ALL.filter((rule) => words.some((word) => rule.name.includes(word) || rule.file.includes(word)));
}
