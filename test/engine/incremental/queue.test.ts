import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inTurn, makeQueue, type Request } from '../../../src/engine/incremental/queue.ts';
import { mountReadOnly } from '../../support/mounts.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';

const below = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-queue-')));
afterAll(() => rmSync(below, { recursive: true }));

const request = (name: string): Request => ({ worktree: `/repos/${name}` as AbsolutePath, store: '/store/v1' as AbsolutePath });

test('who comes while another is served is served by the same process, the newest first', async () => {
  const directory = join(below, 'one');
  makeQueue(directory);
  const served: string[] = [];
  let running = 0;
  const serve = async ({ worktree }: Request): Promise<void> => {
    running += 1;
    expect(running).toBe(1);
    served.push(worktree);
    if (served.length === 1) {
      for (const [index, name] of ['second', 'third'].entries()) {
        await inTurn(directory, request(name), serve);
        const asked = join(directory, 'asked');
        const newest = readdirSync(asked).find((file) => !before.includes(file)) ?? '';
        before.push(newest);
        utimesSync(join(asked, newest), Date.now() / 1000, Date.now() / 1000 + index);
      }
    }
    running -= 1;
  };
  const before: string[] = [];
  await inTurn(directory, request('first'), serve);
  expect(served).toEqual(['/repos/first', '/repos/third', '/repos/second']);
  expect(readdirSync(join(directory, 'asked'))).toEqual([]);
});

test('where nothing can be noted, nobody is served, and it is a failure that says why', async ({ skip }) => {
  const readOnly = mountReadOnly();
  if ('unavailable' in readOnly) return skip(readOnly.unavailable);
  try {
    makeQueue(join(below, 'read-only'));
    readOnly.show(join(below, 'read-only'));
    const result = await inTurn(readOnly.path, request('here'), () => Promise.reject(new Error('served')));
    expect(result).toMatchObject({ ok: false, error: { code: 'io', message: expect.stringContaining('EROFS') as string } });
  } finally {
    readOnly.remove();
  }
});

test('what is too old, or no request, is dropped', async () => {
  const directory = join(below, 'two');
  makeQueue(directory);
  const served: string[] = [];
  const serve = ({ worktree }: Request): Promise<void> => Promise.resolve(void served.push(worktree));
  await inTurn(directory, request('here'), (taken) => {
    writeFileSync(join(directory, 'asked', 'broken'), '{"worktree":1}');
    writeFileSync(join(directory, 'asked', 'old'), JSON.stringify(request('old')));
    utimesSync(join(directory, 'asked', 'old'), 1, 1);
    return serve(taken);
  });
  expect(served).toEqual(['/repos/here']);
});

test('a queue that was deleted does not come back, and nobody is served', async () => {
  const directory = join(below, 'three');
  await inTurn(directory, request('here'), () => Promise.reject(new Error('served')));
  expect(existsSync(directory)).toBe(false);
});
