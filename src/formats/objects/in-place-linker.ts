import { readRange, withOpenFile } from '../../system/read-at.ts';
import { readSectionName, readSections } from './elf.ts';

/**
 * Linkers that write into an output file that is there, instead of making a new one: mold (rui314/mold#188, #1361;
 * seen with 1.10.1), and wild, which follows it. GNU ld, gold and lld make a new inode (seen with strace).
 */
const IN_PLACE = /\b(?:mold|sold) \d|\bwild\b/i;

/** A compiler and a linker leave a line each; a section longer than this is no list of them. */
const LONGEST_COMMENT = 64 * 1024;

/**
 * Whether a program was made by such a linker, by what the linker writes about itself into `.comment`. When the same
 * worktree links it again, whoever shares its inode would get the new program. A stripped program says nothing.
 */
export function isLinkedInPlace(path: string): boolean {
  return (
    withOpenFile(path, (fd, size) => {
      const sections = readSections(fd, 0, size);
      const comment = sections.ok ? sections.value.find((s) => s.contents && !s.allocated && readSectionName(fd, s) === '.comment') : undefined;
      if (comment === undefined) return false;
      return IN_PLACE.test(readRange(fd, comment.start, Math.min(comment.size, LONGEST_COMMENT)).toString('latin1'));
    }) ?? false
  );
}
