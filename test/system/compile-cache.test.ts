import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { compiledDirectory, isOurs } from '../../src/system/compile-cache.ts';
import { temporaryDirectory } from '../formats/git/rig.ts';

test.for([
  [{ HOME: '/h' }, '/h/.cache/cargo-share/node'],
  [{ HOME: '/h', XDG_CACHE_HOME: '/c' }, '/c/cargo-share/node'],
  [{ HOME: '/h', XDG_CACHE_HOME: 'relative' }, '/h/.cache/cargo-share/node'],
  [{ HOME: 'relative' }, undefined],
  [{ HOME: '' }, undefined],
  [{}, undefined],
] as const)('%j: %s', ([env, directory]) => {
  expect(compiledDirectory(env)).toBe(directory);
});

describe('a directory for what is run', () => {
  it('is made for this user alone', () => {
    const path = join(temporaryDirectory(), 'a/b');
    expect(isOurs(path)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(isOurs(path)).toBe(true);
  });

  it('is left alone where others may write in it', () => {
    const path = join(temporaryDirectory(), 'a');
    mkdirSync(path);
    chmodSync(path, 0o777);
    expect(isOurs(path)).toBe(false);
  });

  it('and where none can be made', () => {
    const path = join(temporaryDirectory(), 'a');
    writeFileSync(path, '');
    expect(isOurs(path)).toBe(false);
    expect(isOurs(join(path, 'b'))).toBe(false);
  });
});
