import { literalMacro, macroManifest, user } from './macros.ts';
import { library, member, show, type Part } from './part.ts';
import { scripted, shows, simple, source } from './scripts.ts';

const ASK_GIT = `std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap()`;
const HEAD = `String::from_utf8_lossy(&${ASK_GIT}.stdout).trim().to_string()`;

/** Inputs that reach a program by ways that cargo is not told of, and that no dependency names. */
export const UNTOLD: readonly Part[] = [
  {
    ...simple({
      name: 'bs_helped',
      files: () => ({
        ...scripted(
          'bs_helped',
          '    println!("cargo:rerun-if-changed=build.rs");\n    println!("cargo:rustc-env=TOLD={}", helper::tell());',
          shows('env!("TOLD")'),
          { rest: '[build-dependencies]\nhelper = { path = "../helper" }\n' },
        ),
        'crates/helper/Cargo.toml': library('helper'),
        'crates/helper/src/lib.rs': `pub fn tell() -> String { ${HEAD} }\n`,
      }),
      slots: [source('bs_helped')],
      expect: ({ tree, commit }) => ({ bs_helped: `${commit} ${tree.value(source('bs_helped'))}` }),
    }),
    members: ['crates/bs_helped', 'crates/helper'],
  },
  simple({
    // As scripts do that want to run again after each commit, wherever this worktree's git directory is.
    name: 'bs_head',
    files: () =>
      scripted(
        'bs_head',
        `    let path = std::process::Command::new("git").args(["rev-parse", "--git-path", "logs/HEAD"]).output().unwrap();
    println!("cargo:rerun-if-changed={}", String::from_utf8_lossy(&path.stdout).trim());
    println!("cargo:rustc-env=COMMIT={}", ${HEAD});`,
        shows('env!("COMMIT")'),
      ),
    slots: [source('bs_head')],
    expect: ({ tree, commit }) => ({ bs_head: `${commit} ${tree.value(source('bs_head'))}` }),
  }),
  {
    name: 'committed',
    files: () => ({
      'crates/committer/Cargo.toml': macroManifest('committer'),
      'crates/committer/src/lib.rs': literalMacro(`    let text = ${HEAD};`),
      ...user('committed', 'committer'),
    }),
    members: ['crates/committer', 'crates/committed'],
    dependencies: member('committed'),
    main: show('committed', 'committed::show()'),
    slots: [source('committed')],
    expect: ({ tree, commit }) => ({ committed: `${commit} ${tree.value(source('committed'))}` }),
  },
  {
    name: 'far_reading',
    files: () => ({
      'crates/far_reader/Cargo.toml': macroManifest('far_reader'),
      'crates/far_reader/src/lib.rs': literalMacro(`    let read = |path: &str| std::fs::read_to_string(path).unwrap().lines().next().unwrap().to_string();
    let more = if std::path::Path::new("far/more.txt").exists() { read("far/more.txt") } else { "none".to_string() };
    let text = format!("{} {}", read("far.txt"), more);`),
      ...user('far_reading', 'far_reader'),
      'far.txt': 'value-601\n',
      'far/empty.txt': '',
    }),
    members: ['crates/far_reader', 'crates/far_reading'],
    dependencies: member('far_reading'),
    main: show('far_reading', 'far_reading::show()'),
    slots: ['far.txt', source('far_reading')],
    extras: [{ path: 'far/more.txt' }],
    expect: ({ tree }) => {
      const more = tree.has('far/more.txt') ? tree.read('far/more.txt').trim() : 'none';
      return { far_reading: `${tree.read('far.txt').trim()} ${more} ${tree.value(source('far_reading'))}` };
    },
  },
  {
    // A Rust source that no crate compiles.
    name: 'near_reading',
    files: () => ({
      'crates/near_reader/Cargo.toml': macroManifest('near_reader'),
      'crates/near_reader/src/lib.rs': literalMacro('    let text = std::fs::read_to_string("crates/near_reading/words.rs").unwrap().lines().next().unwrap().to_string();'),
      ...user('near_reading', 'near_reader'),
      'crates/near_reading/words.rs': 'value-602\n',
    }),
    members: ['crates/near_reader', 'crates/near_reading'],
    dependencies: member('near_reading'),
    main: show('near_reading', 'near_reading::show()'),
    slots: ['crates/near_reading/words.rs', source('near_reading')],
    expect: ({ tree }) => ({
      near_reading: `${/value-\d+/.exec(tree.read('crates/near_reading/words.rs'))?.[0]} ${tree.value(source('near_reading'))}`,
    }),
  },
  {
    // Cargo gives the variable to the macro and to the script, and asks neither whether they read it.
    name: 'config_env',
    files: () => ({
      'crates/config_reader/Cargo.toml': macroManifest('config_reader'),
      'crates/config_reader/src/lib.rs': literalMacro('    let text = std::env::var("CAMPAIGN_CONFIG").unwrap();'),
      ...scripted(
        'config_env',
        '    println!("cargo:rerun-if-changed=build.rs");\n    println!("cargo:rustc-env=SEEN={}", std::env::var("CAMPAIGN_CONFIG").unwrap());',
        shows('env!("SEEN")'),
      ),
      ...user('config_told', 'config_reader'),
    }),
    config: '[env]\nCAMPAIGN_CONFIG = "value-605"\n',
    members: ['crates/config_reader', 'crates/config_told', 'crates/config_env'],
    dependencies: member('config_env') + member('config_told'),
    main: show('config_env', 'config_env::show()') + show('config_told', 'config_told::show()'),
    slots: ['.cargo/config.toml', source('config_env'), source('config_told')],
    expect: ({ tree }) => {
      const set = tree.value('.cargo/config.toml');
      return { config_env: `${set} ${tree.value(source('config_env'))}`, config_told: `${set} ${tree.value(source('config_told'))}` };
    },
  },
  {
    name: 'exchanged',
    files: () => ({
      'crates/exchanged/Cargo.toml': library('exchanged'),
      'crates/exchanged/src/lib.rs': 'pub fn show() -> &\'static str { include_str!("../data/text.txt").trim() }\n',
      'crates/led/Cargo.toml': library('led'),
      'crates/led/src/lib.rs': 'pub fn show() -> &\'static str { include_str!("../../exchanged/current/text.txt").trim() }\n',
      'crates/exchanged/data/text.txt': 'value-603\n',
      'crates/exchanged/other/text.txt': 'value-604\n',
      'crates/exchanged/current': { symlink: 'data' },
    }),
    members: ['crates/exchanged', 'crates/led'],
    dependencies: member('exchanged') + member('led'),
    main: show('exchanged', 'exchanged::show()') + show('led', 'led::show()'),
    slots: ['crates/exchanged/data/text.txt', 'crates/exchanged/other/text.txt'],
    exchange: { directories: ['crates/exchanged/data', 'crates/exchanged/other'], link: 'crates/exchanged/current' },
    expect: ({ tree }) => ({
      exchanged: tree.read('crates/exchanged/data/text.txt').trim(),
      led: tree.read('crates/exchanged/current/text.txt').trim(),
    }),
  },
];
