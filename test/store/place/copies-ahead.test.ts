import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { CopiesAhead, type PlannedCopy } from '../../../src/store/place/copies-ahead.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'copies-'));
});

function planned(name: string): PlannedCopy {
  const from = join(directory, `from-${name}`);
  writeFileSync(from, name);
  return { from, to: join(directory, `to-${name}`) };
}

test('what is taken stays; what nobody took goes', async () => {
  const copies = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(planned);
  const ahead = new CopiesAhead(copies);
  expect(await ahead.take(copies[1]!.to)).toBe(true);
  expect(await ahead.take(copies[1]!.to)).toBe(false);
  await ahead.end();
  expect(readdirSync(directory).filter((name) => name.startsWith('to-'))).toEqual(['to-b']);
  expect(readFileSync(copies[1]!.to, 'utf8')).toBe('b');
});

test('what stands there already is neither written to nor removed', async () => {
  const copy = planned('a');
  writeFileSync(copy.to, 'of another worktree');
  const ahead = new CopiesAhead([copy]);
  expect(await ahead.take(copy.to)).toBe(false);
  const untaken = new CopiesAhead([copy]);
  await untaken.end();
  expect(readFileSync(copy.to, 'utf8')).toBe('of another worktree');
});

test('what is not there to be copied leaves nothing, and keeps no other back', async () => {
  const [gone, other] = [{ from: join(directory, 'gone'), to: join(directory, 'to-gone') }, planned('a')];
  const ahead = new CopiesAhead([gone, other]);
  expect([await ahead.take(gone.to), await ahead.take(other.to)]).toEqual([false, true]);
  expect(existsSync(gone.to)).toBe(false);
});
