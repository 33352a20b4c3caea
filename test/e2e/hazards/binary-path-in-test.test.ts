import { expect, it } from 'vitest';
import { manifest } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { roundTrip } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const files = {
  'Cargo.toml': manifest('app'),
  'src/main.rs': 'fn main() { println!("first"); }\n',
  'tests/it.rs': `
    #[test]
    fn runs() {
      let program = env!("CARGO_BIN_EXE_app");
      let output = std::process::Command::new(program).output().unwrap();
      println!("seen {program} {}", String::from_utf8(output.stdout).unwrap());
    }
  `,
};

async function seen(worktree: Worktree): Promise<string> {
  const run = await worktree.cargo(['test', '--test', 'it', '--', '--nocapture']);
  return run.stdout.split('\n').filter((line) => line.includes('seen ')).join('\n');
}

testHazard('an integration test runs the program by CARGO_BIN_EXE_app', {
  files,
  build: ['test', '--no-run'],
  observe: seen,
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'env-path': ['app'] },
});

testHazard('an integration test writes into CARGO_TARGET_TMPDIR', {
  files: { ...files, 'tests/it.rs': '#[test]\nfn runs() { println!("seen {}", env!("CARGO_TARGET_TMPDIR")); }\n' },
  build: ['test', '--no-run'],
  observe: seen,
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'env-path': ['app'] },
});

const createRig = useRigs();

it.each(TRIED_LAYOUTS)('only the integration test is compiled anew, the program and its unit tests are not (%s)', async (layout) => {
  const trip = await roundTrip(await createRig({ files, layout }), { build: ['test', '--no-run'], observe: seen });
  expect(trip.build.ran).toEqual([expect.stringContaining('--crate-name it ')]);
});
