import { describe, expect, test } from 'vitest';
import { cargoVersion, isSupportedCargo, parseCargoVersion, parseRustcVersion } from '../../../src/formats/cargo/versions.ts';
import { exec } from '../../rig/process.ts';
import { cleanEnvironment, remove, temporaryDirectory, writeFiles } from './sandbox.ts';
import { chmodSync } from 'node:fs';

describe('cargo', () => {
  test.each([
    ['cargo 1.95.0 (f2d3ce0bd 2026-03-21)\n', true, '1.95.0'],
    ['cargo 1.97.0-nightly (4d1f98451 2026-05-15)', true, '1.97.0-nightly'],
    ['cargo 1.84.0', true, '1.84.0'],
    ['cargo 1.83.9', false, '1.83.9'],
    ['cargo 2.0.0', true, '2.0.0'],
  ])('%j', (text, supported, version) => {
    const parsed = parseCargoVersion(text);
    expect(parsed?.text).toBe(version);
    expect(parsed && isSupportedCargo(parsed)).toBe(supported);
  });

  test('the one that is installed is supported', async () => {
    expect((await cargoVersion({ cwd: '/', env: cleanEnvironment() })).ok).toBe(true);
  });

  test('none, and one that is too old, are failures with a code', async () => {
    const directory = temporaryDirectory();
    try {
      const env = { PATH: directory };
      expect(await cargoVersion({ cwd: '/', env })).toMatchObject({ error: { code: 'cargo-missing' } });
      writeFiles(directory, { cargo: '#!/bin/sh\necho cargo 1.70.0\n' });
      chmodSync(`${directory}/cargo`, 0o755);
      expect(await cargoVersion({ cwd: '/', env })).toMatchObject({ error: { code: 'cargo-too-old' } });
    } finally {
      remove(directory);
    }
  });
});

test('rustc -vV', async () => {
  const { stdout } = await exec('rustc', ['-vV'], { cwd: '/', env: cleanEnvironment() });
  const { stdout: host } = await exec('rustc', ['--print', 'host-tuple'], { cwd: '/', env: cleanEnvironment() });
  expect(parseRustcVersion(stdout)).toMatchObject({ host: host.trim(), text: stdout });
  expect(parseRustcVersion('rustc 1.0.0')).toBeUndefined();
});
