import { library, member, show, type Part } from './part.ts';
import { scripted, shows, simple, source } from './scripts.ts';

/** Build scripts that hand on directories and values. */
export const HANDED_ON: readonly Part[] = [
  {
    // The directory itself reaches the program: as cargo's variable, and as one of the script's own.
    ...simple({
      name: 'bs_out',
      files: () =>
        scripted(
          'bs_out',
          `    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=COPY={}", std::env::var("OUT_DIR").unwrap());`,
          `pub fn directory() -> &'static str { env!("OUT_DIR") }\npub fn copy() -> &'static str { env!("COPY") }\n${shows('1')}`,
        ),
      slots: [source('bs_out')],
      expect: ({ tree }) => ({ bs_out: `1 ${tree.value(source('bs_out'))}`, 'bs_out.directory': '<target>', 'bs_out.copy': '<target>' }),
    }),
    main: show('bs_out', 'bs_out::show()') + show('bs_out.directory', 'bs_out::directory()') + show('bs_out.copy', 'bs_out::copy()'),
  },
  {
    name: 'links',
    files: () => ({
      ...scripted(
        'links_sys',
        `    println!("cargo:rerun-if-changed=sys.txt");
    println!("cargo::metadata=word={}", std::fs::read_to_string("sys.txt").unwrap().trim());`,
        'pub const NUMBER: u32 = 1;',
        { fields: 'links = "campaign"\n' },
      ),
      'crates/links_sys/sys.txt': 'value-307\n',
      ...scripted(
        'links_user',
        `    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=WORD={}", std::env::var("DEP_CAMPAIGN_WORD").unwrap());`,
        shows('env!("WORD")'),
        { rest: '[dependencies]\nlinks_sys = { path = "../links_sys" }\n' },
      ),
    }),
    members: ['crates/links_sys', 'crates/links_user'],
    dependencies: member('links_user'),
    main: show('links', 'links_user::show()'),
    slots: ['crates/links_sys/sys.txt', source('links_user')],
    expect: ({ tree }) => ({ links: `${tree.read('crates/links_sys/sys.txt').trim()} ${tree.value(source('links_user'))}` }),
  },
];

/** A library that is loaded at run time, from where cargo puts the last one built. */
function loaded(name: string, types: string): Part {
  return {
    name,
    files: () => ({
      [`crates/${name}/Cargo.toml`]: library(name, { rest: `crate-type = [${types}]\n` }),
      [`crates/${name}/src/lib.rs`]: `#[no_mangle]\npub extern "C" fn ${name}_value() -> *const u8 { b"value-308\\0".as_ptr() }\n`,
    }),
    members: [`crates/${name}`],
    dependencies: '',
    main: `    crate::load::probe("${name}");\n`,
    slots: [`crates/${name}/src/lib.rs`],
    expect: ({ tree, libraries }): Record<string, string> => (libraries ? { [name]: tree.value(`crates/${name}/src/lib.rs`) } : {}),
  };
}

export const LOADED: readonly Part[] = [loaded('cdy', '"cdylib", "rlib"'), loaded('dy', '"dylib"')];
