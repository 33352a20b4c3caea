import { beforeEach, expect, test } from 'vitest';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { setMtime } from '../../../src/system/times.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { Input } from '../../../src/units/model.ts';
import { depInfoTime, newestInput, outputFloors } from '../../../src/engine/warm/floors.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { manifestOf } from '../../units/samples.ts';

let contents: WorktreeContents;

beforeEach(() => {
  const root = temporaryDirectory() as AbsolutePath;
  contents = new WorktreeContents(root);
  for (const [path, ns] of [['old.rs', 5n], ['new.rs', 9n], ['items/x', 3n], ['items', 11n], ['app/in.rs', 12n], ['data/x', 13n], ['data', 3n]] as const) {
    if (path.includes('.') || path.endsWith('/x')) write(`${root}/${path}`, '');
    setMtime(`${root}/${path}`, ns);
  }
});

const file = (path: string): Input => ({ kind: 'file', path, sha256: sha256('') });
const watching = (...paths: string[]) => ({ paths, variables: [] });
const unit = (kind: 'lib' | 'run-build-script', ...inputs: Input[]) => manifestOf('app', { kind, inputs });

test('the newest input counts, whatever cargo looks at: a directory with what is below it', () => {
  expect(newestInput(unit('lib', file('old.rs'), file('new.rs')), contents)).toBe(9n);
  expect(newestInput(unit('lib', file('new.rs'), { kind: 'directory', path: 'items', sha256: sha256('') }), contents)).toBe(11n);
  expect(newestInput(unit('lib', { kind: 'directory', path: 'data', sha256: sha256('') }), contents)).toBe(13n);
});

test('what is absent has no time', () => {
  expect(newestInput(unit('lib', { kind: 'absent', path: 'new.rs' }, file('gone.rs')), contents)).toBe(0n);
});

test('a path package\'s compiled unit gets its dep-info\'s time from its inputs here', () => {
  expect(depInfoTime(unit('lib', file('old.rs')), contents)).toBe(5n);
  expect(depInfoTime(unit('run-build-script', file('old.rs')), contents)).toBeUndefined();
  expect(depInfoTime({ ...unit('lib', file('old.rs')), source: { kind: 'registry', name: 'a', version: '1.0.0' } }, contents)).toBeUndefined();
});

test('what else it watches counts too, a directory with what is below it', () => {
  expect(depInfoTime(unit('lib', file('old.rs')), contents, watching(contents.absolute('new.rs')))).toBe(9n);
  expect(depInfoTime(unit('lib', file('old.rs')), contents, watching('in.rs'))).toBe(12n);
  expect(depInfoTime(unit('lib', file('old.rs')), contents, watching(contents.absolute('data'), 'gone'))).toBe(13n);
});

test('what a path package\'s script watches is the floor of what it printed', () => {
  const run = unit('run-build-script', file('new.rs'));
  const registry = manifestOf('reg', { kind: 'run-build-script', inputs: [file('new.rs')], source: { kind: 'registry', name: 'reg', version: '1.0.0' } });
  expect(outputFloors([run, registry, manifestOf('lib', { inputs: [file('new.rs')] })], contents)).toEqual(new Map([[run.slot, { outputNs: 9n }]]));
});
