import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isLinkedInPlace } from '../../../src/formats/objects/in-place-linker.ts';
import { temporaryDirectory } from '../../store/store-fixture.ts';

const { path: directory, remove } = temporaryDirectory('linkers');
afterAll(remove);

/** No Rust program, but an ELF file with sections like any other. */
function madeBy(name: string, comment: string): string {
  const [text, program] = [join(directory, `${name}.txt`), join(directory, name)];
  writeFileSync(text, `GCC: (Debian 12.2.0) 12.2.0\0${comment}`);
  execFileSync('objcopy', ['--remove-section', '.comment', '--add-section', `.comment=${text}`, '/bin/true', program]);
  return program;
}

describe('a program', () => {
  it.each([
    ['mold', 'mold 2.40.4 (compatible with GNU ld)\0'],
    ['sold', 'sold 2.4.0\0'],
    ['wild', 'Linker: Wild version 0.6.0\0'],
  ])('of %s was written in place', (name, comment) => {
    expect(isLinkedInPlace(madeBy(name, comment))).toBe(true);
  });

  it.each([
    ['ld', ''],
    ['lld', 'Linker: LLD 21.1.8 (/checkout/src/llvm-project/llvm)\0'],
    ['moldy', 'remoldx\0'],
  ])('of %s was not', (name, comment) => {
    expect(isLinkedInPlace(madeBy(name, comment))).toBe(false);
  });
});

it('what is no program was not', () => {
  const path = join(directory, 'text');
  writeFileSync(path, 'mold 2.40\0');
  expect(isLinkedInPlace(path)).toBe(false);
  expect(isLinkedInPlace(join(directory, 'absent'))).toBe(false);
});
