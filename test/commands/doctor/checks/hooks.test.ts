import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyFix } from '../../../../src/commands/doctor/apply-fix.ts';
import { checkHooks } from '../../../../src/commands/doctor/checks/hooks.ts';
import { git, write } from '../../../formats/git/rig.ts';
import { codes, openClinic, TOOL, type Clinic } from '../clinic.ts';

const hook = (clinic: Clinic, name: string): string => join(clinic.path, '.git/hooks', name);

async function mended(clinic: Clinic): Promise<string[]> {
  expect(applyFix({ action: 'renew-hooks' }, await clinic.site())).toMatchObject({ ok: true });
  return codes(checkHooks(await clinic.site()));
}

test('before init, after it, and without hooks', async () => {
  const clinic = openClinic();
  expect(checkHooks(await clinic.site())).toEqual([{ check: 'hooks', verdict: 'warn', finding: 'not-set-up' }]);
  git(clinic.path, 'config', 'share.mode', 'linked');
  expect(checkHooks(await clinic.site())).toMatchObject([{ verdict: 'warn', finding: 'hooks-off' }]);
  await clinic.init();
  expect(checkHooks(await clinic.site())).toEqual([{ check: 'hooks', verdict: 'pass', finding: 'hooks-up-to-date', directory: join(clinic.path, '.git/hooks') }]);
});

test('one deleted, one written by an older version: the mend renews both', async () => {
  const clinic = openClinic();
  await clinic.init();
  rmSync(hook(clinic, 'post-merge'));
  const old = readFileSync(hook(clinic, 'post-commit'), 'utf8').replace('nice cargo-share', 'cargo-share');
  writeFileSync(hook(clinic, 'post-commit'), old);
  expect(checkHooks(await clinic.site())).toMatchObject([
    { verdict: 'warn', finding: 'hook-outdated', file: hook(clinic, 'post-commit') },
    { verdict: 'fail', finding: 'hook-missing', file: hook(clinic, 'post-merge') },
  ]);
  expect(await mended(clinic)).toEqual(['hooks-up-to-date']);
});

test('a hook manager has set our script aside', async () => {
  const clinic = openClinic();
  await clinic.init();
  renameSync(hook(clinic, 'post-merge'), `${hook(clinic, 'post-merge')}.legacy`);
  write(hook(clinic, 'post-merge'), '#!/bin/sh\nexec pre-commit "$@"\n', 0o755);
  expect(codes(checkHooks(await clinic.site()))).toEqual(['hook-missing', 'hook-shadowed']);
  expect(await mended(clinic)).toEqual(['hooks-up-to-date']);
});

test('a tool in the cache of npx is one that npm may remove', async () => {
  const clinic = openClinic();
  await clinic.init();
  const script = write(join(clinic.top, '.npm/_npx/0123/main.mjs'), readFileSync(TOOL.script, 'utf8'));
  const tool = { ...TOOL, script };
  expect(applyFix({ action: 'renew-hooks' }, await clinic.site({ tool }))).toMatchObject({ ok: true });
  expect(checkHooks(await clinic.site({ tool }))).toEqual([
    { check: 'hooks', verdict: 'warn', finding: 'hook-tool-in-npx-cache', command: `'${TOOL.node}' '${script}'` },
  ]);
  // Run by an installed one, it is also outdated, and that has a mend.
  expect(await mended(clinic)).toEqual(['hooks-up-to-date']);
});

test('core.hooksPath leads git elsewhere', async () => {
  const clinic = openClinic();
  await clinic.init();
  const elsewhere = join(clinic.top, 'hooks');
  write(join(elsewhere, 'pre-push'), '#!/bin/sh\n', 0o755);
  git(clinic.path, 'config', 'core.hooksPath', elsewhere);
  const found = checkHooks(await clinic.site());
  expect(found.filter(({ finding }) => finding === 'hook-shadowed')).toHaveLength(4);
  expect(found).toContainEqual({ check: 'hooks', verdict: 'fail', finding: 'hook-shadowed', file: hook(clinic, 'post-checkout'), directory: elsewhere, fix: { action: 'renew-hooks' } });
  expect(await mended(clinic)).toEqual(['hooks-up-to-date']);
  git(clinic.path, 'config', 'core.hooksPath', '/dev/null');
  expect(codes(checkHooks(await clinic.site()))).toEqual(['hooks-disabled']);
});

test('committed hooks are not ours to mend: the line is told', async () => {
  const clinic = openClinic();
  await clinic.init();
  clinic.write('.githooks/post-checkout', '#!/bin/sh\n', 0o755);
  git(clinic.path, 'add', '.');
  git(clinic.path, 'config', 'core.hooksPath', '.githooks');
  const found = checkHooks(await clinic.site());
  expect(found.filter(({ finding }) => finding === 'hook-line-missing')).toHaveLength(4);
  expect(found.some((one) => one.finding === 'hook-shadowed' && one.fix !== undefined)).toBe(false);
});

test('a Node that is gone: a program with a window cannot start the hooks', async () => {
  const clinic = openClinic();
  await clinic.init();
  const gone = { node: join(clinic.top, 'node-18/bin/node'), script: join(clinic.top, "it's/main.js") };
  const tool = { tool: gone };
  expect(applyFix({ action: 'renew-hooks' }, await clinic.site(tool))).toMatchObject({ ok: true });
  expect(checkHooks(await clinic.site(tool))).toMatchObject([{ verdict: 'fail', finding: 'hook-tool-broken' }]);
  expect(await mended(clinic)).toEqual(['hooks-up-to-date']);
});

test('another version than this one', async () => {
  const clinic = openClinic();
  await clinic.init();
  expect(checkHooks(await clinic.site({ version: '9.9.9' }))).toMatchObject([{ verdict: 'warn', finding: 'hook-other-version', found: '0.1.0' }]);
});
