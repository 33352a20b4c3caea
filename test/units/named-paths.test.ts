import { describe, expect, test } from 'vitest';
import { invocationPaths, namedPaths, wanderingName } from '../../src/units/named-paths.ts';

describe('namedPaths', () => {
  test.each([
    ['fs::read("assets/one.txt")', 'assets/one.txt'],
    ['root.join("assets")', 'assets'],
    ['Path::new(".sqlx")', '.sqlx'],
    ['const DIRECTORY: &str = "migrations";', 'migrations'],
    ['format!("assets/{name}.txt")', 'assets'],
    ['glob("assets/**/*.txt")', 'assets'],
    ['read("../shared.json")', '../shared.json'],
    ['x("a folder/file")', 'a folder/file'],
  ])('%s names %s', (source, path) => {
    expect([...namedPaths(source)]).toEqual([path]);
  });

  test.each(['panic!("no such file.")', 'Ident::new("name", span)', '"{}.{}"', '"1.0.0"', '// "a/b"', '#[cfg(feature = "std")]'])('%s names none', (source) => {
    expect([...namedPaths(source)]).toEqual([]);
  });
});

describe('invocationPaths', () => {
  test.each([
    ['include_dir!("../assets")', '../assets'],
    ['#[derive(Parser)] #[grammar = "grammar.pest"] struct P;', 'grammar.pest'],
    ['#[folder = "dist"] struct Assets;', 'dist'],
    ['#[cfg_attr(all(), template(path = "a.html"))] struct T;', 'a.html'],
    ['sqlx::query_file!(concat!("queries/", "one.sql"))', 'queries'],
    ['macro_rules! all { () => { embed!("all") } }', 'all'],
  ])('%s names %s', (source, path) => {
    expect(invocationPaths(source)).toContain(path);
  });

  test.each(['fs::read("a/b")', 'println!("a/b")', '#[doc = "a/b"] struct T;', 'include_str!("a/b")', 'vec![1]; f("a/b")'])('%s names none', (source) => {
    expect([...invocationPaths(source)]).toEqual([]);
  });
});

test('a crate wanders that lists directories and leaves those that it is given', () => {
  expect(wanderingName(['read_dir(x)', 'at.parent()'])).toBe('read_dir');
  expect(wanderingName(['WalkDir::new("../..")'])).toBe('WalkDir');
  expect(wanderingName(['read_dir(".")'])).toBe('read_dir');
  expect(wanderingName(['read_dir("assets")'])).toBeUndefined();
  expect(wanderingName(['at.parent()'])).toBeUndefined();
});
