import type { Files } from './rig.ts';

/** A `Cargo.toml` of one package; `rest` is further TOML. */
export function manifest(name: string, rest = ''): string {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n${rest}`;
}

/** A virtual workspace of `members`. */
export function workspace(members: readonly string[], rest = ''): string {
  return `[workspace]\nresolver = "2"\nmembers = [${members.map((member) => `"${member}"`).join(', ')}]\n\n${rest}`;
}

/** `[dependencies]` on path packages beside this one. */
export function dependsOn(...names: readonly string[]): string {
  return ['[dependencies]', ...names.map((name) => `${name} = { path = "../${name}" }`), ''].join('\n');
}

/** Two members, `app` that prints what `core_lib` says: the least in which one unit depends on another. */
export function appAndLibrary(files: Files = {}): Files {
  return {
    'Cargo.toml': workspace(['app', 'core_lib']),
    'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
    'app/src/main.rs': 'fn main() { println!("{}", core_lib::say()); }\n',
    'core_lib/Cargo.toml': manifest('core_lib'),
    'core_lib/src/lib.rs': 'pub fn say() -> String { "first".to_string() }\n',
    ...files,
  };
}

/**
 * A package with a build script of this body.
 * `fields` go into `[package]`, `rest` is further TOML.
 */
export function withBuildScript(name: string, body: string, fields = '', rest = ''): Files {
  return {
    [`${name}/Cargo.toml`]: manifest(name, rest).replace('edition', `${fields}edition`),
    [`${name}/build.rs`]: `fn main() {\n${body}\n}\n`,
  };
}
