import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { overBudget } from './budget.ts';
import { ALL_KINDS, countCalls, countedCalls, type Counts } from './count-calls.ts';

/** As strace 6.1 writes it. */
const TRACE = `100 execve("/usr/bin/node", ["node", "main.js", "warm"], 0x1 /* 9 vars */) = 0
100 openat(AT_FDCWD</rig/fresh>, "/usr/lib/libc.so.6", O_RDONLY|O_CLOEXEC) = 3</usr/lib/libc.so.6>
100 openat(AT_FDCWD</rig/fresh>, "/rig/fresh/Cargo.toml", O_RDONLY) = 3</rig/fresh/Cargo.toml>
101 read(3</rig/fresh/Cargo.toml>,  <unfinished ...>
100 read(4<pipe:[7]>, "worktree /rig/fresh\\nHEAD", 65536) = 30
101 <... read resumed>"[workspace]", 8192) = 11
102 execve("/usr/local/bin/git", ["git", "status"], 0x2 /* 9 vars */) = -1 ENOENT (No such file or directory)
102 execve("/usr/bin/git", ["git", "status"], 0x2 /* 9 vars */) = 0
102 openat(AT_FDCWD</rig/fresh>, "/rig/fresh/.git", O_RDONLY) = 3</rig/fresh/.git>
100 link("/rig/store/units/0123456789abcdef/f", "/rig/fresh/target/debug/deps/f") = 0
100 linkat(AT_FDCWD</rig/fresh>, "/rig/store/units/fedcba9876543210/f", AT_FDCWD</rig/fresh>, "/rig/fresh/target/debug/deps/g", 0) = 0
`;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cargo-share-trace-'));
  writeFileSync(join(directory, 'trace'), TRACE);
});
afterEach(() => rmSync(directory, { recursive: true }));

const none = Object.fromEntries(ALL_KINDS.map((kind) => [kind, 0])) as Counts;

it('counts what the program does below the directory, in all of its threads, and the programs that it runs', () => {
  expect(countCalls(countedCalls(join(directory, 'trace'), '/rig'))).toEqual({ ...none, opened: 1, read: 1, placed: 2, 'programs run': 1 });
});

it('says which calls grew, and what they were about', () => {
  const calls = countedCalls(join(directory, 'trace'), '/rig');
  expect(overBudget(calls, { ...none, opened: 1, read: 1, placed: 1, 'programs run': 1 })).toEqual([
    'placed: 2, budget 1; most often /fresh/target/debug/deps/* (2)',
  ]);
  expect(overBudget(calls, undefined)).toHaveLength(4);
});
