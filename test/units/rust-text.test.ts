import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { pieces, withoutComments } from '../../src/units/rust-text.ts';

const kinds = (source: string): string[] => [...pieces(source)].filter((p) => p.kind !== 'code').map((p) => `${p.kind} ${p.text}`);

describe('pieces', () => {
  test.each([
    ['a // b "c"\nd', ['comment // b "c"']],
    ['/* a /* "b */ c */ d', ['comment /* a /* "b */ c */']],
    ['"// no" /* yes */', ['string "// no"', 'comment /* yes */']],
    [String.raw`"a \" // b" c`, [String.raw`string "a \" // b"`]],
    ['r"a\\" // b', ['raw-string r"a\\"', 'comment // b']],
    ['r##"a "# // b"## c', ['raw-string r##"a "# // b"##']],
    ['br#"a"# b"c" c"d"', ['raw-string br#"a"#', 'string b"c"', 'string c"d"']],
    [`'"' "a"`, [`char '"'`, 'string "a"']],
    [String.raw`'\'' '\\' '\u{1F600}' '\x41'`, [String.raw`char '\''`, String.raw`char '\\'`, String.raw`char '\u{1F600}'`, String.raw`char '\x41'`]],
    [`fn f<'a, 'b>(x: &'a str) { "c" }`, ['string "c"']],
    ['let r#type = "a";', ['string "a"']],
    ['"a line\nand another" b', ['string "a line\nand another"']],
    ["'😀' // a", ["char '😀'", 'comment // a']],
  ])('%j', (source, expected) => {
    expect(kinds(source)).toEqual(expected);
  });

  test('are the whole text, whatever it is', () => {
    const text = fc.array(fc.constantFrom('"', "'", '/', '*', '//', '/*', '*/', '\\', 'r#"', '"#', 'a', ' ', '\n', '😀')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (source) => {
        expect([...pieces(source)].map((p) => p.text).join('')).toBe(source);
      }),
    );
  });
});

test('comments leave a blank, literals stay', () => {
  expect(withoutComments('a/* b */c "// d" // e\nf')).toBe('a c "// d"  \nf');
});
