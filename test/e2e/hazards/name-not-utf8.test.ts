import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { refusedFor, roundTrip } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

/** A name that Node cannot say in a string, below a directory. */
const odd = (directory: string, byte = 0xff): Buffer => Buffer.concat([Buffer.from(`${directory}/b`), Buffer.from([byte]), Buffer.from('d')]);
const inData = (worktree: Worktree, byte?: number): Buffer => odd(join(worktree.path, 'core_lib', 'data'), byte);

/** A script that prints the names and contents of a directory. */
const files = (declares: string): ReturnType<typeof appAndLibrary> =>
  appAndLibrary({
    ...withBuildScript('core_lib', `
      let mut all: Vec<String> = std::fs::read_dir("data").unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| format!("{:?}={}", entry.file_name(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
      all.sort();
      println!("cargo:rustc-env=SAID={}", all.join(" "));
      ${declares}
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
    'core_lib/data/plain.txt': 'plain',
  });

async function commitOdd(worktree: Worktree): Promise<void> {
  writeFileSync(inData(worktree), 'one');
  await worktree.commit('A name that is not UTF-8');
}

function write(worktree: Worktree): void {
  writeFileSync(inData(worktree), 'of b');
}

const rename = (worktree: Worktree): void => renameSync(inData(worktree), inData(worktree, 0xfe));

/** What the script declares, and what is said of a difference. Such a file is in no copy of the worktree, so a run that reads it is never seen to do the same again. */
const DECLARES = [
  { declares: 'a directory that it watches', line: 'println!("cargo:rerun-if-changed=data");', refused: 'input-differs' },
  { declares: 'a directory that its text names', line: 'println!("cargo:rerun-if-changed=build.rs");', refused: 'left' },
] as const;
const DEEDS = [
  { deed: 'holds something else', beforeWarm: write },
  { deed: 'has another such name', beforeWarm: rename },
] as const;
const CASES = TRIED_LAYOUTS.flatMap((layout) => DECLARES.flatMap((declared) => DEEDS.map((done) => ({ layout, ...declared, ...done }))));

const createRig = useRigs();

it.each(CASES)('a file whose name is not UTF-8, in $declares, $deed here ($layout)', async ({ layout, line, refused, beforeWarm }) => {
  const rig = await createRig({ files: files(line), layout });
  await commitOdd(rig.main);
  const trip = await roundTrip(rig, { beforeWarm });
  expect(trip.prints).toBe(trip.scratch);
  expect(refusedFor(trip, refused), JSON.stringify(trip.refusals, null, 1)).toEqual(['core_lib']);
});

it.each(TRIED_LAYOUTS)('what a script has made under a name that is not UTF-8 is not left out: its run is not shared (%s)', async (layout) => {
  const name = 'std::ffi::OsStr::from_bytes(b"b\\xffd")';
  const rig = await createRig({
    files: appAndLibrary({
      ...withBuildScript('core_lib', `
        use std::os::unix::ffi::OsStrExt;
        println!("cargo:rerun-if-changed=build.rs");
        std::fs::write(std::path::Path::new(&std::env::var_os("OUT_DIR").unwrap()).join(${name}), "made").unwrap();
      `),
    }),
    layout,
  });
  const trip = await roundTrip(rig);
  expect(trip.prints).toBe(trip.scratch);
  expect(refusedFor(trip, 'incomplete')).toEqual(['core_lib']);
  const out = execFileSync('find', [trip.worktree.target, '-path', '*/out/*', '-name', 'b*d'], { encoding: 'latin1' });
  expect(out).toContain('/b\xffd');
});
