import { describe, expect, test } from 'vitest';
import { askedVariables } from '../../src/units/environment-text.ts';

describe('the variables that code asks for', () => {
  test.each([
    ['std::env::var("WORDS")', ['WORDS']],
    ['env::var_os( "A" ).or(env :: var("B"))', ['A', 'B']],
    ['std::env::var("CARGO_PKG_NAME")', []],
    ['// env::var(name)\nfn f() {}', []],
    ['let said = "env::var(name)";', []],
    ['std::env::args().nth(1); std::env::current_dir()', []],
    ['fn environment() {} struct Env;', []],
    ['env!("WORDS")', []],
  ])('%s: %j', (source, names) => {
    const asked = askedVariables(source);
    expect(asked === 'any' ? asked : [...asked].sort()).toEqual(names);
  });

  test.each([
    'std::env::var(name)',
    'std::env::var(format!("{}_DIR", name))',
    'std::env::var("A".to_owned() + "B")',
    'std::env::vars()',
    'names.map(std::env::var_os)',
    'use std::env::var; fn f() { var("X") }',
    'use std::env::{self, var_os};',
    'use std::{fs, env::{vars, args}};',
    'use std::env::*;',
    'use std::env as e; fn f() { e::var("X") }',
    'unsafe { libc::getenv(name) }',
    'env::var(r"WORDS")',
    'env::var("A\\x42")',
  ])('%s: any', (source) => {
    expect(askedVariables(source)).toBe('any');
  });
});
