import { HANDED_ON, LOADED } from './directories.ts';
import { LIBRARIES } from './libraries.ts';
import { MACROS } from './macros.ts';
import type { Part } from './part.ts';
import { SCRIPTS } from './scripts.ts';
import { SOURCES } from './sources.ts';
import { UNTOLD } from './untold.ts';

export const PARTS: readonly Part[] = [...LIBRARIES, ...MACROS, ...SCRIPTS, ...HANDED_ON, ...LOADED, ...SOURCES, ...UNTOLD];

/** Those of which histories are drawn. */
export const DRAWN: readonly string[] = PARTS.filter((part) => part.onlyNamed !== true).map((part) => part.name);

/** The parts of these names, in their own order. */
export function partsNamed(names: readonly string[]): readonly Part[] {
  return PARTS.filter((part) => names.includes(part.name));
}
