import { app, bothWays, committed, type MatrixEntry } from '../entry.ts';

/** Template engines that compile templates into the program. */
export const TEMPLATES: readonly MatrixEntry[] = [
  {
    crate: 'askama',
    runs: 'macro',
    files: app({
      uses: 'askama = { version = "=0.16.1", default-features = false, features = ["derive", "config", "std"] }',
      main: `
use askama::Template;
#[derive(Template)]
#[template(path = "page.txt")]
struct Page { name: &'static str }
fn main() { println!("{}", Page { name: "n" }.render().unwrap()); }`,
      files: {
        'templates/page.txt': '{% extends "base.txt" %}{% block body %}{% include "part.txt" %} {{ name }}{% endblock %}',
        'templates/base.txt': 'base [{% block body %}{% endblock %}]',
        'templates/part.txt': 'part',
      },
    }),
    changes: [
      committed('the template', { 'templates/page.txt': '{% extends "base.txt" %}{% block body %}changed {{ name }}{% endblock %}' }),
      committed('what it extends', { 'templates/base.txt': 'changed [{% block body %}{% endblock %}]' }),
      ...bothWays('what it includes', { 'templates/part.txt': 'changed' }),
      committed('a configuration that was not there', { 'askama.toml': '[general]\ndirs = ["other"]\n', 'other/page.txt': 'of the other folder {{ name }}' }),
    ],
  },
  {
    crate: 'sailfish',
    runs: 'macro',
    files: app({
      uses: 'sailfish = "=0.11.9"',
      main: `
use sailfish::TemplateSimple;
#[derive(TemplateSimple)]
#[template(path = "page.stpl")]
struct Page { name: &'static str }
fn main() { println!("{}", Page { name: "n" }.render_once().unwrap()); }`,
      files: { 'templates/page.stpl': '<% include!("part.stpl"); %> <%= name %>', 'templates/part.stpl': 'part' },
    }),
    changes: [
      committed('the template', { 'templates/page.stpl': 'changed <%= name %>' }),
      ...bothWays('what it includes', { 'templates/part.stpl': 'changed' }),
      committed('a configuration that was not there', { 'sailfish.toml': 'delimiter = "$"\n' }),
    ],
  },
  {
    crate: 'maud',
    runs: 'macro',
    files: app({
      uses: 'maud = "=0.27.0"',
      main: 'fn main() { println!("{}", maud::html! { p { (include_str!("../page.txt").trim()) } }.into_string()); }',
      files: { 'page.txt': 'page\n' },
    }),
    changes: bothWays('a file that is included in its invocation', { 'page.txt': 'changed\n' }),
  },
  {
    crate: 'rinja',
    runs: 'macro',
    files: app({
      uses: 'rinja = { version = "=0.3.5", default-features = false, features = ["config"] }',
      main: `
use rinja::Template;
#[derive(Template)]
#[template(path = "page.txt")]
struct Page { name: &'static str }
fn main() { println!("{}", Page { name: "n" }.render().unwrap()); }`,
      files: { 'templates/page.txt': '{% include "part.txt" %} {{ name }}', 'templates/part.txt': 'part' },
    }),
    changes: [
      committed('the template', { 'templates/page.txt': 'changed {{ name }}' }),
      ...bothWays('what it includes', { 'templates/part.txt': 'changed' }),
      committed('a configuration that was not there', { 'rinja.toml': '[general]\ndirs = ["other"]\n', 'other/page.txt': 'of the other folder {{ name }}' }),
    ],
  },
  {
    crate: 'yarte',
    runs: 'macro',
    files: app({
      uses: 'yarte = "=0.15.7"',
      main: `
use yarte::Template;
#[derive(Template)]
#[template(path = "page")]
struct Page { name: &'static str }
fn main() { println!("{}", Page { name: "n" }.call().unwrap()); }`,
      files: { 'templates/page.hbs': '{{> part }} {{ name }}', 'templates/part.hbs': 'part' },
    }),
    changes: [
      committed('the template', { 'templates/page.hbs': 'changed {{ name }}' }),
      ...bothWays('what it includes', { 'templates/part.hbs': 'changed' }),
    ],
  },
  {
    crate: 'pest_derive',
    runs: 'macro',
    files: app({
      uses: 'pest = "2"\npest_derive = "=2.9.6"',
      main: `
use pest::Parser;
#[derive(pest_derive::Parser)]
#[grammar = "words.pest"]
struct Words;
fn main() { println!("{}", Words::parse(Rule::word, "ab1").map_or("none".to_string(), |found| found.as_str().to_string())); }`,
      files: { 'src/words.pest': 'word = { ASCII_ALPHA+ }\n' },
    }),
    changes: bothWays('the grammar', { 'src/words.pest': 'word = { ASCII_ALPHANUMERIC+ }\n' }),
  },
  {
    crate: 'include-sql',
    runs: 'macro',
    files: app({
      uses: 'include-sql = "=0.3.2"',
      main: `
macro_rules! impl_sql {
    ($($all:tt)*) => { const ALL: &str = stringify!($($all)*); };
}
include_sql::include_sql!("sql/words.sql");
fn main() { println!("{ALL}"); }`,
      files: { 'sql/words.sql': '-- name: words?\nSELECT word FROM words;\n' },
    }),
    changes: bothWays('the statements', { 'sql/words.sql': '-- name: words?\nSELECT changed FROM words;\n' }),
  },
];
