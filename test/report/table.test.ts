import { expect, it } from 'vitest';
import { tableLines, type Column } from '../../src/report/table.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Name', align: 'left', mayCut: true },
  { head: 'Units', align: 'right' },
];

it('aligns by what a terminal shows: wide characters take two cells', () => {
  expect(tableLines(COLUMNS, [['main', '7'], ['日本', '12']], 80)).toEqual(['Name  Units', 'main      7', '日本     12']);
});

it('cuts the middle of what may be cut, and nothing else', () => {
  const lines = tableLines(COLUMNS, [['a-very-long-worktree-name', '123456']], 20);
  expect(lines[1]).toBe('a-very…-name  123456');
  expect(tableLines(COLUMNS, [['a-very-long-worktree-name', '123456']], 1)[1]).toBe('a-ve…ame  123456');
});

it('does not tear a character apart', () => {
  expect(tableLines(COLUMNS, [['👩‍👩‍👧‍👦'.repeat(9), '1']], 17)[1]).toMatch(/^(👩‍👩‍👧‍👦)+…(👩‍👩‍👧‍👦)+ *1$/u);
});

it('leaves out what is spare before it cuts too much, the least important first', () => {
  const columns: readonly Column[] = [...COLUMNS, { head: 'Layout', align: 'left', spare: 2 }, { head: 'Size', align: 'right', spare: 1 }];
  const rows = [['a-very-long-worktree-name', '7', 'legacy', '12 GiB']];
  expect(tableLines(columns, rows, 80)[0]).toContain('Layout');
  expect(tableLines(columns, rows, 25)).toEqual(['Name        Units    Size', 'a-ver…name      7  12 GiB']);
  expect(tableLines(columns, rows, 15)[0]).toMatch(/^Name +Units$/);
});
