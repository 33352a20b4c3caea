import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSharedMode } from '../../../../src/commands/doctor/checks/shared-mode.ts';
import { applyInit } from '../../../../src/commands/init/apply.ts';
import { gatherFacts } from '../../../../src/commands/init/facts.ts';
import { findingWords } from '../../../../src/report/doctor-words.ts';
import { planSharedMode } from '../../../../src/commands/init/shared-mode/plan-mode.ts';
import { git, write } from '../../../formats/git/rig.ts';
import { openClinic, type Clinic } from '../clinic.ts';

async function setUp(clinic: Clinic): Promise<void> {
  const { clone, worktrees } = await clinic.site();
  const { repository } = clone;
  const facts = gatherFacts(repository, clone.worktrees);
  if (!facts.ok) throw new Error(facts.error.message);
  const present = worktrees.map(({ worktree }) => worktree);
  const plan = await planSharedMode({ repository, worktrees: present, record: undefined, env: clinic.env, variant: 'build-dir', why: 'asked' });
  if (!plan.ok) throw new Error(plan.error.message);
  expect(applyInit(facts.value, plan.value, plan.value.outcome).ok).toBe(true);
  git(clinic.path, 'config', 'share.mode', 'shared');
}

test('silent in linked mode; whole, then with a worktree that nobody set up, then edited', async () => {
  const clinic = openClinic();
  expect(await checkSharedMode(await clinic.site())).toEqual([]);
  await setUp(clinic);
  const directory = join(clinic.path, '.shared-target');
  expect(await checkSharedMode(await clinic.site())).toEqual([{ check: 'shared-mode', verdict: 'pass', finding: 'shared-set-up', path: directory }]);
  const b = clinic.addWorktree('b');
  const [missing] = await checkSharedMode(await clinic.site());
  expect(missing).toMatchObject({ verdict: 'fail', finding: 'shared-incomplete', path: join(b, '.cargo/cargo-share') });
  git(clinic.path, 'worktree', 'remove', b);
  write(join(clinic.path, '.cargo/config.toml'), '[build]\nbuild-dir = "/elsewhere"\n');
  expect(await checkSharedMode(await clinic.site())).toMatchObject([{ finding: 'shared-incomplete', path: join(clinic.path, '.cargo/config.toml') }]);
});

test('names what is not covered, in words', async () => {
  const clinic = openClinic();
  await setUp(clinic);
  clinic.write('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n[workspace]\n[patch.crates-io]\nitoa = { path = "vendor/itoa" }\n');
  const findings = await checkSharedMode(await clinic.site());
  expect(findings).toMatchObject([{ verdict: 'pass' }, { verdict: 'warn', finding: 'shared-uncovered', crates: ['itoa'] }]);
  expect(findings.map((finding) => findingWords(finding).message)).toEqual([
    expect.stringContaining('CARGO_BUILD_BUILD_DIR=target cargo clippy'),
    expect.stringContaining('itoa'),
  ]);
  clinic.write('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\n[lib]\ncrate-type = ["cdylib"]\n');
  expect(await checkSharedMode(await clinic.site())).toMatchObject([{ verdict: 'fail', finding: 'shared-not-possible' }]);
});
