import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readStatistics } from '../../../src/commands/sccache/statistics.ts';

const COUNTED = {
  stats: { compile_requests: 3, requests_executed: 2, cache_hits: { counts: { Rust: 1 } }, cache_misses: { counts: { Rust: 1 } } },
  cache_location: 'Local disk: "cache"',
  cache_size: 5,
  max_cache_size: 10,
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sccache-statistics-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A program that does this; `$0.asked` stands from its second call on. */
function program(lines: string): string {
  const path = join(directory, 'sccache');
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

const LATE = 'if ! test -e "$0.asked"; then : > "$0.asked"; echo "error: Timed out waiting for server startup" >&2; exit 2; fi';

it('asks again where the server was not up in time', async () => {
  const path = program(`${LATE}\necho '${JSON.stringify(COUNTED)}'`);
  const statistics = await readStatistics(path, directory, process.env);
  expect(existsSync(`${path}.asked`)).toBe(true);
  expect(statistics).toEqual({
    ok: true,
    value: { requests: 3, executed: 2, hits: 1, misses: 1, notCached: [], location: 'Local disk: "cache"', size: 5, limit: 10 },
  });
});

it('says what sccache said where it fails again', async () => {
  const path = program('echo "error: no cache" >&2; exit 2');
  const statistics = await readStatistics(path, directory, process.env);
  expect(statistics).toMatchObject({ ok: false, error: { code: 'sccache-unusable', message: 'sccache does not give its statistics.\nerror: no cache' } });
});
