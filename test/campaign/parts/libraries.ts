import { Unbuildable } from '../tree.ts';
import { library, member, show, type Here, type Module, type Part } from './part.ts';

const MODULE: Module = { directory: 'crates/plain/src', names: ['inner', 'other'], declaredIn: 'crates/plain/src/lib.rs' };

/** The module that is declared now. */
export function declared(module: Module, text: string): string {
  const name = module.names.find((one) => text.includes(`mod ${one};`));
  if (name === undefined) throw new Error(`the model finds no module in ${module.declaredIn}`);
  return name;
}

/** Where the module is; throws where rustc finds none or two (E0583, E0761). */
function moduleFile({ tree }: Here): string {
  const path = `${MODULE.directory}/${declared(MODULE, tree.read(MODULE.declaredIn))}`;
  const [file, directory] = [`${path}.rs`, `${path}/mod.rs`];
  if (tree.has(file) === tree.has(directory)) throw new Unbuildable(`${path}: none or two`);
  return tree.has(file) ? file : directory;
}

const AUTO = 'crates/auto/build.rs';

/** Libraries whose inputs rustc itself reads. */
export const LIBRARIES: readonly Part[] = [
  {
    name: 'plain',
    files: () => ({
      'crates/plain/Cargo.toml': library('plain'),
      'crates/plain/src/lib.rs': `mod inner;
pub fn show() -> String { format!("{}/{}", "value-101", inner::VALUE) }
#[test]
fn shows() { println!("\\nprobe plain.test={}", show()); }
`,
      'crates/plain/src/inner.rs': 'pub const VALUE: &str = "value-102";\n',
    }),
    members: ['crates/plain'],
    dependencies: member('plain'),
    main: show('plain', 'plain::show()'),
    tested: 'plain',
    module: MODULE,
    slots: ['crates/plain/src/lib.rs', ...MODULE.names.flatMap((name) => [`${MODULE.directory}/${name}.rs`, `${MODULE.directory}/${name}/mod.rs`])],
    expect: (here) => {
      const value = `${here.tree.value('crates/plain/src/lib.rs')}/${here.tree.value(moduleFile(here))}`;
      return { plain: value, 'plain.test': value };
    },
  },
  {
    name: 'generic',
    files: () => ({
      'crates/generic/Cargo.toml': library('generic'),
      'crates/generic/src/lib.rs': 'pub fn show<T: std::fmt::Display>(shown: T) -> String { format!("{shown}:{}", "value-103") }\n',
      'crates/generic_user/Cargo.toml': library('generic_user', { rest: '[dependencies]\ngeneric = { path = "../generic" }\n' }),
      'crates/generic_user/src/lib.rs': 'pub fn show() -> String { format!("{}+{}", generic::show("x"), "value-104") }\n',
    }),
    members: ['crates/generic', 'crates/generic_user'],
    dependencies: member('generic') + member('generic_user'),
    main: show('generic', 'generic::show(7_u8)') + show('generic_user', 'generic_user::show()'),
    slots: ['crates/generic/src/lib.rs', 'crates/generic_user/src/lib.rs'],
    expect: ({ tree }) => {
      const low = tree.value('crates/generic/src/lib.rs');
      return { generic: `7:${low}`, generic_user: `x:${low}+${tree.value('crates/generic_user/src/lib.rs')}` };
    },
  },
  {
    name: 'includes',
    files: () => ({
      'crates/includes/Cargo.toml': library('includes'),
      'crates/includes/src/lib.rs': `pub fn show() -> String {
    let bytes = String::from_utf8_lossy(include_bytes!("../bytes.txt"));
    [include_str!("../data.txt"), include_str!("../../side.txt"), include_str!("../../../root.txt"), &bytes].map(str::trim).join(" ")
}
#[test]
fn shows() { println!("\\nprobe includes.test={}", show()); }
`,
      'crates/includes/data.txt': 'value-105\n',
      'crates/includes/bytes.txt': 'value-106\n',
      'crates/side.txt': 'value-107\n',
      'root.txt': 'value-108\n',
    }),
    members: ['crates/includes'],
    dependencies: member('includes'),
    main: show('includes', 'includes::show()'),
    tested: 'includes',
    slots: ['crates/includes/data.txt', 'crates/includes/bytes.txt', 'crates/side.txt', 'root.txt'],
    expect: ({ tree }) => {
      const files = ['crates/includes/data.txt', 'crates/side.txt', 'root.txt', 'crates/includes/bytes.txt'];
      const value = files.map((file) => tree.read(file).trim()).join(' ');
      return { includes: value, 'includes.test': value };
    },
  },
  {
    name: 'manifest_dir',
    files: () => ({
      'crates/manifest_dir/Cargo.toml': library('manifest_dir'),
      'crates/manifest_dir/src/lib.rs': 'pub fn show() -> String { format!("{} {}", env!("CARGO_MANIFEST_DIR"), "value-109") }\n',
    }),
    members: ['crates/manifest_dir'],
    dependencies: member('manifest_dir'),
    main: show('manifest_dir', 'manifest_dir::show()'),
    slots: ['crates/manifest_dir/src/lib.rs'],
    expect: ({ tree }) => ({ manifest_dir: `${tree.root}/crates/manifest_dir ${tree.value('crates/manifest_dir/src/lib.rs')}` }),
  },
  {
    // Cargo finds a file of this name by itself: with it the package has a build script.
    name: 'auto',
    files: () => ({
      'crates/auto/Cargo.toml': library('auto'),
      'crates/auto/src/lib.rs': 'pub fn show() -> String { format!("{} {}", option_env!("AUTO").unwrap_or("none"), "value-113") }\n',
    }),
    members: ['crates/auto'],
    dependencies: member('auto'),
    main: show('auto', 'auto::show()'),
    slots: ['crates/auto/src/lib.rs', AUTO],
    extras: [{ path: AUTO, text: (value) => `fn main() {\n    println!("cargo:rerun-if-changed=build.rs");\n    println!("cargo:rustc-env=AUTO={}", "${value}");\n}\n` }],
    expect: ({ tree }) => ({ auto: `${tree.has(AUTO) ? tree.value(AUTO) : 'none'} ${tree.value('crates/auto/src/lib.rs')}` }),
  },
  {
    name: 'env_text',
    files: () => ({
      'crates/env_text/Cargo.toml': library('env_text'),
      'crates/env_text/src/lib.rs': 'pub fn show() -> String { format!("{} {}", option_env!("CAMPAIGN_TEXT").unwrap_or("none"), "value-110") }\n',
    }),
    members: ['crates/env_text'],
    dependencies: member('env_text'),
    main: show('env_text', 'env_text::show()'),
    slots: ['crates/env_text/src/lib.rs'],
    expect: ({ tree, env }) => ({ env_text: `${env['CAMPAIGN_TEXT'] ?? 'none'} ${tree.value('crates/env_text/src/lib.rs')}` }),
  },
  {
    name: 'feat',
    files: () => ({
      'crates/feat/Cargo.toml': library('feat', { rest: '[features]\ndefault = []\non = []\n' }),
      'crates/feat/src/lib.rs': 'pub fn show() -> String { format!("{} {}", cfg!(feature = "on"), "value-111") }\n',
    }),
    members: ['crates/feat'],
    dependencies: member('feat'),
    main: show('feat', 'feat::show()'),
    slots: ['crates/feat/src/lib.rs'],
    expect: ({ tree }) => ({
      feat: `${tree.read('crates/feat/Cargo.toml').includes('default = ["on"]')} ${tree.value('crates/feat/src/lib.rs')}`,
    }),
  },
  {
    name: 'versioned',
    files: () => ({
      'crates/versioned/Cargo.toml': library('versioned'),
      'crates/versioned/src/lib.rs': 'pub fn show() -> String { format!("{} {}", env!("CARGO_PKG_VERSION"), "value-112") }\n',
    }),
    members: ['crates/versioned'],
    dependencies: member('versioned'),
    main: show('versioned', 'versioned::show()'),
    slots: ['crates/versioned/src/lib.rs'],
    expect: ({ tree }) => ({
      versioned: `${/version = "(.*)"/.exec(tree.read('crates/versioned/Cargo.toml'))?.[1]} ${tree.value('crates/versioned/src/lib.rs')}`,
    }),
  },
];
