import { afterEach, expect, it, vi } from 'vitest';
import { startProgress } from '../../src/report/progress.ts';
import { recorder } from './streams.ts';

afterEach(() => vi.restoreAllMocks());

/** Half of 100 things after six seconds, by a clock that stands still. */
function halfway(isTTY: boolean): string {
  const { stream, text } = recorder(isTTY);
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  const progress = startProgress({ verb: 'Saving', stream, silent: false });
  clock.mockReturnValue(6_000);
  progress.update(50, 100);
  progress.finish();
  return text();
}

it('a terminal gets a bar with the rate and what is left, and loses it at the end', () => {
  expect(halfway(true)).toBe('\r      Saving [============>              ] 50/100, 8.3/s, 6s left\x1b[K\r\x1b[K');
});

it('anything else gets a line', () => {
  expect(halfway(false)).toBe('      Saving 50/100\n');
});
