import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { branchedWorktree } from '../rig/branch.ts';
import { manifest } from '../rig/crate.ts';
import { LAYOUTS } from '../rig/layout.ts';
import { useRigs, type Files, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** As the completions of many a command are made: into the source tree, of what its own sources say. */
const GENERATES = 'std::fs::create_dir_all("gen").unwrap(); std::fs::write("gen/table.txt", format!("made of {}", std::fs::read_to_string("name.txt").unwrap())).unwrap();';

function files(writes: string, more: Files = {}): Files {
  return {
    'Cargo.toml': '[workspace]\nmembers = ["app"]\nresolver = "2"\n',
    'app/Cargo.toml': manifest('app'),
    'app/build.rs': `fn main() { println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rerun-if-changed=name.txt"); ${writes} }\n`,
    'app/name.txt': 'anna',
    'app/src/main.rs': 'fn main() { println!("{}", include_str!("../gen/table.txt")); }\n',
    ...more,
  };
}

async function built(all: Files, layout: (typeof LAYOUTS)[number]): Promise<Rig> {
  const rig = await createRig({ files: all, layout });
  await rig.main.cargo(['build']);
  await rig.main.git(['add', '-A']);
  await rig.main.git(['commit', '-q', '--allow-empty', '-m', 'What was generated']);
  // What is in a commit now was not when it was built.
  rig.main.write('app/src/main.rs', `${all['app/src/main.rs']?.toString() ?? ''}// As it is committed.\n`);
  await rig.main.git(['commit', '-q', '-a', '-m', 'Its source']);
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  return rig;
}

/** At another commit in any case. */
async function branched(rig: Rig, path = 'README.md', text = 'Not the same commit.\n'): Promise<Worktree> {
  return branchedWorktree(rig, { 'README.md': 'Not the same commit.\n', [path]: text });
}

async function compiled(worktree: Worktree): Promise<readonly string[]> {
  return (await worktree.cargo(['build'])).compiled;
}

describe.each(LAYOUTS)('a build script that writes into the source tree (%s)', (layout) => {
  it('runs where all of it stands already: nothing is taken for written, and an edit afterwards stays', async () => {
    const b = await branched(await built(files(GENERATES), layout));
    expect(await compiled(b)).toEqual(['app']);
    b.write('app/gen/table.txt', 'by hand');
    await b.cargo(['build']);
    expect(b.read('app/gen/table.txt')).toBe('by hand');
    b.write('app/name.txt', 'bert');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('made of bert\n');
  });

  it('runs where something else stands', async () => {
    const b = await branched(await built(files(GENERATES), layout), 'app/gen/table.txt', 'by hand');
    expect(await compiled(b)).toEqual(['app']);
    expect(b.read('app/gen/table.txt')).toBe('made of anna');
    expect(await b.run('app')).toBe('made of anna\n');
  });

  it('runs where it reads something else', async () => {
    const b = await branched(await built(files(GENERATES), layout), 'app/name.txt', 'bert');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('made of bert\n');
  });

  it('runs where what it made is edited, or deleted, before the first build', async () => {
    const rig = await built(files(GENERATES), layout);
    const b = await branched(rig);
    b.write('app/gen/table.txt', 'by hand');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('made of anna\n');
    const c = await rig.addWorktree('c');
    rmSync(join(c.path, 'app/gen'), { recursive: true });
    await c.cargo(['build']);
    expect(await c.run('app')).toBe('made of anna\n');
  });

  it('runs where git keeps nothing of it', async () => {
    const b = await branched(await built(files(GENERATES, { '.gitignore': 'target\ngen\n' }), layout));
    await b.cargo(['build']);
    expect(b.read('app/gen/table.txt')).toBe('made of anna');
    expect(await b.run('app')).toBe('made of anna\n');
  });

  it.each([
    ['adds to what is there', 'use std::io::Write; std::fs::create_dir_all("gen").unwrap(); std::fs::OpenOptions::new().create(true).append(true).open("gen/table.txt").unwrap().write_all(b"more").unwrap();'],
    ['moves it there', 'std::fs::create_dir_all("gen").unwrap(); std::fs::write("gen/new.txt", "moved").unwrap(); std::fs::rename("gen/new.txt", "gen/table.txt").unwrap();'],
    ['names the worktree', 'std::fs::create_dir_all("gen").unwrap(); std::fs::write("gen/table.txt", std::env::var("CARGO_MANIFEST_DIR").unwrap()).unwrap();'],
  ])('is left where it %s', async (_, writes) => {
    const rig = await built(files(writes), layout);
    const b = await branched(rig);
    const there = b.read('app/gen/table.txt');
    expect(await compiled(b)).toEqual(['app']);
    expect(existsSync(join(b.path, 'app/gen/table.txt'))).toBe(true);
    expect(b.read('app/gen/table.txt')).toBe(writes.includes('append') ? `${there}more` : writes.includes('MANIFEST') ? join(b.path, 'app') : 'moved');
  });

  it.each([
    ['removes', 'std::fs::remove_file("flag.txt")'],
    ['moves', 'std::fs::rename("flag.txt", "moved.txt")'],
  ])('runs where something stands that it elsewhere %s in vain', async (_, tries) => {
    const main = 'fn main() { println!("{}", include!(concat!(env!("OUT_DIR"), "/worked.rs"))); }\n';
    const writes = `std::fs::write(std::env::var("OUT_DIR").unwrap() + "/worked.rs", format!("{:?}", ${tries}.map_err(|error| error.kind().to_string()).map(|_| ()))).unwrap();`;
    const rig = await built(files(writes, { 'app/src/main.rs': main.replace('println!("{}"', 'println!("{:?}"').replace('include!', 'include_str!') }), layout);
    const b = await branched(rig, 'app/flag.txt', 'stands');
    await b.cargo(['build']);
    expect(await b.run('app')).not.toBe(await rig.main.run('app'));
  });
});
