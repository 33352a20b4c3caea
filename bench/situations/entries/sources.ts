import { appAndLibrary } from '../../../test/rig/crate.ts';
import { app, bothWays, committed } from '../../matrix/entry.ts';
import type { Situation } from '../situation.ts';

const LIBRARY = 'core_lib/src/lib.rs';

/** What has no script and no macro: code, included files, paths, links, configuration. */
export const SOURCES: readonly Situation[] = [
  {
    name: 'code of another member',
    files: appAndLibrary(),
    changes: bothWays('the code', { [LIBRARY]: 'pub fn say() -> String { "changed".to_string() }\n' }),
  },
  {
    name: 'the path of a source file and of a package',
    files: app({ main: 'fn main() { println!("{} {}", file!(), env!("CARGO_MANIFEST_DIR")); }' }),
    changes: [committed('an unrelated file', { 'NOTES.md': 'notes\n' })],
  },
  {
    name: 'a file that is included through a link',
    files: { ...app({ main: 'fn main() { println!("{}", include_str!("../word.txt")); }', files: { 'one.txt': 'one\n', 'two.txt': 'two\n' } }), 'word.txt': { symlink: 'one.txt' } },
    changes: [committed('the file', { 'one.txt': 'changed\n' })],
  },
  {
    name: 'a variable of the shell in the code',
    files: app({ main: 'fn main() { println!("{:?}", option_env!("CHANNEL")); }' }),
    changes: [
      { input: 'the variable', by: 'shell', env: { CHANNEL: 'beta' } },
      committed("the variable in cargo's configuration", { '.cargo/config.toml': '[env]\nCHANNEL = "nightly"\n' }),
    ],
  },
];
