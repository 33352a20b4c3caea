import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { matches, readProject } from '../docs/files.ts';
import { dependsOn, manifest, workspace } from '../rig/crate.ts';
import { useRigs, type Files } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** Examples that are no state of a small workspace: other tests have them, or only a fault does. */
const ELSEWHERE = ['baked-path', 'built-elsewhere', 'config-env-differs', 'copied', 'debug-objects', 'deployment-differs', 'fingerprint-mtime', 'linker-input-differs', 'not-in-lockfile', 'not-stored', 'outside-workspace', 'own-compilers-differ', 'unknown-builder', 'unknown-source', 'unreadable'];

/** By package: what is refused when a build is saved. */
const SAVED = {
  missing: 'incomplete',
  plugin: 'unhashed-output',
  picture: 'edited-since',
  old: 'digest-missing',
  on_lints: 'stale-dependency',
  on_newer: 'older-than-dependency',
  gone: 'input-missing',
  root: 'env-path',
  generated: 'script-path',
  made: 'input-in-target',
  stripped: 'changed-in-place',
  documented: 'unsupported-kind',
  kept: 'never-shared',
} as const;
/** And when it is placed in another worktree. */
const PLACED = {
  edited: 'input-differs',
  module: 'input-added',
  untold: 'package-files-differ',
  commit: 'observed-differs',
  uses_folder: 'observed-differs',
  high: 'dependency-digest',
  told: 'declared-differs',
} as const;
const SAVED_AFTER_AN_AUDIT = { uses_seeing: 'left' } as const;
const PLACED_UNSEEN = { commit: 'not-observed', uses_folder: 'not-observed' } as const;
const PLACED_AFTER_AN_EDIT = { stripped: 'damaged' } as const;

/** Given to whatever stands on a refused unit. */
const PASSED_ON = ['dependency-refused', 'dependency-not-placed'];

interface Member {
  /** Further TOML. */
  readonly toml?: string;
  readonly lib: string;
  readonly files?: Files;
}

const MACRO = '[lib]\nproc-macro = true\n';
const macro = (body: string): string => `use proc_macro::TokenStream;\n#[proc_macro] pub fn it(_: TokenStream) -> TokenStream { let text = { ${body} }; format!("{text:?}").parse().unwrap() }\n`;
const user = (of: string): Member => ({ toml: dependsOn(of), lib: `pub const IT: &str = ${of}::it!();\n` });
const git = (...args: readonly string[]): string => `String::from_utf8(std::process::Command::new("git").args(${JSON.stringify(args)}).output().unwrap().stdout).unwrap().trim().to_string()`;
/** A library that holds what its build script's expression gives. */
const scripted = (value: string): Member => ({
  lib: 'pub const IT: &str = env!("IT");\n',
  files: { 'build.rs': `fn main() { println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=IT={}", ${value}); }\n` },
});

function members(list: Readonly<Record<string, Member>>, further: Files = {}, rest = ''): Files {
  const files = Object.entries(list).flatMap(([name, { toml, lib, files: own = {} }]) => [
    [`${name}/Cargo.toml`, manifest(name, toml)] as const,
    [`${name}/src/lib.rs`, lib] as const,
    ...Object.entries(own).map(([path, content]) => [`${name}/${path}`, content] as const),
  ]);
  return { 'Cargo.toml': workspace(Object.keys(list), rest), ...Object.fromEntries(files), ...further };
}

/** The reasons by package, but those that only pass another one's on. */
function reasons(directories: readonly { readonly refusals: readonly { readonly reason: string; readonly package: string }[] }[]): Record<string, string> {
  const refusals = directories.flatMap((directory) => directory.refusals);
  return Object.fromEntries(refusals.filter(({ reason }) => !PASSED_ON.includes(reason)).map((refusal) => [refusal.package, refusal.reason]));
}

const EDITED = 'pub fn edited() {}\n';

it('a build that is saved: the examples are refused as the page says', async () => {
  const rig = await createRig({
    files: members(
      {
        missing: { lib: '' },
        plugin: { toml: '[lib]\ncrate-type = ["cdylib"]\n', lib: '' },
        plugin_again: { toml: '[lib]\nname = "plugin"\ncrate-type = ["cdylib"]\n', lib: '' },
        picture: { lib: 'pub const LOGO: &[u8] = include_bytes!("../logo.svg");\n', files: { 'logo.svg': 'one' } },
        old: { lib: 'pub fn first() {}\n' },
        lints: { lib: '' },
        on_lints: { toml: dependsOn('lints'), lib: '' },
        newer: { lib: '' },
        on_newer: { toml: dependsOn('newer'), lib: '' },
        gone: { lib: 'pub const IT: &str = include_str!("../data.txt");\n', files: { 'data.txt': '' } },
        root: { lib: 'pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");\n' },
        generated: {
          lib: 'pub const IT: &str = include!(concat!(env!("OUT_DIR"), "/it.rs"));\n',
          files: {
            'data.txt': 'data',
            'build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); let it = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("data.txt"); std::fs::write(format!("{}/it.rs", std::env::var("OUT_DIR").unwrap()), format!("include_str!({it:?})")).unwrap(); }\n',
          },
        },
        made: { lib: 'pub const IT: i32 = include!("../../target/made.rs");\n' },
        stripped: { lib: '', files: { 'src/main.rs': 'fn main() {}\n' } },
        documented: { lib: '' },
        kept: { lib: '' },
      },
      {},
      '[workspace.metadata.share]\nnever-share = ["kept"]\n',
    ),
  });
  const { main } = rig;
  main.write('target/made.rs', '1');
  await main.cargo(['build']);
  await main.cargo(['doc', '-p', 'documented']);

  removeBuilt(main, /^libmissing-/);
  main.write('picture/logo.svg', 'two');
  main.writeOld('old/src/lib.rs', EDITED);
  main.write('lints/Cargo.toml', manifest('lints', '[lints.rust]\nunused = "warn"\n'));
  main.write('newer/src/lib.rs', EDITED);
  main.write('plugin_again/src/lib.rs', EDITED);
  await main.cargo(['build', '-p', 'lints', '-p', 'newer', '-p', 'plugin_again']);
  main.remove('gone/data.txt');
  main.write('target/debug/stripped', `${main.read('target/debug/stripped')} `);
  await main.commit('What a person does');

  expect(reasons((await main.save()).directories)).toMatchObject(SAVED);
});

it('a stored unit that is placed: the examples are refused as the page says', async () => {
  const rig = await createRig({
    files: members(
      {
        edited: { lib: '' },
        module: { lib: 'mod net;\n', files: { 'src/net/mod.rs': '' } },
        untold: { lib: '', files: { 'build.rs': 'fn main() {}\n' } },
        commit: scripted(git('rev-parse', 'HEAD')),
        folder: { toml: MACRO, lib: macro('std::fs::read_to_string("dist/index.html").unwrap()') },
        uses_folder: user('folder'),
        low: { lib: '' },
        high: { toml: dependsOn('low'), lib: '' },
        told: { lib: '', files: { 'queries/one.sql': '' } },
      },
      { '.gitignore': 'target\ndist\n', 'dist/index.html': 'one' },
      '[workspace.metadata.share.extra-inputs]\ntold = ["told/queries/*.sql", "$TOLD"]\n',
    ),
  });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
  await b.cargo(['build', '-p', 'low']);
  b.write('edited/src/lib.rs', EDITED);
  b.write('module/src/net.rs', '');
  b.write('untold/README.md', '');
  b.write('told/queries/two.sql', '');
  expect(reasons((await b.warm([], { env: { CARGO_SHARE_AUDIT: 'false' } })).directories)).toMatchObject(PLACED);
});

it('a macro that was seen to look at the worktree\'s path', async () => {
  const rig = await createRig({
    files: members({
        seeing: { toml: MACRO, lib: macro('std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().file_name().unwrap().len().to_string()') },
        uses_seeing: user('seeing'),
    }),
  });
  await rig.main.cargo(['build']);
  await rig.main.save();
  expect(reasons((await rig.main.save()).directories)).toMatchObject(SAVED_AFTER_AN_AUDIT);
});

it('a stored unit that nobody has observed', async () => {
  const rig = await createRig({
    files: members(
      { commit: scripted(git('rev-parse', 'HEAD')), folder: { toml: MACRO, lib: macro('std::fs::read_to_string("words.txt").unwrap()') }, uses_folder: user('folder') },
      { 'words.txt': 'one' },
    ),
  });
  await rig.main.git(['config', 'share.audit', 'false']);
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  b.write('words.txt', 'two');
  expect(reasons((await b.warm()).directories)).toMatchObject(PLACED_UNSEEN);
});

it('a stored copy that another program has changed', async () => {
  const rig = await createRig({ files: members({ stripped: { lib: '', files: { 'src/main.rs': 'fn main() {}\n' } } }) });
  await rig.main.cargo(['build']);
  await rig.main.save();
  rig.main.write('target/debug/stripped', `${rig.main.read('target/debug/stripped')} `);
  rmSync(rig.main.target, { recursive: true });
  expect(reasons((await rig.main.warm()).directories)).toMatchObject(PLACED_AFTER_AN_EDIT);
});

it('these are all refusals of the page, but for those that are tried elsewhere', () => {
  const tables = [SAVED, SAVED_AFTER_AN_AUDIT, PLACED, PLACED_UNSEEN, PLACED_AFTER_AN_EDIT];
  const tried = tables.flatMap((table) => Object.values(table) as string[]);
  expect([...new Set([...tried, ...PASSED_ON, ...ELSEWHERE])].sort()).toEqual(matches(readProject('docs/refusals.md'), /^### `([a-z-]+)`$/gm));
});

/** Removes files of `debug/deps` by their names. */
function removeBuilt(worktree: Worktree, name: RegExp): void {
  const deps = join(worktree.target, 'debug/deps');
  for (const file of readdirSync(deps).filter((entry) => name.test(entry))) rmSync(join(deps, file));
}
