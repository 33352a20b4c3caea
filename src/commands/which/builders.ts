import type { AbsolutePath } from '../../system/brand.ts';
import { readRange, withOpenFile } from '../../system/read-at.ts';
import { readSectionName, readSections } from '../../formats/objects/elf.ts';

/**
 * Those of `roots` that a program's debug information names as a directory in which something of it was compiled
 * (`DW_AT_comp_dir`, a text of its own in the string sections; seen with rustc 1.95, DWARF 4 and 5). Empty where there
 * is no debug information, or none that is understood.
 */
export function compiledIn(path: string, roots: readonly AbsolutePath[]): AbsolutePath[] {
  const found = new Set<AbsolutePath>();
  withOpenFile(path, (fd, size) => {
    const sections = readSections(fd, 0, size);
    for (const section of sections.ok ? sections.value : []) {
      if (section.allocated || section.size === 0 || !STRINGS.has(readSectionName(fd, section))) continue;
      const bytes = readRange(fd, section.start, section.size);
      for (const root of roots) if (holdsText(bytes, root)) found.add(root);
    }
  });
  return [...found];
}

/** Whether `text` is a whole text of a string section: the first one has no zero byte before it, and a linker may put any text first. */
function holdsText(bytes: Buffer, text: string): boolean {
  return bytes.includes(`\0${text}\0`) || bytes.subarray(0, Buffer.byteLength(text) + 1).equals(Buffer.from(`${text}\0`));
}

const STRINGS: ReadonlySet<string> = new Set(['.debug_str', '.debug_line_str']);
