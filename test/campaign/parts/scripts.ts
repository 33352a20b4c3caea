import { library, member, show, type Here, type Part } from './part.ts';

/** A package whose build script has this body; `rest` is further TOML. */
export function scripted(name: string, script: string, code: string, o: { readonly fields?: string; readonly rest?: string } = {}): Record<string, string> {
  return {
    [`crates/${name}/Cargo.toml`]: library(name, { ...o, fields: `build = "build.rs"\n${o.fields ?? ''}` }),
    [`crates/${name}/build.rs`]: `fn main() {\n${script}\n}\n`,
    [`crates/${name}/src/lib.rs`]: `${code}\n`,
  };
}

const READ = 'let read = |path: &str| std::fs::read_to_string(path).unwrap().trim().to_string();';

/** A part that is one member of the same name. */
export function simple(part: Omit<Part, 'members' | 'dependencies' | 'main'>): Part {
  const { name } = part;
  return { ...part, members: [`crates/${name}`], dependencies: member(name), main: show(name, `${name}::show()`) };
}

/** A member's only source. */
export const source = (name: string): string => `crates/${name}/src/lib.rs`;
/** A `show` that prints an expression and a value of its own. */
export const shows = (expression: string): string => `pub fn show() -> String { format!("{} {}", ${expression}, "value-301") }`;

/** A package's files and what its script reads. */
function scriptFiles(files: Record<string, string>, read: Record<string, string>): Record<string, string> {
  return { ...files, ...read };
}

function words({ tree }: Here): string {
  return tree.list('crates/bs_dir/words').map((name) => tree.read(`crates/bs_dir/words/${name}`).trim()).join('+');
}

/** Build scripts of every kind. */
export const SCRIPTS: readonly Part[] = [
  simple({
    name: 'bs_file',
    files: () =>
      scriptFiles(
        scripted(
          'bs_file',
          `    println!("cargo:rerun-if-changed=input.txt");
    println!("cargo:rerun-if-changed=build.rs");
    ${READ}
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("gen.rs");
    std::fs::write(out, format!("pub const TEXT: &str = \\"{} {}\\";", read("input.txt"), "value-302")).unwrap();`,
          `include!(concat!(env!("OUT_DIR"), "/gen.rs"));\n${shows('TEXT')}`,
        ),
        { 'crates/bs_file/input.txt': 'value-303\n' },
      ),
    slots: ['crates/bs_file/input.txt', 'crates/bs_file/build.rs', source('bs_file')],
    expect: ({ tree }) => ({
      bs_file: `${tree.read('crates/bs_file/input.txt').trim()} ${tree.value('crates/bs_file/build.rs')} ${tree.value(source('bs_file'))}`,
    }),
  }),
  simple({
    name: 'bs_dir',
    files: () =>
      scriptFiles(
        scripted(
          'bs_dir',
          `    println!("cargo:rerun-if-changed=words");
    let mut paths: Vec<_> = std::fs::read_dir("words").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let all: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap().trim().to_string()).collect();
    println!("cargo:rustc-env=WORDS={}", all.join("+"));`,
          shows('env!("WORDS")'),
        ),
        { 'crates/bs_dir/words/a.txt': 'value-304\n' },
      ),
    slots: ['crates/bs_dir/words/a.txt', 'crates/bs_dir/words/b.txt', source('bs_dir')],
    extras: [{ path: 'crates/bs_dir/words/b.txt' }, { path: 'crates/bs_dir/words/c.txt' }],
    expect: (here) => ({ bs_dir: `${words(here)} ${here.tree.value(source('bs_dir'))}` }),
  }),
  simple({
    name: 'bs_abs',
    files: () =>
      scriptFiles(
        scripted(
          'bs_abs',
          `    let path = format!("{}/abs.txt", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    println!("cargo:rerun-if-changed={path}");
    println!("cargo:rustc-env=TEXT={}", std::fs::read_to_string(&path).unwrap().trim());`,
          shows('env!("TEXT")'),
        ),
        { 'crates/bs_abs/abs.txt': 'value-305\n' },
      ),
    slots: ['crates/bs_abs/abs.txt', source('bs_abs')],
    expect: ({ tree }) => ({ bs_abs: `${tree.read('crates/bs_abs/abs.txt').trim()} ${tree.value(source('bs_abs'))}` }),
  }),
  simple({
    name: 'bs_env',
    files: () =>
      scripted(
        'bs_env',
        `    println!("cargo:rerun-if-env-changed=CAMPAIGN_SCRIPT");
    println!("cargo:rustc-env=SEEN={}", std::env::var("CAMPAIGN_SCRIPT").unwrap_or("none".into()));`,
        shows('env!("SEEN")'),
      ),
    slots: [source('bs_env')],
    expect: ({ tree, env }) => ({ bs_env: `${env['CAMPAIGN_SCRIPT'] ?? 'none'} ${tree.value(source('bs_env'))}` }),
  }),
  simple({
    name: 'bs_none',
    files: () =>
      scriptFiles(
        scripted(
          'bs_none',
          `    ${READ}
    let more = if std::path::Path::new("more.txt").exists() { read("more.txt") } else { "none".to_string() };
    println!("cargo:rustc-env=LOOSE={} {}", read("loose.txt"), more);`,
          shows('env!("LOOSE")'),
        ),
        { 'crates/bs_none/loose.txt': 'value-306\n' },
      ),
    slots: ['crates/bs_none/loose.txt', source('bs_none')],
    extras: [{ path: 'crates/bs_none/more.txt' }],
    expect: ({ tree }) => {
      const more = tree.has('crates/bs_none/more.txt') ? tree.read('crates/bs_none/more.txt').trim() : 'none';
      return { bs_none: `${tree.read('crates/bs_none/loose.txt').trim()} ${more} ${tree.value(source('bs_none'))}` };
    },
  }),
  simple({
    name: 'bs_path',
    files: () =>
      scripted(
        'bs_path',
        `    println!("cargo:rerun-if-changed=build.rs");
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("gen.rs");
    std::fs::write(out, format!("pub const PLACE: &str = {:?};", std::env::var("CARGO_MANIFEST_DIR").unwrap())).unwrap();`,
        `include!(concat!(env!("OUT_DIR"), "/gen.rs"));\n${shows('PLACE')}`,
      ),
    slots: [source('bs_path')],
    expect: ({ tree }) => ({ bs_path: `${tree.root}/crates/bs_path ${tree.value(source('bs_path'))}` }),
  }),
  simple({
    // The run is shared, what it points to is compiled in each worktree. One that was moved after a build is not compiled
    // again: cargo keeps what the script printed, and that file is gone.
    name: 'bs_points',
    onlyNamed: true,
    files: () =>
      scriptFiles(
        scripted(
          'bs_points',
          `    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=DATA={}/data.txt", std::env::var("CARGO_MANIFEST_DIR").unwrap());`,
          shows('include_str!(env!("DATA")).trim()'),
        ),
        { 'crates/bs_points/data.txt': 'value-307\n' },
      ),
    slots: ['crates/bs_points/data.txt', source('bs_points')],
    expect: ({ tree }) => ({ bs_points: `${tree.read('crates/bs_points/data.txt').trim()} ${tree.value(source('bs_points'))}` }),
  }),
  simple({
    name: 'bs_git',
    files: () =>
      scripted(
        'bs_git',
        `    println!("cargo:rerun-if-changed=build.rs");
    let output = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();
    println!("cargo:rustc-env=COMMIT={}", String::from_utf8_lossy(&output.stdout).trim());`,
        shows('env!("COMMIT")'),
      ),
    slots: [source('bs_git')],
    expect: ({ tree, commit }) => ({ bs_git: `${commit} ${tree.value(source('bs_git'))}` }),
  }),
];
