import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRepository } from '../../../src/formats/git/repository.ts';
import { pushRefusal } from '../../../src/commands/remote/may-push.ts';
import { addressOf } from '../../../src/commands/remote/open-remote.ts';
import { isPublicKey, makePrivateKey, publicKeyOf, seal, unseal } from '../../../src/commands/remote/signature.ts';
import { keyPath, readRemoteSettings, readSigningKey, repositoryName } from '../../../src/commands/remote/trust.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { errorOf, temporaryDirectory, valueOf } from '../../store/store-fixture.ts';
import { signer } from './fixture.ts';

let directory: AbsolutePath;
let remove: () => void;
const git = (...args: string[]): void => void execFileSync('git', args, { cwd: directory, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }, stdio: 'ignore' });

beforeEach(() => {
  const made = temporaryDirectory('trust');
  remove = made.remove;
  directory = realpathSync(made.path) as AbsolutePath;
  git('init', '-q');
});
afterEach(() => remove());

const settings = () => readRemoteSettings(valueOf(openRepository(directory)), [directory]);

test('keys and remotes come from git\'s configuration', () => {
  const [one, two] = [signer().name, signer().name];
  git('config', '--add', 'share.allowedKey', one);
  git('config', '--add', 'share.allowedKey', two);
  git('config', 'share.remote.Team.url', '/units');
  git('config', 'share.repository', 'project');
  expect(valueOf(settings())).toEqual({ repository: 'project', allowed: new Set([one, two]), remotes: new Map([['Team', '/units']]), disregarded: [] });
});

test('what a checkout brings names none, though the configuration includes it', () => {
  writeFileSync(join(directory, '.gitconfig'), `[share]\n  allowedKey = ${signer().name}\n  repository = other\n[share "remote.theirs"]\n  url = /units\n`);
  git('config', 'include.path', '../.gitconfig');
  expect(valueOf(settings())).toEqual({ repository: directory, allowed: new Set(), remotes: new Map(), disregarded: [join(directory, '.gitconfig')] });
});

test('something else than a key is a failure', () => {
  git('config', 'share.allowedKey', 'ed25519:short');
  expect(errorOf(settings())).toMatchObject({ code: 'key-unusable' });
});

test('without a name, a repository is called as origin is, however that is spelled', () => {
  for (const url of ['git@example.com:team/project.git', 'https://example.com/team/project', 'https://u:p@EXAMPLE.com/team/project.git/', 'ssh://git@example.com:22/team/project.git', 'git://example.com/team/project']) {
    expect(repositoryName(url)).toBe('example.com/team/project');
  }
  expect(repositoryName('/srv/project')).toBe('/srv/project');
  git('remote', 'add', 'origin', 'git@example.com:team/project.git');
  expect(valueOf(settings()).repository).toBe('example.com/team/project');
});

test('the signing key is of the environment, else of its file', () => {
  const env = { HOME: directory, XDG_CONFIG_HOME: join(directory, 'config') };
  expect(valueOf(readSigningKey(env))).toBeUndefined();
  mkdirSync(join(directory, 'config/cargo-share'), { recursive: true });
  writeFileSync(keyPath(env), makePrivateKey());
  const own = valueOf(readSigningKey(env));
  expect(own && isPublicKey(publicKeyOf(own))).toBe(true);
  const other = valueOf(readSigningKey({ ...env, CARGO_SHARE_SIGNING_KEY: makePrivateKey() }));
  expect(other && publicKeyOf(other)).not.toBe(own && publicKeyOf(own));
  expect(errorOf(readSigningKey({ CARGO_SHARE_SIGNING_KEY: 'x' }))).toMatchObject({ code: 'key-unusable' });
});

test('a signature is of one text and one key', () => {
  const [me, other] = [signer(), signer()];
  const envelope = JSON.parse(seal('text', me.key)) as Record<string, string>;
  expect(unseal(JSON.stringify(envelope))).toEqual({ text: 'text', key: me.name });
  expect(unseal(seal('text', undefined))).toEqual({ text: 'text', key: null });
  for (const more of [{ text: 'texts' }, { key: other.name }, { signature: (JSON.parse(seal('text', other.key)) as { signature: string }).signature }, { key: undefined }, { signature: undefined }, { signature: '' }, { key: 'ed25519:' }]) {
    expect(unseal(JSON.stringify({ ...envelope, ...more }))).toBeUndefined();
  }
});

test('addresses', () => {
  expect(addressOf('/units')).toEqual({ kind: 'directory', path: '/units' });
  expect(addressOf('file:///a%20b')).toEqual({ kind: 'directory', path: '/a b' });
  expect(addressOf('s3://bucket/some/prefix/?endpoint=http://localhost:9000&region=auto')).toEqual({ kind: 's3', bucket: 'bucket', prefix: 'some/prefix', endpoint: 'http://localhost:9000', region: 'auto' });
  expect(addressOf('https://host:8080/units/')).toEqual({ kind: 'http', base: 'https://host:8080/units', user: undefined });
  expect(addressOf('https://me:secret@host/units')).toMatchObject({ base: 'https://host/units', user: 'me:secret' });
  for (const text of ['', 'units', 'ftp://host/', 's3://', 'not an address']) expect(addressOf(text)).toBeUndefined();
});

const push = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_REF_TYPE: 'branch', GITHUB_REF_PROTECTED: 'true' };
const pipeline = { GITLAB_CI: 'true', CI: 'true', CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', CI_COMMIT_REF_PROTECTED: 'true' };
test.each([
  [{}, true],
  [{ CI: 'false' }, true],
  [{ CI: 'true' }, false],
  [push, true],
  [{ ...push, GITHUB_EVENT_NAME: 'pull_request' }, false],
  [{ ...push, GITHUB_EVENT_NAME: 'pull_request_target' }, false],
  [{ ...push, GITHUB_EVENT_NAME: 'workflow_dispatch' }, false],
  [{ ...push, GITHUB_REF_PROTECTED: 'false' }, false],
  [{ ...push, GITHUB_REF_TYPE: 'tag' }, false],
  [{ GITHUB_ACTIONS: 'true' }, false],
  [pipeline, true],
  [{ ...pipeline, CI_PIPELINE_SOURCE: 'merge_request_event' }, false],
  [{ ...pipeline, CI_COMMIT_REF_PROTECTED: 'false' }, false],
  [{ ...pipeline, CI_COMMIT_BRANCH: undefined }, false],
])('a push from %j is allowed: %s', (env, allowed) => {
  expect(pushRefusal(env) === undefined).toBe(allowed);
});
