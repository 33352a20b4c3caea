import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

const top = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-git-dependency-')));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** A package in a repository of its own, by its URL. */
function gitPackage(files: ReturnType<typeof withBuildScript>): string {
  const path = join(top, 'upstream');
  for (const [name, text] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, String(text));
  }
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=Rig', '-c', 'user.email=rig@example.invalid', ...args], { cwd: path, stdio: 'ignore' });
  };
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'Start');
  return `file://${path}`;
}

const url = gitPackage({
  ...withBuildScript('made', `
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(out.clone() + "/where.rs", format!("pub const WHERE: &str = {out:?};")).unwrap();
  `),
  'made/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/where.rs"));\n',
});

testHazard('a git dependency compiles its OUT_DIR into itself, from text that it generates', {
  files: appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nmade = { git = "${url}" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { made::WHERE }\n',
  }),
  env: { CARGO_HOME: join(top, 'home') },
  naive: 'wrong',
  compiles: ['app', 'core_lib', 'made'],
  refused: { 'script-path': ['made'], 'dependency-refused': ['app', 'core_lib'] },
});
