import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { unseenPrograms, type ObservedProcess } from '../../../src/engine/observer/observed.ts';
import { lstat, readLink } from '../../../src/system/fs.ts';
import { cleanEnvironment } from '../../formats/cargo/sandbox.ts';
import { exec } from '../../rig/process.ts';
import { WITHOUT_STRACE } from '../../support/strace.ts';
import { bench, logged, WITHOUT_OBSERVER } from './observe.ts';
import { afterLoading, callsIn, STRACE, type Call } from './strace-calls.ts';

/** What libc asks for itself, where no hook is: the machine's, not the repository's. */
const OF_LIBC = [
  // What the libraries that are loaded while the program runs are linked to.
  /^\/etc\/ld\.so\.cache$/,
  /\/lib[^/]+\.so\.[\d.]+$/,
  // Languages and character sets.
  /^\/usr\/(?:lib\/locale|share\/locale)(?:\/|$)/,
  /^\/usr\/lib\/[^/]+\/gconv(?:\/|$)/,
  /^\/proc(?:\/|$)/,
  // Users (for which it looks whether `/` is another one) and the time zone.
  /^\/etc\/(?:nsswitch\.conf|passwd|group|localtime)$/,
  /^\/$/,
];

/** The paths that a process asked for, with those of its parent: a child of `fork` writes into the parent's file. */
class Seen {
  readonly #paths = new Map<number, Set<string>>();
  readonly #programs = new Set<string>();

  constructor(processes: readonly ObservedProcess[]) {
    const byFile = new Map(processes.map((process) => [process.file, process]));
    for (const process of processes) {
      const paths = this.#paths.get(process.pid) ?? new Set([process.executable, process.cwd]);
      this.#paths.set(process.pid, paths);
      for (const { records } of [process, byFile.get(process.parent ?? '')].filter((one) => one !== undefined)) {
        for (const record of records) {
          if ('path' in record) paths.add(normal(record.path));
          if (record.kind === 'link') for (const part of followed(record.path)) paths.add(part);
          if (record.kind === 'run') this.#programs.add(normal(record.program));
        }
      }
    }
  }

  has({ name, pid, parent, path }: Call): boolean {
    // What was asked for by its name alone is looked up in PATH by libc.
    if (name === 'execve' && this.#paths.get(pid)?.has(path) !== true) return this.#programs.has(path) || this.#programs.has(path.split('/').at(-1) ?? '');
    return this.#paths.get(pid)?.has(path) === true || (parent !== undefined && this.#paths.get(parent)?.has(path) === true);
  }

  /** With the children and threads that have no file of their own. */
  isOfIt({ pid, parent }: Call): boolean {
    return this.#paths.has(pid) || (parent !== undefined && this.#paths.has(parent));
  }
}

/** The links and directories on the way of `realpath`, which libc asks for one by one. */
function followed(path: string, depth = 0): string[] {
  const parts = normal(path).split('/').slice(1);
  return parts.flatMap((_, index) => {
    const part = `/${parts.slice(0, index + 1).join('/')}`;
    const target = lstat(part)?.kind === 'symlink' ? readLink(part) : undefined;
    return target === undefined || depth > 20 ? [part] : [part, ...followed(resolve(dirname(part), target, ...parts.slice(index + 1)), depth + 1)];
  });
}

function normal(path: string): string {
  return path.startsWith('/') ? join(path, '.').replace(/(.)\/$/, '$1') : path;
}

const BUILD_RS = `
use std::{env, fs, process::Command};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    println!("cargo::rerun-if-changed=build.rs");
    let words = fs::read_to_string(format!("{}/data/words.txt", env::var("CARGO_MANIFEST_DIR").unwrap())).unwrap();
    let _ = fs::read_to_string("data/absent.txt");
    let names: Vec<_> = fs::read_dir("data").unwrap().map(|e| e.unwrap().metadata().unwrap().len()).collect();
    let _ = fs::canonicalize("data/link.txt");
    let _ = (fs::read_link("data/link.txt"), fs::symlink_metadata("nowhere"));
    for (program, args) in [
        ("git", &["status", "--short"][..]), ("git", &["describe", "--always", "--dirty"]), ("sh", &["tools/one.sh"]),
        ("python3", &["-c", "import json, glob; open('data/words.txt').read(); glob.glob('data/*'); json.loads('1')"]),
        ("make", &["-s", "-f", "tools/Makefile", "print"]), ("cc", &["-c", "tools/x.c", "-o", &format!("{out}/x.o")]), ("ls", &["-la", "data"]),
        ("find", &[".", "-name", "*.txt"]), ("grep", &["-r", "one", "data"]), ("cp", &["-r", "data", &format!("{out}/copied")]),
    ] {
        let done = Command::new(program).args(args).output().unwrap();
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let _ = Command::new("env").args(["-i", "/bin/cat", "data/words.txt"]).output();
    fs::write(format!("{out}/words"), format!("{words}{names:?}")).unwrap();
}
`;

const FILES = {
  'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n',
  'src/main.rs': 'fn main() {}\n',
  'build.rs': BUILD_RS,
  'data/words.txt': 'one\n',
  'data/deep/more.txt': 'two\n',
  'tools/one.sh': '. ./tools/two.sh\ntest -e nowhere || cat "$FILE"; for f in data/*; do :; done\n',
  'tools/two.sh': 'FILE=data/deep/more.txt\n',
  'tools/Makefile': 'include tools/included.mk\nprint: data/words.txt\n\t@cat $<\n',
  'tools/included.mk': 'A := $(shell cat data/words.txt) $(wildcard data/*.txt)\n',
  'tools/x.c': '#include <stdio.h>\n#include "x.h"\nint x(void) { return X; }\n',
  'tools/x.h': '#define X 1\n',
};

test.skipIf(WITHOUT_STRACE + WITHOUT_OBSERVER !== '')(`every file that strace sees is seen${WITHOUT_STRACE}${WITHOUT_OBSERVER}`, async () => {
  const b = bench(FILES);
  const trace = dirname(b.directory);
  const git = (...args: string[]): Promise<unknown> => exec('git', args, { cwd: b.directory, env: cleanEnvironment() });
  await exec('ln', ['-s', 'deep/more.txt', 'data/link.txt'], { cwd: b.directory, env: {} });
  await git('init', '-q');
  await git('add', '.');
  await git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'one');

  const preload = Object.entries(b.environment).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
  await exec('strace', [...STRACE, ...preload, '-o', join(trace, 'calls'), 'cargo', 'build', '-q'], { cwd: b.directory, env: cleanEnvironment() });

  const unit = readdirSync(b.logs).find((name) => name.startsWith('run-'));
  const processes = logged(b, unit);
  const seen = new Seen(processes);
  const calls = afterLoading(callsIn(trace, 'calls'), b.logs).filter((call) => seen.isOfIt(call));
  const missed = calls.filter((call) => !seen.has(call) && !OF_LIBC.some((rule) => rule.test(call.path)));

  expect(unit).toMatch(/^run-[0-9a-f]{16}$/);
  expect(processes.every(({ complete }) => complete)).toBe(true);
  expect(unseenPrograms(processes)).toEqual([]);
  expect(calls.length).toBeGreaterThan(500);
  expect(missed.map(({ pid, line }) => `${processes.find((process) => process.pid === pid)?.executable}: ${line}`)).toEqual([]);
});
