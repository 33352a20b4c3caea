import { describe, expect, it } from 'vitest';
import { isUnread } from '../../../src/engine/save/out-file-readers.ts';

const FILE = 'debug/build/probing-1/out/libprobe.rmeta';
const reader = { listed: ['/home/registry/probing/src/lib.rs'], holdsRoot: false };

describe('a file that a run left', () => {
  it('is unread where all that was compiled with the run names other files', () => {
    expect(isUnread(FILE, { readers: [reader, reader], printsRoot: false })).toBe(true);
  });

  it.each([
    ['nothing was compiled with the run yet', { readers: [], printsRoot: false }],
    ['one unit lists it', { readers: [reader, { ...reader, listed: [`/wt/target/${FILE}`] }], printsRoot: false }],
    ['one lists it by another spelling', { readers: [{ ...reader, listed: ['/other/out/../libprobe.rmeta'] }], printsRoot: false }],
    ['one holds a root, wherever it is from', { readers: [{ ...reader, holdsRoot: true }], printsRoot: false }],
    ['the script told somebody where it is', { readers: [reader], printsRoot: true }],
  ])('may be read where %s', (_, evidence) => {
    expect(isUnread(FILE, evidence)).toBe(false);
  });
});
