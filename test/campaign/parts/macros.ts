import { library, member, show, type Here, type Part } from './part.ts';

const MACRO = '[lib]\nproc-macro = true\ndoctest = false\n';

/** The manifest of a macro package. */
export function macroManifest(name: string): string {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n${MACRO}`;
}

/** A macro package that makes a string literal of what `body` computes. */
export function literalMacro(body: string): string {
  return `use proc_macro::TokenStream;
#[proc_macro]
pub fn literal(_: TokenStream) -> TokenStream {
${body}
    format!("{:?}", text).parse().unwrap()
}
`;
}

/** A package that shows what a macro says. */
export function user(name: string, macro: string): Record<string, string> {
  return {
    [`crates/${name}/Cargo.toml`]: library(name, { rest: `[dependencies]\n${macro} = { path = "../${macro}" }\n` }),
    [`crates/${name}/src/lib.rs`]: `pub fn show() -> String { format!("{} {}", ${macro}::literal!(), "value-201") }\n`,
  };
}

function itemsOf({ tree }: Here): string {
  return tree.list('crates/reading/items').map((name) => tree.read(`crates/reading/items/${name}`).trim()).join('+');
}

/** Proc macros that know or read what cargo is not told. */
export const MACROS: readonly Part[] = [
  {
    name: 'baked',
    files: () => ({
      'crates/baker/Cargo.toml': macroManifest('baker'),
      'crates/baker/src/lib.rs': literalMacro('    let text = format!("{} {}", std::env::var("CARGO_MANIFEST_DIR").unwrap(), "value-202");'),
      ...user('baked', 'baker'),
    }),
    members: ['crates/baker', 'crates/baked'],
    dependencies: member('baked'),
    main: show('baked', 'baked::show()'),
    slots: ['crates/baker/src/lib.rs', 'crates/baked/src/lib.rs'],
    expect: ({ tree }) => ({
      baked: `${tree.root}/crates/baked ${tree.value('crates/baker/src/lib.rs')} ${tree.value('crates/baked/src/lib.rs')}`,
    }),
  },
  {
    // The macro runs in the workspace root, so it needs no path to find the file.
    name: 'reading',
    files: () => ({
      'crates/reader/Cargo.toml': macroManifest('reader'),
      'crates/reader/src/lib.rs': literalMacro(`    let read = |path: &str| std::fs::read_to_string(path).unwrap().trim().to_string();
    let mut names: Vec<_> = std::fs::read_dir("crates/reading/items").unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let items: Vec<String> = names.iter().map(|path| read(path.to_str().unwrap())).collect();
    let text = format!("{} {}", read("crates/reading/read.txt"), items.join("+"));`),
      ...user('reading', 'reader'),
      'crates/reading/read.txt': 'value-203\n',
      'crates/reading/items/a.txt': 'value-204\n',
    }),
    members: ['crates/reader', 'crates/reading'],
    dependencies: member('reading'),
    main: show('reading', 'reading::show()'),
    slots: ['crates/reading/read.txt', 'crates/reading/items/a.txt', 'crates/reading/src/lib.rs'],
    extras: [{ path: 'crates/reading/items/b.txt' }],
    expect: (here) => ({
      reading: `${here.tree.read('crates/reading/read.txt').trim()} ${itemsOf(here)} ${here.tree.value('crates/reading/src/lib.rs')}`,
    }),
  },
];
