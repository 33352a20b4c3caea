import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCargo } from '../../../../src/commands/doctor/checks/cargo.ts';
import { write } from '../../../formats/git/rig.ts';
import { openClinic } from '../clinic.ts';

test('the cargo at hand', async () => {
  expect(await checkCargo(await openClinic().site())).toMatchObject([{ verdict: 'pass', finding: 'cargo-version' }]);
});

test('none, and one that is too old', async () => {
  const clinic = openClinic();
  const bin = join(clinic.top, 'bin');
  expect(await checkCargo(await clinic.site({ env: { PATH: bin } }))).toMatchObject([{ verdict: 'fail', finding: 'cargo-unusable', failure: { code: 'cargo-missing' } }]);
  write(join(bin, 'cargo'), '#!/bin/sh\necho "cargo 1.70.0 (7fe40dc8c 2023-04-27)"\n', 0o755);
  expect(await checkCargo(await clinic.site({ env: { PATH: bin } }))).toMatchObject([{ finding: 'cargo-unusable', failure: { code: 'cargo-too-old' } }]);
});

test('a compiler that bakes directories', async () => {
  const clinic = openClinic();
  const said = (release: string): string =>
    write(join(clinic.top, `bin/rustc-${release}`), `#!/bin/sh\necho "rustc ${release}"; echo "commit-hash: abc"; echo "host: x"; echo "release: ${release}"\n`, 0o755);
  const findings = async (release: string) => {
    const site = await clinic.site();
    return checkCargo({ ...site, worktrees: site.worktrees.map((w) => ({ ...w, env: { ...w.env, RUSTC: said(release) } })) });
  };
  expect(await findings('1.94.0')).toMatchObject([{ verdict: 'pass' }]);
  expect(await findings('1.93.1')).toMatchObject([{ verdict: 'pass' }, { verdict: 'warn', finding: 'compiler-bakes-directories', compilers: [{ rustc: '1.93.1 (abc)' }] }]);
});

test('worktrees with compilers of their own share nothing', async () => {
  const clinic = openClinic();
  const b = clinic.addWorktree('b');
  const rustc = write(join(clinic.top, 'bin/rustc'), '#!/bin/sh\ncase $PWD in */b) echo "rustc 1.94.0"; echo "commit-hash: abc"; echo "host: x"; echo "release: 1.94.0" ;; *) exec rustc "$@" ;; esac\n', 0o755);
  const findings = await checkCargo(await clinic.site({ env: { ...clinic.env, RUSTC: rustc } }).then((site) => ({ ...site, worktrees: site.worktrees.map((w) => ({ ...w, env: { ...w.env, RUSTC: rustc } })) })));
  expect(findings).toMatchObject([{ verdict: 'pass' }, { verdict: 'warn', finding: 'compilers-differ' }]);
  expect(JSON.stringify(findings[1])).toContain(b);
});
