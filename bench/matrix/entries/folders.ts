import { app, bothWays, committed, type MatrixEntry } from '../entry.ts';

const ASSETS = { 'assets/one.txt': 'one\n', 'assets/below/two.txt': 'two\n' };
const FOLDER = [
  committed('a file in the folder', { 'assets/one.txt': 'changed\n' }),
  ...bothWays('a new file in the folder', { 'assets/three.txt': 'three\n' }),
  committed('a file that is gone', { 'assets/below/two.txt': null }),
];

/** Crates that take a whole folder into the program. */
export const FOLDERS: readonly MatrixEntry[] = [
  {
    crate: 'include_dir',
    runs: 'macro',
    files: app({
      uses: 'include_dir = "=0.7.4"',
      main: `
use include_dir::{include_dir, Dir};
static ASSETS: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets");
fn show(dir: &Dir) {
    for file in dir.files() { println!("{} {:?}", file.path().display(), file.contents_utf8()); }
    for below in dir.dirs() { show(below); }
}
fn main() { show(&ASSETS); }`,
      files: ASSETS,
    }),
    changes: FOLDER,
  },
  {
    crate: 'rust-embed',
    runs: 'macro',
    files: app({
      uses: 'rust-embed = { version = "=8.13.0", features = ["debug-embed"] }',
      main: `
use rust_embed::RustEmbed;
#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;
fn main() {
    let mut names: Vec<_> = Assets::iter().collect();
    names.sort();
    for name in names { println!("{name} {:?}", std::str::from_utf8(&Assets::get(&name).unwrap().data)); }
}`,
      files: ASSETS,
    }),
    changes: FOLDER,
  },
  {
    crate: 'static-files',
    runs: 'build script',
    files: app({
      uses: 'static-files = "=0.3.1"',
      builds: 'static-files = "=0.3.1"',
      script: 'fn main() -> std::io::Result<()> { static_files::resource_dir("./assets").build() }',
      main: `
include!(concat!(env!("OUT_DIR"), "/generated.rs"));
fn main() {
    let all = generate();
    let mut names: Vec<_> = all.keys().collect();
    names.sort();
    for name in names { println!("{name} {:?}", std::str::from_utf8(all[name].data)); }
}`,
      files: ASSETS,
    }),
    changes: FOLDER,
  },
  {
    crate: 'minijinja-embed',
    runs: 'build script',
    files: app({
      uses: 'minijinja = { version = "3", default-features = false }\nminijinja-embed = "=3.0.5"',
      builds: 'minijinja-embed = "=3.0.5"',
      script: 'fn main() { minijinja_embed::embed_templates!("assets", &[".txt"]); }',
      main: `
fn main() {
    let mut env = minijinja::Environment::new();
    minijinja_embed::load_templates!(&mut env);
    for name in ["one.txt", "below/two.txt", "three.txt"] {
        println!("{name} {:?}", env.get_template(name).ok().map(|template| template.source().to_string()));
    }
}`,
      files: ASSETS,
    }),
    changes: FOLDER,
  },
];
