import { describe, expect, test } from 'vitest';
import type { TimeNs } from '../../src/system/brand.ts';
import { maySave, type InputEvidence, type SaveEvidence } from '../../src/units/may-save.ts';
import type { BuiltUnit } from '../../src/units/model.ts';
import { slotOf, timed } from './samples.ts';

const ns = (n: number): TimeNs => BigInt(n) as TimeNs;

const unit: BuiltUnit = {
  slot: slotOf('app'),
  layout: 'legacy',
  profileDirectory: 'debug',
  packageName: 'app',
  unitHash: '0123456789abcdef',
  name: 'lib-app',
  kind: 'lib',
  fingerprint: 'fedcba9876543210',
  fingerprintNumber: 1n,
  record: {
    rustc: 1n, features: '[]', declaredFeatures: '[]', target: 1n, profile: 1n, path: 1n,
    deps: [], local: [], rustflags: [], config: 1n, compileKind: 1n,
  },
  files: [],
  outDirectory: undefined,
};

/** Built from 100 on, its outputs at 150 and 140, its fingerprint at 160. */
const sound: SaveEvidence = {
  unit,
  source: { kind: 'path', name: 'app', root: 'app' },
  builtNs: ns(100),
  fingerprintNs: ns(160),
  times: timed('lib', { rlib: 150n, rmeta: 140n }),
  dependencies: [{ slot: slotOf('low'), packageName: 'low', refused: false, times: timed('lib', { rlib: 90n, rmeta: 80n }) }],
  inputs: [{ path: 'app/src/lib.rs', changedNs: ns(50), word: 'proved' }],
  copied: undefined,
  writtenAt: undefined,
  owned: true,
  undeclared: [],
  envPaths: [],
  scriptPath: () => undefined,
  leak: () => undefined,
  debugObject: () => undefined,
};

const input = (changed: number | undefined, word: InputEvidence['word']): InputEvidence => {
  return { path: 'app/src/lib.rs', changedNs: changed === undefined ? undefined : ns(changed), word };
};
const dependency = sound.dependencies[0]!;
const found = { file: 'debug/deps/libapp.rlib', section: '.rodata', text: '/repos/tree/app' };

test('a unit that nothing speaks against may be saved', () => {
  expect(maySave(sound)).toBeUndefined();
});

test.each<[string, Partial<SaveEvidence>, object]>([
  ['a dependency is refused', { dependencies: [{ ...dependency, refused: true }] }, { reason: 'dependency-refused', dependency: slotOf('low'), package: 'low' }],
  [
    'a dependency was built after it',
    { dependencies: [{ ...dependency, times: timed('lib', { rlib: 200n, rmeta: 151n }) }] },
    { reason: 'older-than-dependency', dependency: 'low' },
  ],
  ['an output was edited in place', { times: timed('lib', { rlib: 161n, rmeta: 140n }) }, { reason: 'changed-in-place', file: 'debug/deps/rlib' }],
  ['an input is gone', { inputs: [input(undefined, 'silent')] }, { reason: 'input-missing', file: 'app/src/lib.rs' }],
  ['an input changed after the build began', { inputs: [input(101, 'silent')] }, { reason: 'edited-since', file: 'app/src/lib.rs' }],
  ['an undeclared input changed after it', { undeclared: [input(101, 'silent')] }, { reason: 'edited-since', file: 'app/src/lib.rs' }],
  ['the artifact was made from another content', { inputs: [input(50, 'denied')] }, { reason: 'digest-missing', file: 'app/src/lib.rs' }],
  ['it was built elsewhere', { writtenAt: '/old/target/debug/app' }, { reason: 'built-elsewhere', at: '/old/target/debug/app' }],
  [
    'a registry package\'s build script ran elsewhere',
    { source: { kind: 'registry', name: 'app', version: '1.0.0' }, unit: { ...sound.unit, kind: 'run-build-script' }, writtenAt: '/old/target/debug/build/app/out' },
    { reason: 'built-elsewhere', at: '/old/target/debug/build/app/out' },
  ],
  ['it was copied here', { copied: 'invoked.timestamp' }, { reason: 'copied', file: 'invoked.timestamp' }],
  ['others may have built it', { owned: false, inputs: [input(50, 'silent')] }, { reason: 'unknown-builder', file: 'app/src/lib.rs' }],
  ['the scan finds what a variable holds', { envPaths: [{ variable: 'HERE', value: found.text }], leak: () => found }, { reason: 'env-path', variable: 'HERE', value: found.text }],
  ['the scan finds what no variable holds', { envPaths: [{ variable: 'HERE', value: '/elsewhere' }], leak: () => found }, { reason: 'baked-path', ...found }],
  ['a generated file holds a root', { scriptPath: () => found }, { reason: 'script-path', file: found.file, text: found.text }],
  ['its debug information is in the donor\'s objects', { debugObject: () => ({ file: 'debug/app', object: '/repos/tree/app.o' }) }, { reason: 'debug-objects', file: 'debug/app', object: '/repos/tree/app.o' }],
  ['the scan finds a root', { leak: () => found }, { reason: 'baked-path', ...found }],
])('refused: %s', (_, difference, refusal) => {
  expect(maySave({ ...sound, ...difference })).toEqual(refusal);
});

describe('what does not speak against a unit', () => {
  test.each<[string, Partial<SaveEvidence>]>([
    ['an input as old as the build', { inputs: [input(100, 'silent')] }],
    ['an input that the artifact proves, whatever its times', { inputs: [input(999, 'proved')] }],
    ['a dependency exactly as old: cargo compares with a strict >', { dependencies: [{ ...dependency, times: timed('lib', { rlib: 200n, rmeta: 150n }) }] }],
    ['an output exactly as old as the fingerprint', { times: timed('lib', { rlib: 160n, rmeta: 140n }) }],
      ['a build directory of others, where the artifact proves every input', { owned: false }],
    ['a registry package that was built elsewhere', { source: { kind: 'registry', name: 'app', version: '1.0.0' }, writtenAt: '/old/target/debug/deps/libapp.rlib' }],
  ])('%s', (_, difference) => {
    expect(maySave({ ...sound, ...difference })).toBeUndefined();
  });
});

test('the dear questions are asked last, and only where nothing else refused', () => {
  const asked: string[] = [];
  const ask = (what: string) => () => {
    asked.push(what);
    return undefined;
  };
  const dear = { scriptPath: ask('script'), leak: ask('leak') };
  maySave({ ...sound, ...dear, inputs: [input(101, 'silent')] });
  expect(asked).toEqual([]);
  maySave({ ...sound, ...dear });
  expect(asked).toEqual(['script', 'leak']);
});
