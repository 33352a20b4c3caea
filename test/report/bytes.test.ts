import { expect, test } from 'vitest';
import { count, formatBytes } from '../../src/report/bytes.ts';
import { startProgress } from '../../src/report/progress.ts';
import { recorder } from './streams.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [389 * 1024 ** 2, '389 MiB'],
  [1.25 * 1024 ** 3, '1.3 GiB'],
  [5000 * 1024 ** 4, '5000 TiB'],
])('%d bytes: %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

test('one and many', () => {
  expect([count(0, 'unit'), count(1, 'unit'), count(2, 'unit'), count(2, 'copy', 'copies')]).toEqual(['0 units', '1 unit', '2 units', '2 copies']);
});

test('short work shows no progress, nor does silent work', () => {
  for (const silent of [true, false]) {
    const { stream, text } = recorder(true);
    const progress = startProgress({ verb: 'Saving', stream, silent });
    progress.update(1, 10);
    progress.finish();
    expect(text()).toBe('');
  }
});
