import { app, bothWays, committed, type MatrixEntry } from '../entry.ts';

/** Crates that take texts in several languages into the program. */
export const LANGUAGES: readonly MatrixEntry[] = [
  {
    crate: 'rust-i18n',
    runs: 'macro',
    files: app({
      uses: 'rust-i18n = "=4.2.4"',
      main: `
rust_i18n::i18n!("locales");
fn main() { println!("{} {} {:?}", rust_i18n::t!("hello"), rust_i18n::t!("hello", locale = "de"), rust_i18n::available_locales!()); }`,
      files: { 'locales/en.yml': 'hello: Hello\n' },
    }),
    changes: [...bothWays('a new language', { 'locales/de.yml': 'hello: Hallo\n' }), committed('a text', { 'locales/en.yml': 'hello: Good day\n' })],
  },
  {
    crate: 'fluent-templates',
    runs: 'macro',
    files: app({
      uses: 'fluent-templates = "=0.15.1"\nunic-langid = { version = "0.9", features = ["macros"] }',
      main: `
use fluent_templates::Loader;
fluent_templates::static_loader! { static TEXTS = { locales: "./locales", fallback_language: "en" }; }
fn main() { println!("{} {}", TEXTS.lookup(&unic_langid::langid!("en"), "hello"), TEXTS.lookup(&unic_langid::langid!("de"), "hello")); }`,
      files: { 'locales/en/main.ftl': 'hello = Hello\n' },
    }),
    changes: [...bothWays('a new language', { 'locales/de/main.ftl': 'hello = Hallo\n' }), committed('a text', { 'locales/en/main.ftl': 'hello = Good day\n' })],
  },
  {
    crate: 'include-flate',
    runs: 'macro',
    files: app({
      uses: 'include-flate = "=0.3.5"',
      main: 'include_flate::flate!(static TEXT: str from "data/text.txt");\nfn main() { println!("{}", TEXT.trim()); }',
      files: { 'data/text.txt': 'one\n' },
    }),
    changes: bothWays('the file', { 'data/text.txt': 'two\n' }),
  },
  {
    crate: 'ructe',
    runs: 'build script',
    files: app({
      builds: 'ructe = "=0.18.2"',
      script: 'fn main() -> Result<(), ructe::RucteError> { ructe::Ructe::from_env()?.compile_templates("templates") }',
      main: `
include!(concat!(env!("OUT_DIR"), "/templates.rs"));
fn main() { let mut out = Vec::new(); templates::page_html(&mut out).unwrap(); println!("{}", String::from_utf8(out).unwrap()); }`,
      files: { 'templates/page.rs.html': '@()\n<p>one</p>\n' },
    }),
    changes: bothWays('the template', { 'templates/page.rs.html': '@()\n<p>two</p>\n' }),
  },
];
