import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, linkSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeFile } from '../../../src/store/place/place-file.ts';

const NS = 1_700_000_000_123_456_789n;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'awkward-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** ext4 allows 65,000 names of an inode; others allow more, or say so much later. */
const MOST_TRIED = 65_001;

test('a file with as many names as the file system allows is copied, with its bytes, mode and time', (context) => {
  const from = join(directory, 'from');
  writeFileSync(from, 'content', { mode: 0o755 });
  const full = (): boolean => {
    for (let index = 1; index < MOST_TRIED; index += 1) {
      try {
        linkSync(from, join(directory, String(index)));
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EMLINK';
      }
    }
    return false;
  };
  if (!full()) return context.skip('this file system allows more links than are tried');
  const to = join(directory, 'to');
  expect(placeFile({ from, to, ways: ['link', 'copy'], mtimeNs: NS })).toEqual({ ok: true, value: 'copy' });
  const placed = statSync(to, { bigint: true });
  expect([readFileSync(to, 'utf8'), Number(placed.mode & 0o777n), placed.mtimeNs, placed.nlink]).toEqual(['content', 0o755, NS, 1n]);
}, 60_000);

test('where links to files of others are forbidden, those are copied', (context) => {
  const protects = spawnSync('cat', ['/proc/sys/fs/protected_hardlinks'], { encoding: 'utf8' }).stdout.trim() === '1';
  if (process.getuid?.() !== 0 || !protects || spawnSync('setpriv', ['--version']).status !== 0) {
    return context.skip('needs root, setpriv and fs.protected_hardlinks');
  }
  const NOBODY = 65_534;
  const from = join(directory, 'of-root');
  writeFileSync(from, 'content', { mode: 0o644 });
  const own = join(directory, 'own');
  spawnSync('mkdir', [own]);
  chmodSync(directory, 0o755);
  chownSync(own, NOBODY, NOBODY);
  const to = join(own, 'to');
  // A worker cannot change its user: the module runs in a process of that user's.
  const place = `import { placeFile } from ${JSON.stringify(join(import.meta.dirname, '../../../src/store/place/place-file.ts'))};
    const way = (ways) => placeFile({ from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)}, ways, mtimeNs: ${NS}n });
    const alone = way(['link']);
    process.stdout.write([alone.error?.code, way(['link', 'copy']).value].join(' '));`;
  const { stdout, stderr } = spawnSync(
    'setpriv',
    [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath, '--import', 'tsx', '--input-type=module', '-e', place],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], TMPDIR: own } },
  );
  if (stdout === '') return context.skip(`another user cannot run it here: ${stderr.split('\n').find((line) => line.includes('rror')) ?? ''}`);
  expect(stdout).toBe('EPERM copy');
  expect(readFileSync(to, 'utf8')).toBe('content');
});
