import { utimesSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { legacyLayout } from '../../../../src/formats/cargo/layout/legacy.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';
import type { UnitFile } from '../../../../src/units/model.ts';
import { temporaryDirectory, write } from '../../git/rig.ts';

const OWN = 'debug/.fingerprint/core_lib-1111111111111111';
const TWIN = 'debug/.fingerprint/core_lib-2222222222222222';
const ABOVE = 'debug/.fingerprint/app-3333333333333333';
const LIBRARY = 'debug/deps/libcore_lib.so';
const RECORD = '{"rustc":1,"features":"[]","declared_features":"[]","target":1,"profile":1,"path":1,"deps":[],"local":[],"rustflags":[],"config":0,"compile_kind":0}';

let build: AbsolutePath;

/** `text` at `seconds` after some time long past. */
function at(seconds: number, path: string, text: string): void {
  write(`${build}/${path}`, text);
  utimesSync(`${build}/${path}`, 1_000_000 + seconds, 1_000_000 + seconds);
}

function isUncertain(): boolean | undefined {
  const entry = legacyLayout.entries(build, 'debug').find(({ unitHash }) => unitHash === '1111111111111111');
  return entry && legacyLayout.index(build, 'debug').unhashed?.isUncertain(entry, [{ path: LIBRARY } as UnitFile]);
}

beforeEach(() => {
  build = temporaryDirectory() as AbsolutePath;
  at(10, `${OWN}/invoked.timestamp`, '');
  at(15, LIBRARY, '');
  at(20, `${OWN}/lib-core_lib`, '0123456789abcdef');
  at(20, `${OWN}/lib-core_lib.json`, RECORD);
});

describe('a library whose files have no unit hash', () => {
  test('is its own where nothing else was built while it was', () => {
    expect(isUncertain()).toBe(false);
  });

  test('is uncertain after another build of it that did not end', () => {
    at(5, `${TWIN}/invoked.timestamp`, '');
    expect(isUncertain()).toBe(false);
    at(5, `${TWIN}/lib-core_lib`, '');
    at(5, `${TWIN}/lib-core_lib.json`, RECORD);
    expect(isUncertain()).toBe(true);
    at(6, `${TWIN}/lib-core_lib`, 'fedcba9876543210');
    expect(isUncertain()).toBe(false);
  });

  test('is uncertain where a unit was begun since that never ended: what that stands on is not known', () => {
    at(9, `${ABOVE}/invoked.timestamp`, '');
    expect(isUncertain()).toBe(false);
    at(12, `${ABOVE}/invoked.timestamp`, '');
    expect(isUncertain()).toBe(true);
  });
});
