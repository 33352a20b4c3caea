import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRange, withOpenFile } from '../../../src/system/read-at.ts';
import { isArchive, readMembers } from '../../../src/formats/objects/archive.ts';
import { objectSections } from '../../../src/formats/objects/parts.ts';
import { removeTrees, sourceTree } from './compiled.ts';
import { LINKED_TARGETS, linkFor } from './linked.ts';
import { FORMATS, llvmTool } from './targets.ts';

afterAll(removeTrees);

const SOURCE = `#![no_std] pub fn at<T: Copy>(v: &[T], i: usize) -> T { v[i] } pub static ZEROS: [u8; 99] = [0; 99];
#[inline(never)] pub fn first(v: &[u8]) -> u8 { v.first().copied().unwrap() }`;
const objdump = llvmTool('llvm-objdump');
/** Neither is a section to that reader. */
const BESIDE_SECTIONS = new Set(['symbols', 'load command']);
/** The second reader shows the file's first bytes for it. */
const WITHOUT_BYTES = '__thread_bss';
const FILL = /^(?:00|cc)*$/;
/** What a section's name is cut at. */
const NAME_BYTES = 63;

interface Read {
  readonly section: string;
  readonly hex: string;
  readonly isDebug: boolean;
}

/** As `llvm-objdump` reads them: each section that has bytes, of each member. */
function bySecondReader(path: string): Read[] {
  const run = (option: string) => execFileSync(objdump ?? '', [option, path], { encoding: 'latin1', maxBuffer: 1 << 28 }).split(/^.*:\tfile format .*$/m).slice(1);
  const tables = run('-h').map((text) => [...text.matchAll(/^ +\d+ (\S+) +[0-9a-f]{8} [0-9a-f]+ ?(.*)$/gm)]);
  return run('-s').flatMap((text, member) =>
    text.split(/^Contents of section /m).slice(1).map((part) => {
      const [head = '', ...lines] = part.split('\n');
      const section = head.slice(0, head.lastIndexOf(':'));
      const hex = lines.map((line) => /^ [0-9a-f]+ (.{35})/.exec(line)?.[1]?.replaceAll(' ', '') ?? '').join('');
      const row = tables[member]?.find(([, name = '']) => section === name || section.endsWith(`,${name}`));
      return { section, hex, isDebug: row?.[2]?.includes('DEBUG') === true };
    }),
  );
}

/** As we do: those that hold debug information, or are anything else that reaches no program, are `apart`. */
function byOurs(path: string): (Read & { readonly apart: boolean })[] {
  return (
    withOpenFile(path, (fd, size) => {
      const members = isArchive(readRange(fd, 0, 8)) ? readMembers(fd, 0, size) : { ok: true as const, value: [{ name: '', start: 0, size }] };
      if (!members.ok) throw new Error(members.error);
      return members.value.flatMap((member) => {
        const sections = objectSections(readRange(fd, member.start, 8), { fd, base: member.start, size: member.size, mayHoldMetadata: true });
        if (sections?.ok !== true) throw new Error(`${member.name} was not read`);
        return sections.value
          .filter((each) => each.size > 0 && !BESIDE_SECTIONS.has(each.name()))
          .map((each) => ({ section: each.name(), hex: readRange(fd, each.start, each.size).toString('hex'), apart: each.use === 'apart', isDebug: /debug|__apple_/.test(each.name()) && each.use === 'apart' }));
      });
    }) ?? []
  );
}

function expectTheSame(path: string): void {
  const [theirs, ours] = [bySecondReader(path), byOurs(path)];
  const named = ({ section }: Read) => section.toLowerCase().slice(0, NAME_BYTES);
  const read = theirs.filter(({ hex, section }) => hex !== '' && !section.endsWith(WITHOUT_BYTES));
  expect(ours.map(named), basename(path)).toEqual(read.map(named));
  // A program for Windows is filled up between its sections: with zeros, and behind code with instructions that stop it.
  const differing = ours.filter(({ hex }, index) => !hex.startsWith(read[index]?.hex ?? '-') || !FILL.test(hex.slice(read[index]?.hex.length)));
  expect(differing.map(named)).toEqual([]);
  expect(ours.length).toBeGreaterThan(0);
  // `.rmeta` of a library for a Mac is called debug information, lest a linker takes it.
  const debug = theirs.filter(({ isDebug, section }) => isDebug && !section.endsWith('.rmeta')).map(({ section }) => section);
  const apart = new Set(ours.filter((each) => each.apart).map(({ section }) => section));
  expect(debug.filter((section) => !apart.has(section.slice(0, NAME_BYTES)))).toEqual([]);
}

describe.skipIf(objdump === undefined)('llvm-objdump of the component llvm-tools reads the same sections', () => {
  for (const { title, isThere, args, target } of FORMATS) {
    test.skipIf(!isThere)(`in a library: ${title}`, () => {
      const tree = sourceTree({ 'src/lib.rs': SOURCE });
      const path = join(tree.rustc({ crate: 'member', source: 'src/lib.rs', args: [...args, '-g'] }), 'libmember.rlib');
      expectTheSame(path);
      expect(readFileSync(path).includes(tree.root)).toBe(true);
      expect(byOurs(path).some(({ isDebug }) => isDebug), target ?? '').toBe(true);
    });
  }

  for (const target of LINKED_TARGETS) {
    const format = FORMATS.find((each) => each.target === target);
    test.skipIf(format?.isThere !== true)(`in a program: ${format?.title}`, () => {
      expectTheSame(linkFor(target, sourceTree({}), 'a text'));
    });
  }
});
