/**
 * Where a panic in generated or vendored code happened is the one path of the worktree that may stand in a program: its file's name,
 * in a `core::panic::Location`. Proved for 64-bit ELF of x86-64, by all that refers to the bytes.
 *
 * Such a name ends with a zero byte that its length does not count (rustc from 1.89 on, `Location::file_as_c_str`): no `file!()`, no
 * other literal is made so. A `Location` is 24 bytes: the name's address, its length, line and column.
 */
import { posix } from 'node:path';
import { readRange } from '../../system/read-at.ts';
import { isElf, readSections, type Section } from './elf.ts';
import { isReferredToByCode } from './code-references.ts';
import { isOnlyInObjectLocations, isOnlyInProgramLocations, type Text } from './location-references.ts';
import type { ObjectRange } from './parts.ts';

const X86_64 = 62;
const BITS_64 = 2;
const RELOCATABLE = 1;
const SHARED = 3;
/** A path is no longer (PATH_MAX). */
const LONGEST_NAME = 4096;

/** `own`: as far as the program shows. Its expanded code has to show that no `file!()` in it is told the same. */
export type OnlyInLocations = 'proved' | 'own' | undefined;

/**
 * Whether the text at `position`, absolute in the file, is the file's name of panic locations and of nothing else.
 *
 * A linker has joined a program's objects: that a text was made as a location's name is no longer seen. So `ownSources`, those that
 * it was compiled from, are not proved there. Of what it was linked with, the library tells: with any other use in it, or in what it
 * gives to be compiled into others, it is a leak itself. A file below one of `edited` is none: people go where a panic points.
 */
export function onlyInLocations(fd: number, object: ObjectRange, position: number, { ownSources, edited }: { readonly ownSources: readonly string[]; readonly edited: readonly string[] }): OnlyInLocations {
  const header = readRange(fd, object.start, 20);
  if (header.length < 20 || !isElf(header) || header[4] !== BITS_64 || header.readUInt16LE(18) !== X86_64) return undefined;
  const sections = readSections(fd, object.start, object.size);
  const text = sections.ok ? textAt(fd, sections.value, position) : undefined;
  if (text === undefined || edited.some((directory) => nameOf(text).startsWith(`${directory}/`))) return undefined;
  switch (header.readUInt16LE(16)) {
    case RELOCATABLE:
      return isOnlyInObjectLocations(text) ? 'proved' : undefined;
    case SHARED: {
      if (!isOnlyInProgramLocations(text) || isReferredToByCode(text)) return undefined;
      return ownSources.some((name) => posix.normalize(name) === nameOf(text)) ? 'own' : 'proved';
    }
    default:
      return undefined;
  }
}

function nameOf({ fd, section, start, end }: Text): string {
  return posix.normalize(readRange(fd, section.start + start, end - start).toString('utf8'));
}

/** The text that begins there, and is no part of a longer one. */
function textAt(fd: number, sections: readonly Section[], position: number): Text | undefined {
  const section = sections.find(({ start, size, allocated }) => allocated && start <= position && position < start + size);
  if (section === undefined || section.code) return undefined;
  const start = position - section.start;
  const before = start === 0 ? 0 : (readRange(fd, position - 1, 1)[0] ?? 1);
  const length = readRange(fd, position, Math.min(LONGEST_NAME, section.size - start)).indexOf(0);
  return before !== 0 || length < 0 ? undefined : { fd, sections, section, start, end: start + length };
}
