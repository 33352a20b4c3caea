import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/engine/audit/classify.ts';
import type { ObservedRecord } from '../../../src/engine/observer/observed.ts';
import { access, places, process, questions, reading, recordOf } from './classify-fixture.ts';

describe('writes', () => {
  test('into OUT_DIR and temporary files are a script\'s', () => {
    expect(questions(access('write', 'target/debug/build/app-1/out/x.rs'), access('write', '/audit/1/scratch/y'), access('write', '/dev/null'))).toEqual([]);
  });

  test('into the source tree count by what stands there then, and that they fail by what stands there', () => {
    expect(questions(access('write', 'src/x.rs', 2))).toEqual([{ ask: 'kind', path: 'src/x.rs' }]);
    expect(questions(access('write', 'src/x.rs'), access('write', 'src/'))).toEqual([{ ask: 'written', path: 'src/x.rs' }, { ask: 'written', path: 'src' }]);
  });

  test('elsewhere are left to cargo', () => {
    expect(reading(access('write', '/home/me/x'))).toEqual({ state: 'left', because: 'writes-elsewhere', what: '/home/me/x' });
    for (const call of ['rename', 'unlink', 'symlink', 'utimensat']) expect(reading(access('write', 'src/x.rs', 0, call))).toMatchObject({ because: 'writes-elsewhere', what: 'src/x.rs' });
    for (const path of ['.git/config', '/audit/1/git/config', '/repos/main/.git/config']) expect(reading(access('write', path))).toMatchObject({ because: 'writes-elsewhere' });
    expect(classify([process([access('write', 'src/x.rs')])], [], { ...places, way: 'expand' })).toMatchObject({ because: 'writes-elsewhere', what: 'src/x.rs' });
    expect(reading(access('write', 'target/debug/build/app-1/out/../x'))).toMatchObject({ because: 'writes-elsewhere' });
    expect(reading(recordOf({ kind: 'denied', path: '/home/me/x', call: 'open' }))).toEqual({ state: 'left', because: 'writes-elsewhere', what: '/home/me/x' });
  });

  test('cargo\'s notes in its own home are cargo\'s', () => {
    const denied = recordOf({ kind: 'denied', path: '/home/me/.cargo/.global-cache', call: 'open' });
    expect(classify([process([denied], { executable: '/usr/bin/cargo' })], [], places)).toEqual({ state: 'read', questions: [] });
    expect(reading(denied)).toMatchObject({ because: 'writes-elsewhere' });
    const cache = (kind: 'read' | 'write'): ObservedRecord => access(kind, 'target/.rustc_info.json');
    expect(classify([process([cache('read'), cache('write')], { executable: '/usr/bin/cargo' })], [], places)).toEqual({ state: 'read', questions: [] });
    expect(reading(cache('read'))).toMatchObject({ because: 'reads-target' });
  });
});
