/** Members beside a program and a macro. */
const MEMBERS = 24;

/** A workspace that is built in seconds, with a script, a macro and registry packages. */
export function smallWorkspace(): Readonly<Record<string, string>> {
  const names = Array.from({ length: MEMBERS }, (_, index) => `member${index}`);
  const manifest = (name: string, dependencies: readonly string[]): string => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies.join('\n')}\n`;
  const on = (name: string): string => `${name} = { path = "../${name}" }`;
  const members = names.flatMap((name, index): [string, string][] => {
    const below = names.slice(Math.max(0, index - 2), index);
    return [
      [`${name}/Cargo.toml`, manifest(name, below.map(on))],
      [`${name}/src/lib.rs`, `pub fn say() -> String {\n    format!("${name}${below.map(() => ' {}').join('')}"${below.map((one) => `, ${one}::say().len()`).join('')})\n}\n`],
    ];
  });
  return Object.fromEntries([
    ['.gitignore', '/target\n'],
    ['Cargo.toml', `[workspace]\nresolver = "2"\nmembers = [${[...names, 'macros', 'app'].map((name) => `"${name}"`).join(', ')}]\n`],
    ['macros/Cargo.toml', `${manifest('macros', [])}\n[lib]\nproc-macro = true\n`],
    ['macros/src/lib.rs', 'use proc_macro::TokenStream;\n\n#[proc_macro]\npub fn seven(_: TokenStream) -> TokenStream {\n    "7".parse().unwrap()\n}\n'],
    ['app/Cargo.toml', manifest('app', [...names.map(on), on('macros'), 'itoa = "1"', 'anyhow = "1"'])],
    ['app/src/main.rs', `fn main() -> anyhow::Result<()> {\n${names.map((name) => `    println!("{}", ${name}::say());\n`).join('')}    println!("{}", itoa::Buffer::new().format(macros::seven!()));\n    Ok(())\n}\n`],
    ...members,
  ]);
}
