import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findSccache, namesSccache } from '../../../src/commands/sccache/program.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sccache-program-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A script called sccache that prints this. */
function program(place: string, says: string): string {
  const path = join(directory, place, 'sccache');
  mkdirSync(join(directory, place), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return path;
}

it('takes the first that says that it is sccache', async () => {
  program('a', 'something else');
  const path = program('b', 'sccache 0.8.1');
  const env = { PATH: ['relative', join(directory, 'a'), join(directory, 'b')].join(':'), HOME: directory };
  expect(await findSccache(directory, env)).toEqual({ path, version: '0.8.1' });
});

it('looks where cargo installs programs', async () => {
  const path = program('.cargo/bin', 'sccache 0.9.0');
  expect(await findSccache(directory, { PATH: '', HOME: directory })).toEqual({ path, version: '0.9.0' });
  expect(await findSccache(directory, { PATH: '', HOME: join(directory, 'none'), CARGO_HOME: join(directory, 'none') })).toBeUndefined();
});

it('knows a wrapper by its name', () => {
  expect(['sccache', '/usr/bin/sccache', '/opt/kache', 'sccache-wrapper', ''].map(namesSccache)).toEqual([true, true, false, false, false]);
});
