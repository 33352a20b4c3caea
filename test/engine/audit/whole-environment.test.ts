import { execFileSync } from 'node:child_process';
import { beforeEach, expect, test } from 'vitest';
import { mayReadAllVariables } from '../../../src/engine/audit/whole-environment.ts';
import type { Taking } from '../../../src/units/incapable.ts';
import type { ObservedProcess } from '../../../src/engine/observer/observed.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';

let root: string;

beforeEach(() => {
  root = temporaryDirectory();
});

function looksThroughAll(reads: string, flags: readonly string[], by?: Taking): boolean {
  write(`${root}/main.rs`, `fn main() { println!("{:?}", ${reads}); }\n`);
  execFileSync('rustc', [...flags, '-o', `${root}/program`, `${root}/main.rs`]);
  return mayReadAllVariables([{ executable: `${root}/program`, records: [] } as unknown as ObservedProcess], root, by);
}

test.each([['-g'], ['-O'], ['-Cstrip=debuginfo']])('a program that asks for all variables is told from one that asks for one (%s)', (flag) => {
  expect(looksThroughAll('std::env::vars().count()', [flag])).toBe(true);
  expect(looksThroughAll('std::env::vars_os().next()', [flag])).toBe(true);
  expect(looksThroughAll('std::env::var("A")', [flag])).toBe(false);
});

test.each([['-g'], ['-O']])('what starts a program with another environment calls one of them itself (%s)', (flag) => {
  expect(looksThroughAll('std::process::Command::new("x").env("A", "1").status()', [flag], 'vars')).toBe(false);
  expect(looksThroughAll('std::env::vars().count()', [flag], 'vars')).toBe(true);
});

test('one without symbols may have asked for all', () => {
  expect(looksThroughAll('std::env::var("A")', ['-Cstrip=symbols'])).toBe(true);
});
