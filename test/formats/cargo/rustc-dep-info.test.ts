import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseRustcDepInfo, rustcOutputs } from '../../../src/formats/cargo/rustc-dep-info.ts';

describe('parseRustcDepInfo', () => {
  test('reads what rustc writes, with spaces in outputs and inputs and breaks in values', () => {
    const directory = mkdtempSync(join(tmpdir(), 'cargo share-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    mkdirSync(join(directory, 'a b'));
    const main = join(directory, 'a b', 'main file.rs');
    const data = join(directory, 'a b', 'data: x.txt');
    writeFileSync(data, 'text');
    writeFileSync(
      main,
      'pub const A: &str = env!("SEEN"); pub const B: Option<&str> = option_env!("UNSEEN");' +
        ' pub const C: &str = include_str!("data: x.txt"); pub const D: &str = include_str!("data: x.txt");',
    );
    execFileSync('rustc', ['--crate-type=lib', '--crate-name=x', '--emit=dep-info,metadata', main], {
      cwd: directory,
      env: { ...process.env, SEEN: 'one\ntwo\\n\r=é' },
    });
    const text = readFileSync(join(directory, 'x.d'), 'utf8');
    expect(parseRustcDepInfo(text)).toEqual({
      outputs: ['x.d', 'libx.rmeta'],
      inputs: [main, data],
      env: [
        { name: 'SEEN', value: 'one\ntwo\\n\r=é' },
        { name: 'UNSEEN', value: null },
      ],
    });
    expect(rustcOutputs(text)).toEqual(['x.d', 'libx.rmeta']);
  });

  test('takes the inputs from the first target where the list of inputs is absent', () => {
    expect(parseRustcDepInfo('/t/x.d: src/a\\ b.rs src/c.rs src/c.rs\n\n').inputs).toEqual(['src/a b.rs', 'src/c.rs']);
  });

  test('gives nothing for empty text', () => {
    expect(parseRustcDepInfo('')).toEqual({ outputs: [], inputs: [], env: [] });
    expect(rustcOutputs('')).toEqual([]);
  });
});
