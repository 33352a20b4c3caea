import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { withKey, withoutKey, type KeyPath } from '../../../../src/formats/cargo/config-edit/edit.ts';

const KEY: KeyPath = ['build', 'build-dir'];

function set(text: string, value = '/x', path: KeyPath = KEY): string | undefined {
  const done = withKey(Buffer.from(text), path, value);
  return done.ok ? done.value.toString('utf8') : undefined;
}

function unset(text: string, path: KeyPath = KEY): string | undefined {
  const done = withoutKey(Buffer.from(text), path);
  return done.ok ? done.value.toString('utf8') : undefined;
}

describe('setting a key', () => {
  test.each([
    ['empty', '', '[build] # added by cargo share\nbuild-dir = "/x"\n'],
    ['comment only, no last line end', '# c', '# c\n\n[build] # added by cargo share\nbuild-dir = "/x"'],
    ['header', '[build] # c\njobs = 2 # d\n\n[net]\n', '[build] # c\njobs = 2 # d\nbuild-dir = "/x"\n\n[net]\n'],
    ['empty header at the end', '[build]', '[build]\nbuild-dir = "/x"'],
    ['header, CRLF', '[build]\r\njobs = 2\r\n', '[build]\r\njobs = 2\r\nbuild-dir = "/x"\r\n'],
    ['header, indented', '[build]\n\tjobs = 2\n', '[build]\n\tjobs = 2\n\tbuild-dir = "/x"\n'],
    ['multi-line value before', '[build]\nrustflags = [\n  "-C",\n]\n[net]\n', '[build]\nrustflags = [\n  "-C",\n]\nbuild-dir = "/x"\n[net]\n'],
    ['dotted', 'build.jobs = 2\n[net]\n', 'build.jobs = 2\nbuild.build-dir = "/x"\n[net]\n'],
    ['inline', 'build = { jobs = 2 }\n', 'build = { jobs = 2, build-dir = "/x" }\n'],
    ['inline, empty', 'build = {}', 'build = {build-dir = "/x"}'],
    ['byte order mark', '\uFEFF[build]\n', '\uFEFF[build]\nbuild-dir = "/x"\n'],
    ['below the table only', '[build.warnings]\na = 1\n', '[build.warnings]\na = 1\n\n[build] # added by cargo share\nbuild-dir = "/x"\n'],
    ['quoted header', '["build"]\n"jobs" = 2\n', '["build"]\n"jobs" = 2\nbuild-dir = "/x"\n'],
  ])('%s', (_, before, after) => {
    expect(set(before)).toBe(after);
    expect(unset(after)).toBe(before);
  });

  test.each([
    ['header', '[build]\nbuild-dir   =   \'old\'  # why\njobs = 2\n', '[build]\nbuild-dir   =   "/x"  # why\njobs = 2\n'],
    ['dotted', 'build . "build-dir" = """old"""\n', 'build . "build-dir" = "/x"\n'],
    ['inline', 'build = {build-dir="old",jobs=2}', 'build = {build-dir="/x",jobs=2}'],
  ])('replaces the value alone: %s', (_, before, after) => {
    expect(set(before)).toBe(after);
  });

  test('what the value holds comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(parse(set('', value) ?? '')).toEqual({ build: { 'build-dir': value } });
      }),
    );
  });

  test.each([
    ['not TOML', '[build\n'],
    ['twice', '[build]\n[build]\n'],
    ['another type', 'build = 1\n'],
    ['an array of tables', '[[build]]\n'],
  ])('leaves alone what it cannot edit: %s', (_, text) => {
    expect(set(text)).toBeUndefined();
  });

  test('leaves alone what is not UTF-8', () => {
    expect(withKey(Buffer.from([0x23, 0xff, 0x0a]), KEY, '/x')).toEqual({ ok: false, error: 'not-toml' });
  });
});

describe('removing a key', () => {
  test.each([
    ['first of several', 'build = { build-dir = "a", jobs = 2 }', 'build = { jobs = 2 }'],
    ['with its comment', '[build]\nbuild-dir = "a" # mine\njobs = 2\n', '[build]\njobs = 2\n'],
    ['an own table stays', '[build]\nbuild-dir = "a"\n', '[build]\n'],
    ['a value of several lines', '[build]\nbuild-dir = """\na"""\njobs = 2\n', '[build]\njobs = 2\n'],
    ['not there', '# x', '# x'],
  ])('%s', (_, before, after) => {
    expect(unset(before)).toBe(after);
  });
});

/** Files as people write them, without the keys under test. */
const documents = fc
  .record({
    bom: fc.constantFrom('', '\uFEFF'),
    newline: fc.constantFrom('\n', '\r\n'),
    lastEnd: fc.boolean(),
    head: fc.subarray(['# ünï', '', 'paths = ["a"]', '  # indented', 'term.verbose = false # x']),
    build: fc.constantFrom(
      [],
      ['[build]'],
      ['[build] # ours', '', '  jobs = 1', '# after'],
      ['[ build ]', 'rustflags = [', '  "-C", # one', '  "x",', ']', ''],
      ['[build.sub]', 'a.b = 1'],
    ),
    first: fc.constantFrom([], ['build = { jobs = 2 } # inline'], ['build = {}'], ['build.jobs = 0x10', 'build . "x" = 1.0']),
    tail: fc.subarray(['[net]', 'git-fetch-with-cli = true', '', '[[thing]]', 'd = 1979-05-27T07:32:00Z', '# end']),
  })
  .map(({ bom, newline, lastEnd, head, build, first, tail }) => {
    const lines = [...head, ...first, ...(first.length > 0 ? [] : build), ...tail];
    return bom + lines.join(newline) + (lastEnd && lines.length > 0 ? newline : '');
  });

describe('any file', () => {
  test('only one range of bytes is added, and removing gives back every byte', () => {
    fc.assert(
      fc.property(documents, fc.string(), (text, value) => {
        const after = set(text, value);
        expect(after).toBeDefined();
        expect(isInsertion(text, after ?? '')).toBe(true);
        expect(unset(after ?? '')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('several keys come and go in any order', () => {
    const keys: KeyPath[] = [['build', 'build-dir'], ['build', 'rustc-workspace-wrapper'], ['build', 'target-dir']];
    fc.assert(
      fc.property(documents, fc.shuffledSubarray(keys), fc.nat(), (text, chosen, turn) => {
        const after = chosen.reduce<string | undefined>((now, key) => now && set(now, '/v', key), text === '' ? ' ' : text);
        const order = [...chosen.slice(turn % 3), ...chosen.slice(0, turn % 3)];
        const back = order.reduce<string | undefined>((now, key) => now && unset(now, key), after);
        expect(back).toBe(text === '' ? ' ' : text);
      }),
      { numRuns: 500 },
    );
  });

  test('replacing changes the value alone', () => {
    fc.assert(
      fc.property(documents, fc.string(), fc.string(), (text, one, two) => {
        expect(set(set(text, one) ?? '', two)).toBe(set(text, two));
      }),
    );
  });
});

function isInsertion(before: string, after: string): boolean {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return after.endsWith(before.slice(at)) && after.length > before.length;
}
