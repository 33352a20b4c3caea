import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unseenPrograms } from '../../../src/engine/observer/observed.ts';
import { processIn } from '../../../src/engine/observer/read-log.ts';

/** A file as the observer writes it. */
function file(body: string | Buffer, used?: number): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(64);
  header.writeBigUInt64LE(BigInt(used ?? bytes.length), 0);
  header.write('cargo-share observer 1\n', 24);
  return Buffer.concat([header, bytes, Buffer.alloc(100)]);
}

const OWN = 'P\t7\t6\tpar-1:3\t/bin/p\t/where\t/out\tp\ta b\t\n';
const WHOLE = `${OWN}R\t-\t7\t0\t/a\topen\nS\tm:/m.so\t7\t2\t/b\\tc\\\\n\\n\tstat\nV\t?\t7\tA\t=\nV\t-\t7\tB\t-\nX\t-\t7\t1\tgit\tgit\tx\nX\t-\t7\t2\t/bin/no\tno\nF\t-\t7\t2\t13\texecve\nT\t-\t7\ttime\nD\t-\t7\t/c\topen\nN\t-\t7\tunix /s\nO\t-\t7\t/l.so\n`;

test('a whole file', () => {
  expect(processIn('own-2', file(WHOLE))).toEqual({
    file: 'own-2',
    parent: 'par-1',
    start: 3,
    pid: 7,
    executable: '/bin/p',
    cwd: '/where',
    outDir: '/out',
    argv: ['p', 'a b', ''],
    complete: true,
    records: [
      { by: 'program', kind: 'read', path: '/a', errno: 0, call: 'open' },
      { by: { library: '/m.so' }, kind: 'look', path: '/b\tc\\n\n', errno: 2, call: 'stat' },
      { by: 'unknown', kind: 'variable', name: 'A', value: '' },
      { by: 'program', kind: 'variable', name: 'B', value: null },
      { by: 'program', kind: 'run', program: 'git', argv: ['git', 'x'], number: 1 },
      { by: 'program', kind: 'look', path: '/bin/no', errno: 13, call: 'execve' },
      { by: 'program', kind: 'time' },
      { by: 'program', kind: 'denied', path: '/c', call: 'open' },
      { by: 'program', kind: 'network', address: 'unix /s' },
      { by: 'program', kind: 'load', path: '/l.so' },
    ],
  });
});

test('a program is seen by the file that names its start', () => {
  const starter = processIn('par-1', file('P\t6\t1\t\t/bin/q\t/\t\tq\nX\t-\t6\t3\t/bin/p\tp\nX\t-\t6\t4\t/bin/p\tp\n'));
  expect(unseenPrograms([starter, processIn('own-2', file(WHOLE))])).toMatchObject([
    { file: 'par-1', program: '/bin/p' },
    { file: 'own-2', program: 'git' },
  ]);
});

test.each([
  ['no line of the process', 'R\t-\t7\t0\t/a\topen\n'],
  ['two of them', OWN + OWN],
  ['a line that was cut', `${OWN}R\t-\t7\t0\t/a`],
  ['a field too few', `${OWN}R\t-\t7\t0\t/a\n`],
  ['a field too many', `${OWN}V\t-\t7\tA\t=b\tc\n`],
  ['a kind that nobody knows', `${OWN}Z\t-\t7\t/a\n`],
  ['a caller that nobody knows', `${OWN}T\tx\t7\ttime\n`],
  ['a path that is not absolute', `${OWN}R\t-\t7\t0\ta\topen\n`],
  ['bytes that were not written', `${OWN}R\t-\t7\t0\t/\0\0\0\n`],
  ['an escape that stands for nothing', `${OWN}R\t-\t7\t0\t/\\x\topen\n`],
  ['a path that is not UTF-8', Buffer.from(`${OWN}R\t-\t7\t0\t/\xff\topen\n`, 'latin1')],
  ['a parent without a number', OWN.replace(':3', '')],
])('%s makes it incomplete', (_, body) => {
  expect(processIn('f', file(body)).complete).toBe(false);
});

test('more than was written, and a file that is something else, are incomplete', () => {
  expect(processIn('f', file(OWN, 4096))).toMatchObject({ complete: false, executable: '/bin/p' });
  expect(processIn('f', Buffer.from('#!/bin/sh\n'))).toMatchObject({ complete: false, records: [] });
});

test('one changed byte never throws, and a shorter file is never complete', () => {
  const whole = file(WHOLE);
  fc.assert(
    fc.property(fc.nat(whole.length - 101), fc.nat(255), fc.integer({ min: 1, max: whole.length - 165 }), (at, byte, cut) => {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      processIn('f', changed);
      expect(processIn('f', whole.subarray(0, 64 + cut)).complete).toBe(false);
    }),
  );
});
