import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { configEnv } from '../../../src/formats/cargo/config-env.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { temporaryDirectory, write } from '../git/rig.ts';

let root: string;
const read = (directory: string): ReturnType<typeof configEnv> => configEnv(directory as AbsolutePath, { CARGO_HOME: `${root}/home` });
const digest = async (text: string, asked: readonly string[] | 'any', name = 'a'): Promise<string> => {
  write(`${root}/${name}/.cargo/config.toml`, text);
  return (await read(`${root}/${name}`)).digest(asked);
};

beforeEach(() => {
  root = temporaryDirectory();
});

describe('what the configuration sets variables to', () => {
  test('is another thing where a value differs, and where it is not set', async () => {
    const one = await digest('[env]\nWORDS = "one"\n', 'any');
    expect(await digest('[env]\nWORDS = "two"\n', 'any')).not.toBe(one);
    expect(await digest('', 'any')).not.toBe(one);
    expect(await digest('[env]\nWORDS = { value = "one", relative = true }\n', 'any')).not.toBe(one);
    expect(await digest('# said\nenv.WORDS = "one"\n', 'any')).toBe(one);
  });

  test('is the same where only others differ than are asked for', async () => {
    const one = await digest('[env]\nWORDS = "one"\nOTHER = "x"\n', ['WORDS']);
    expect(await digest('[env]\nWORDS = "one"\n', ['WORDS'])).toBe(one);
    expect(await digest('[env]\nWORDS = "two"\n', ['WORDS'])).not.toBe(one);
    expect(await digest('[env]\nWORDS = "one"\n', 'any')).not.toBe(await digest('[env]\nWORDS = "one"\nOTHER = "x"\n', 'any'));
  });

  test('comes from the nearest file', async () => {
    write(`${root}/.cargo/config.toml`, '[env]\nWORDS = "far"\nFAR = "far"\n');
    const near = await digest('[env]\nWORDS = "near"\nFAR = "far"\n', 'any');
    expect(await digest('[env]\nWORDS = "near"\n', 'any')).toBe(near);
    expect(await digest('[env]\nWORDS = "nearer"\n', 'any')).not.toBe(near);
    expect((await read(`${root}/a`)).files).toEqual([`${root}/a/.cargo/config.toml`, `${root}/.cargo/config.toml`]);
  });

  test('cannot be told of a file that includes others: then its text counts', async () => {
    const one = await digest('include = ["x.toml"]\n', ['WORDS']);
    expect(await digest('include = ["y.toml"]\n', ['WORDS'])).not.toBe(one);
  });

  test('nothing at all is a value too', async () => {
    mkdirSync(`${root}/none`);
    expect((await read(`${root}/none`)).files).toEqual([]);
    expect((await read(`${root}/none`)).digest('any')).toBe(await digest('[build]\njobs = 1\n', 'any'));
  });
});
