import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { WorktreeListing } from '../../../../src/formats/git/listing.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';

const FOREIGN = /^(GIT_|CARGO_(?!HOME)|RUSTFLAGS|RUSTC)/;
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  CARGO_INCREMENTAL: '0',
  CARGO_PROFILE_DEV_DEBUG: '0',
  CARGO_TERM_COLOR: 'never',
  // Lets the stable cargo take -Z flags, and changes nothing else.
  RUSTC_BOOTSTRAP: '1',
};

/** Runs cargo and returns what it prints, its messages included. */
export function cargo(directory: string, ...args: readonly string[]): string {
  const command = `cargo ${args.map((arg) => `'${arg}'`).join(' ')} 2>&1`;
  return execFileSync('sh', ['-c', command], { cwd: directory, env: ENVIRONMENT, encoding: 'utf8' });
}

export function git(directory: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  return execFileSync('git', [...identity, ...args], { cwd: directory, env: ENVIRONMENT, encoding: 'utf8' });
}

export function listing(worktree: string): WorktreeListing {
  const names = (...args: readonly string[]): string[] =>
    git(worktree, 'ls-files', '-z', ...args).split('\0').filter((name) => name !== '');
  return { tracked: names(), untracked: names('--others', '--exclude-standard') };
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** A repository with one commit of `files` in a temporary directory, removed after the test. */
export function repository(files: Readonly<Record<string, string>>): AbsolutePath {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-fingerprint-')));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  const root = join(temporary, 'main');
  writeFiles(root, files);
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'first');
  return root as AbsolutePath;
}

export function manifest(name: string, rest = ''): string {
  return `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${rest}`;
}

/** A build script that prints no rerun-if, a library that includes what it made, another above it, a program. */
export const SCRIPTED_WORKSPACE: Readonly<Record<string, string>> = {
  '.gitignore': '/target\n',
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["scripted", "above", "app"]\n',
  'scripted/Cargo.toml': manifest('scripted'),
  'scripted/build.rs':
    'fn main() {\n    let out = std::env::var("OUT_DIR").unwrap();\n' +
    '    std::fs::copy("words.txt", format!("{out}/words.txt")).unwrap();\n}\n',
  'scripted/words.txt': 'first',
  'scripted/src/lib.rs': 'pub fn words() -> &\'static str { include_str!(concat!(env!("OUT_DIR"), "/words.txt")) }\n',
  'above/Cargo.toml': manifest('above', '[dependencies]\nscripted = { path = "../scripted" }\n'),
  'above/src/lib.rs': 'pub fn words() -> String { scripted::words().to_uppercase() }\n',
  'app/Cargo.toml': manifest('app', '[dependencies]\nabove = { path = "../above" }\n'),
  'app/src/main.rs': 'fn main() { println!("{}", above::words()); }\n',
};
