import { expect, test } from 'vitest';
import { readSettings, type Settings, type SettingsSources } from '../../../src/engine/clone/settings.ts';
import { NO_DECLARATIONS } from '../../../src/engine/workspaces/declarations.ts';
import type { ShareConfig } from '../../../src/formats/git/config.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { errorOf, valueOf } from '../../store/store-fixture.ts';

function sources(o: { manifest?: string; git?: Record<string, string>; env?: Record<string, string>; flags?: SettingsSources['flags'] }): SettingsSources {
  const inForce = new Map(Object.entries(o.git ?? {}).map(([key, value]) => [key, { value }]));
  const manifest = o.manifest === undefined ? undefined : write(`${temporaryDirectory()}/Cargo.toml`, o.manifest);
  return { manifest, config: { inForce } as unknown as ShareConfig, env: o.env ?? {}, flags: o.flags ?? {} };
}
const settings = async (o: Parameters<typeof sources>[0]): Promise<Settings> => valueOf(await readSettings(sources(o)));

test('nothing is set', async () => {
  expect(await settings({})).toEqual({ executables: 'link', copyLockfile: true, audit: true, auditSeconds: 1200, incremental: true, hookSeconds: 8, store: undefined, maxSize: undefined, maxAgeSeconds: undefined, budget: undefined, declared: NO_DECLARATIONS });
});

const manifest = '[workspace.metadata.share]\nexecutables = "copy"\nhook-seconds = 1\ncopy-lockfile = false\nstore = "/m"\n';

test('the team\'s manifest sets them, of a workspace or of a package', async () => {
  const expected = { executables: 'copy', copyLockfile: false, audit: true, auditSeconds: 1200, incremental: true, hookSeconds: 1, store: undefined, declared: NO_DECLARATIONS };
  expect(await settings({ manifest })).toEqual(expected);
  expect(await settings({ manifest: manifest.replace('workspace', 'package') })).toEqual(expected);
});

test('the later wins: manifest, git, environment, flags', async () => {
  const git = { hookseconds: '2', store: '/g' };
  expect(await settings({ manifest, git })).toMatchObject({ hookSeconds: 2, store: '/g', executables: 'copy' });
  const env = { CARGO_SHARE_HOOK_SECONDS: '3', CARGO_SHARE_STORE: '/e' };
  expect(await settings({ manifest, git, env })).toMatchObject({ hookSeconds: 3, store: '/e' });
  expect(await settings({ manifest, git, env, flags: { store: '/f' } })).toMatchObject({ hookSeconds: 3, store: '/f' });
});

test('what is said of crates, by git and the environment', async () => {
  expect(await settings({ manifest: `${manifest}[workspace.metadata.share.extra-inputs]\napp = ["x"]\n` })).toMatchObject({ executables: 'copy', declared: NO_DECLARATIONS });
  expect(errorOf(await readSettings(sources({ manifest: '[workspace.metadata.share.executables]\n' }))).code).toBe('usage');
  const git = { nevershare: 'a, b', extrainputs: 'app=$X' };
  expect((await settings({ git })).declared).toEqual({ neverShare: ['a', 'b'], extraInputs: { app: ['$X'] }, where: 'share.neverShare' });
  expect((await settings({ git, env: { CARGO_SHARE_NEVER_SHARE: 'c' } })).declared).toMatchObject({ neverShare: ['c'], extraInputs: { app: ['$X'] } });
});

test('an empty value sets nothing', async () => {
  expect(await settings({ env: { CARGO_SHARE_STORE: '' } })).toMatchObject({ store: undefined });
});

test.each([
  ['executables', { git: { executables: 'symlink' } }, 'git config'],
  ['copy-lockfile', { env: { CARGO_SHARE_COPY_LOCKFILE: 'yes' } }, 'the environment'],
  ['audit-seconds', { env: { CARGO_SHARE_AUDIT_SECONDS: '0' } }, 'the environment'],
  ['hook-seconds', { env: { CARGO_SHARE_HOOK_SECONDS: '-1' } }, 'the environment'],
  ['hook-seconds', { git: { hookseconds: 'soon' } }, 'git config'],
  ['extra-inputs', { git: { extrainputs: 'app' } }, 'git config'],
  ['executables', { manifest: '[workspace.metadata.share]\nexecutables = 3\n' }, 'Cargo.toml'],
])('a value of %s that means nothing is a failure that names its place', async (name, o, where) => {
  const failure = errorOf(await readSettings(sources(o)));
  expect(failure.code).toBe('usage');
  expect(failure.message).toContain(`\`${name}\``);
  expect(failure.message).toContain(where);
});

test.each(['[workspace.metadata.share', '# metadata.share\nnot toml'])('a manifest that does not parse is cargo\'s to report: %s', async (text) => {
  expect(await settings({ manifest: text })).toMatchObject({ executables: 'link' });
});

test('a manifest that is not there sets nothing', async () => {
  expect(valueOf(await readSettings({ ...sources({}), manifest: '/nowhere/Cargo.toml' }))).toMatchObject({ hookSeconds: 8 });
});

test('the limits of the store: sizes, ages, and never from a repository', async () => {
  const env = (size: string, age = '2w') => ({ CARGO_SHARE_MAX_SIZE: size, CARGO_SHARE_MAX_AGE: age });
  expect(await settings({ env: env('1.5GiB') })).toMatchObject({ maxSize: 1.5 * 2 ** 30, maxAgeSeconds: 14 * 86_400 });
  expect(await settings({ env: env('20 gb', '12h') })).toMatchObject({ maxSize: 20e9, maxAgeSeconds: 12 * 3600 });
  expect(await settings({ env: env('0') })).toMatchObject({ maxSize: 0 });
  expect(await settings({ manifest: '[workspace.metadata.share]\nmax-size = "0"\nmax-age = "0h"\n' })).toMatchObject({ maxSize: undefined, maxAgeSeconds: undefined });
  for (const wrong of [env('many'), env('-1'), env('1', '30'), env('1', 'month')]) {
    expect((await readSettings(sources({ env: wrong }))).ok).toBe(false);
  }
});
