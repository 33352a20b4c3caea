import { afterAll, expect, test } from 'vitest';
import { applyFix } from '../../../../src/commands/doctor/apply-fix.ts';
import { checkLinker } from '../../../../src/commands/doctor/checks/linker.ts';
import { mountFileSystem } from '../../../support/mounts.ts';
import { openClinic } from '../clinic.ts';

const btrfs = mountFileSystem({ type: 'btrfs', megabytes: 128 });
afterAll(() => {
  if (!('unavailable' in btrfs)) btrfs.remove();
});

const MOLD = '[target.x86_64-unknown-linux-gnu]\nlinker = "clang"\nrustflags = ["-C", "link-arg=-fuse-ld=mold"]\n';

test('mold by hard links is a warning, and the mend ends it', async () => {
  const clinic = openClinic();
  expect(await checkLinker(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'linker-replaces' }]);
  clinic.write('.cargo/config.toml', MOLD);
  const site = await clinic.site();
  expect(await checkLinker(site)).toMatchObject([
    { verdict: 'warn', finding: 'linker-in-place', linker: 'mold', from: `${clinic.path}/.cargo/config.toml`, fix: { action: 'copy-executables' } },
  ]);
  expect(applyFix({ action: 'copy-executables' }, site)).toMatchObject({ ok: true });
  expect(await checkLinker(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'linker-in-place-harmless', because: 'copy' }]);
});

test('flags in the environment count', async () => {
  const clinic = openClinic();
  expect(await checkLinker(await clinic.site({ env: { ...clinic.env, RUSTFLAGS: '-Clink-arg=-fuse-ld=mold' } }))).toMatchObject([{ linker: 'mold', from: 'RUSTFLAGS' }]);
  expect(await checkLinker(await clinic.site({ env: { ...clinic.env, RUSTFLAGS: '--cfg molded' } }))).toMatchObject([{ finding: 'linker-replaces' }]);
});

test.skipIf('unavailable' in btrfs)(`harmless with reflinks ${'unavailable' in btrfs ? `(${btrfs.unavailable})` : ''}`, async () => {
  if ('unavailable' in btrfs) return;
  const clinic = openClinic({ directory: btrfs.path });
  await clinic.openStore();
  clinic.write('.cargo/config.toml', MOLD);
  expect(await checkLinker(await clinic.site())).toMatchObject([{ verdict: 'pass', finding: 'linker-in-place-harmless', because: 'reflink' }]);
});
