import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { compiledIn } from '../../../src/commands/which/builders.ts';
import { removeTrees, sourceTree } from '../../formats/objects/compiled.ts';

afterAll(removeTrees);

describe('where a program was compiled', () => {
  const tree = sourceTree({ 'src/main.rs': 'fn main() {}\n' });
  const program = join(tree.rustc({ crate: 'app', source: 'src/main.rs', type: 'bin', args: ['-g'] }), 'app');
  const longer = `${tree.root}-2` as AbsolutePath;

  it('is named by its debug information', () => {
    expect(compiledIn(program, [longer, tree.root])).toEqual([tree.root]);
  });

  it.each([
    ['first', (root: string) => `${root}\0other\0`],
    ['last', (root: string) => `other\0${root}\0`],
  ])('is found wherever the linker puts the text: %s', (_, texts) => {
    const section = join(tree.out, 'texts');
    const changed = join(tree.out, 'changed');
    writeFileSync(section, texts(tree.root));
    execFileSync('objcopy', ['--update-section', `.debug_str=${section}`, '--remove-section', '.debug_line_str', program, changed]);
    expect(compiledIn(changed, [longer, tree.root])).toEqual([tree.root]);
    writeFileSync(section, texts(longer));
    execFileSync('objcopy', ['--update-section', `.debug_str=${section}`, '--remove-section', '.debug_line_str', program, changed]);
    expect(compiledIn(changed, [longer, tree.root])).toEqual([longer]);
  });
});
