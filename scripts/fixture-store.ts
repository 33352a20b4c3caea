/**
 * `npm run fixture-store -- NAME`: a small store as this version writes it, into
 * `test/fixtures/stores/NAME`. One for each form of what a store holds; none is ever made anew, for later versions must
 * read it or leave it alone (`test/store/old-stores.test.ts`).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createEnvironment } from '../test/rig/environment.ts';

const root = join(import.meta.dirname, '..');
const name = process.argv[2] ?? '';
const into = join(root, 'test/fixtures/stores', name);
if (!/^[a-z0-9-]+$/.test(name) || existsSync(into)) throw new Error('give the name of a store that is not there yet');

/** The one path that the store knows: the same wherever this runs. */
const PLACE = '/tmp/cargo-share-fixture';
const FILES: Readonly<Record<string, string>> = {
  '.gitignore': 'target\n',
  'Cargo.toml': '[package]\nname = "fixture"\nversion = "0.1.0"\nedition = "2021"\n',
  'build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); }\n',
  'src/lib.rs': 'pub fn say() -> &\'static str { "fixture" }\n',
};

rmSync(PLACE, { recursive: true, force: true });
mkdirSync(PLACE);
const env = createEnvironment(PLACE);
const clone = join(PLACE, 'clone');
for (const [file, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(clone, file)), { recursive: true });
  writeFileSync(join(clone, file), text);
}
const run = (command: string, ...args: readonly string[]): void => {
  const { status, stderr } = spawnSync(command, args, { cwd: clone, env: { ...env, CARGO_HOME: join(PLACE, 'cargo') }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
};
run('git', 'init', '-q', '-b', 'main');
run('cargo', 'generate-lockfile', '-q');
run('git', 'add', '-A');
run('git', 'commit', '-q', '-m', 'Start');
run('cargo', 'check', '-q');
for (const args of [['save'], ['verify', '--deep']]) run(process.execPath, join(root, 'dist/main.js'), ...args);

/** Programs: megabytes that say nothing, and whose stamps no copy of a store keeps. */
const store = join(PLACE, 'store/v1');
for (const file of readdirSync(store, { recursive: true, encoding: 'utf8' })) {
  if (/\/blob-\d+$/.test(file)) rmSync(join(store, dirname(file)), { recursive: true, force: true });
}
for (const part of ['STORE', 'units', 'catalogs', 'targets']) cpSync(join(store, part), join(into, part), { recursive: true, preserveTimestamps: true });
for (const file of readdirSync(into, { recursive: true, encoding: 'utf8' })) if (file.endsWith('.lock')) rmSync(join(into, file));
const foreign = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(root));
if (foreign.length > 0) throw new Error(`a path of this machine is in ${foreign.map((entry) => entry.name).join(', ')}`);
rmSync(PLACE, { recursive: true });
