import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/engine/audit/classify.ts';
import type { ObservedRecord } from '../../../src/engine/observer/observed.ts';
import { access, places, process, questions, reading, recordOf } from './classify-fixture.ts';

describe('writes', () => {
  test('into OUT_DIR and temporary files are a script\'s', () => {
    expect(questions(access('write', 'target/debug/build/app-1/out/x.rs'), access('write', '/audit/1/scratch/y'), access('write', '/dev/null'))).toEqual([]);
  });

  test('to a directory that is there already ask for it', () => {
    expect(questions(access('write', 'src', 17, 'mkdir'), access('write', 'target/debug', 17, 'mkdirat'))).toEqual([{ ask: 'kind', path: 'src' }]);
    expect(reading(access('write', 'src/x.rs', 17))).toMatchObject({ because: 'writes-elsewhere', what: 'src/x.rs' });
  });

  test('elsewhere are left to cargo', () => {
    expect(reading(access('write', '/home/me/x'))).toEqual({ state: 'left', because: 'writes-elsewhere', what: '/home/me/x' });
    expect(reading(access('write', 'src/x.rs'))).toMatchObject({ because: 'writes-elsewhere', what: 'src/x.rs' });
    expect(questions(access('write', '/home/me/x', 13))).toEqual([]);
    expect(reading(access('write', 'target/debug/build/app-1/out/../x'))).toMatchObject({ because: 'writes-elsewhere' });
    expect(reading(recordOf({ kind: 'denied', path: '/home/me/x', call: 'open' }))).toEqual({ state: 'left', because: 'writes-elsewhere', what: '/home/me/x' });
  });

  test('in vain tell of what stands there', () => {
    for (const errno of [2, 39]) expect(reading(access('write', 'src/x.rs', errno, 'unlink'))).toMatchObject({ because: 'writes-elsewhere', what: 'src/x.rs' });
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
