import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directoryObjects } from '../../../src/commands/remote/directory-objects.ts';
import type { Index, IndexUnit } from '../../../src/commands/remote/documents.ts';
import { readHead, readIndex, withCommits, writeHead, writeIndex } from '../../../src/commands/remote/heads.ts';
import { digestOf, objectNames } from '../../../src/commands/remote/objects.ts';
import { seal } from '../../../src/commands/remote/signature.ts';
import { listUnits } from '../../../src/store/collect.ts';
import { readCompiler } from '../../../src/store/compilers.ts';
import { readManifest } from '../../../src/store/lookup.ts';
import type { Store } from '../../../src/store/open.ts';
import { compress } from '../../../src/system/compress.ts';
import { unitKey } from '../../../src/units/identity.ts';
import type { Manifest, ManifestFile, UnitKey } from '../../../src/units/model.ts';
import { openStoreIn, temporaryDirectory, errorOf, valueOf } from '../../store/store-fixture.ts';
import { COMMIT, library, machine, sendAll, signer, takeAll, trust } from './fixture.ts';

/** What somebody could do who can write to the place, and what somebody whose key is allowed could get wrong. */
let directory: string;
let remove: () => void;
let there: Store;
let here: Store;
let place: string;
const ME = signer();
const allow = { trust: trust(ME.name) };
const objects = () => directoryObjects(place);

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('hostile'));
  for (const name of ['one', 'two']) mkdirSync(join(directory, name));
  [there, here] = [openStoreIn(join(directory, 'one')), openStoreIn(join(directory, 'two'))];
  place = join(directory, 'place');
  await sendAll(there, objects(), [await library(there, directory, 'serde')], { key: ME.key, ...allow });
});
afterEach(() => remove());

/** Signs an index in which the one unit was changed; its key fits its words unless they say otherwise. */
async function forge(change: (unit: IndexUnit) => unknown, more: Partial<Index> = {}, units?: Index['units'], commit?: string): Promise<void> {
  const head = valueOf(await readHead(objects(), allow.trust, machine().host));
  if (head?.commits[0] === undefined) throw new Error('no head');
  const index = valueOf(await readIndex(objects(), head, head.commits[0]));
  const line = valueOf(await writeIndex(objects(), { ...index, ...more, units: (units ?? index.units).map((unit) => change(unit as IndexUnit)) } as Index));
  valueOf(await writeHead(objects(), withCommits(undefined, { ...head, atMs: head.atMs + 1, commits: [{ ...line, commit: commit ?? line.commit }] }), ME.key));
}
const manifested = (change: (manifest: Manifest) => Manifest) => (unit: IndexUnit) => ({ ...unit, manifest: change(unit.manifest) });
const filed = (change: (file: ManifestFile, index: number) => unknown) => manifested((manifest) => ({ ...manifest, files: manifest.files.map(change) as ManifestFile[] }));
const first = (more: Partial<ManifestFile>) => filed((file, index) => (index === 0 ? { ...file, ...more } : file));
const rekeyed = (manifest: Manifest): Manifest => ({ ...manifest, key: unitKey(manifest) });

test.each([
  ['a path that leaves the build directory', first({ path: 'debug/../../../.bashrc' })],
  ['an absolute path', first({ path: '/etc/passwd' })],
  ['a path beside the profile', first({ path: 'release/app' })],
  ['two files of one path', filed((file) => ({ ...file, path: 'debug/deps/same' }))],
  ['a file below a link of its own', filed((file, index) => (index === 0 ? { ...file, path: 'debug/way', content: { at: 'symlink', target: 'deps' } } : { ...file, path: `debug/way/${index}` }))],
  ['a directory in the place of a file', manifested((manifest) => ({ ...manifest, directories: [manifest.files[0]?.path ?? ''] }))],
  ['a link that leads outside', first({ content: { at: 'symlink', target: '/etc' } })],
  ['a link upwards', first({ content: { at: 'symlink', target: '../../../x' } })],
  ['a file that runs as somebody else', first({ mode: 0o4755 })],
  ['a file that is longer than its pack', first({ size: 10_000_000 })],
  ['two files out of the same bytes of its pack', manifested((manifest) => ({ ...manifest, files: manifest.files.flatMap((file) => (file.content.at === 'pack' ? [file, { ...file, path: `${file.path}-2` }] : [file])) }))],
  ['a pack that holds more than its files', (unit: IndexUnit) => ({ ...unit, length: unit.length + 1 })],
  ['a mark that is none', first({ rewrite: 'x' as unknown as true })],
  ['a root of its closure that is none', manifested((manifest) => rekeyed({ ...manifest, closureRoots: [7] as unknown as Manifest['closureRoots'] }))],
  ['a file before its pack', first({ content: { at: 'pack', offset: -1 } })],
  ['a blob by a name of the store', first({ content: { at: 'blob', name: 'blob-1', dev: '1', ino: '1' } })],
  ['a time that is none', first({ mtimeNs: '9'.repeat(30) })],
  ['a directory outside', manifested((manifest) => ({ ...manifest, directories: ['../x'] }))],
  ['words that are not those of its key', manifested((manifest) => ({ ...manifest, inputs: [{ kind: 'absent', path: 'x' }] }))],
  ['other rules', manifested((manifest) => ({ ...manifest, rules: 1 }))],
  ['no manifest', (unit: IndexUnit) => ({ ...unit, manifest: null })],
  ['a need that is unknown', (unit: IndexUnit) => ({ ...unit, needs: ['moon'] })],
  ['a digest that is a path', (unit: IndexUnit) => ({ ...unit, pack: '../../x' })],
  ['a profile above its build directory', manifested((manifest) => ({ ...manifest, profileDirectory: '..', directories: [], files: manifest.files.map((file) => ({ ...file, path: `../${file.path}` })) }))],
  ['an absolute profile', manifested((manifest) => ({ ...manifest, profileDirectory: '/etc', directories: [], files: [] }))],
  ['a name that ends in a NUL', first({ path: 'debug/deps/lib\0.rlib' })],
  ['a time after the end of all times', first({ mtimeNs: '9'.repeat(19) })],
  ['a pack of a terabyte', (unit: IndexUnit) => ({ ...unit, packed: 2 ** 40 })],
  ['a content of a petabyte', (unit: IndexUnit) => ({ ...unit, length: 2 ** 50 })],
  ['a program that needs nothing of a machine', (unit: IndexUnit) => ({ ...unit, needs: ['compiler', 'home'], manifest: rekeyed({ ...unit.manifest, kind: 'bin' }) })],
  ['a library that needs no compiler', (unit: IndexUnit) => ({ ...unit, needs: [] })],
  ['a package without a name', manifested((manifest) => rekeyed({ ...manifest, source: { kind: 'registry' } as Manifest['source'] }))],
  ['no package', manifested((manifest) => rekeyed({ ...manifest, source: null as unknown as Manifest['source'] }))],
  ['no provenance', manifested((manifest) => ({ ...manifest, provenance: null as unknown as Manifest['provenance'] }))],
  ['a condition that is none', manifested((manifest) => ({ ...manifest, conditions: [null] as unknown as Manifest['conditions'] }))],
  ['a condition of no kind', manifested((manifest) => rekeyed({ ...manifest, conditions: [{}] as unknown as Manifest['conditions'] }))],
  ['an input that is none', manifested((manifest) => rekeyed({ ...manifest, inputs: ['x'] as unknown as Manifest['inputs'] }))],
  ['a dependency that is none', manifested((manifest) => rekeyed({ ...manifest, dependencies: [7] as unknown as Manifest['dependencies'] }))],
] as const)('a unit with %s is not taken', async (_what, change) => {
  await forge(change);
  expect(valueOf(await takeAll(here, objects(), allow))).toMatchObject([{ taken: 0, refused: [{ reason: 'not-importable' }] }]);
  expect(listUnits(here)).toEqual([]);
});

test('the same unit under the key of its words is taken: what is refused above is refused for that', async () => {
  await forge(manifested((manifest) => rekeyed({ ...manifest, inputs: [{ kind: 'absent', path: 'x' }] })));
  expect(valueOf(await takeAll(here, objects(), allow))).toMatchObject([{ taken: 1 }]);
});

const { sinceNs: _, ...MACHINE } = machine();
test.each([
  ['another compiler\'s', `${MACHINE.rustc}LLVM version: 1\n`],
  ['not those of a compiler', 'x'],
])('units are not taken where the words of their compiler are %s, whatever compilers are taken, and the words are kept under no number of theirs', async (_what, rustc) => {
  await forge((unit) => unit, { machine: { ...MACHINE, rustc } });
  expect(valueOf(await takeAll(here, objects(), { ...allow, anyCompiler: true }))).toMatchObject([{ taken: 0, refused: [{ reason: 'not-importable' }] }]);
  expect(readCompiler(here, (valueOf(readManifest(there, listUnits(there)[0] as UnitKey))).rustc)).toBeUndefined();
});

test.each([
  ['no text', { ...MACHINE, rustc: 195 }],
  ['a text without end', { ...MACHINE, rustc: MACHINE.rustc.padEnd(1 << 20) }],
  ['a list in the place of a digest', { ...MACHINE, tools: ['t'] }],
  ['nothing at all', {}],
])('an index whose machine says %s is not read', async (_what, said) => {
  await forge((unit) => unit, { machine: said as typeof MACHINE });
  expect(errorOf(await takeAll(here, objects(), { ...allow, anyCompiler: true }))).toMatchObject({ code: 'remote-untrusted' });
});

test('two units of one name and other bytes: neither is taken, as nothing tells which is right', async () => {
  const other = await compress(Buffer.alloc(200_000, 'other'));
  valueOf(await objects().put(objectNames.pack(digestOf(other)), other));
  const line = valueOf(await readHead(objects(), allow.trust, machine().host))?.commits[0];
  const head = valueOf(await readHead(objects(), allow.trust, machine().host));
  if (line === undefined || head === undefined) throw new Error('no head');
  const { units } = valueOf(await readIndex(objects(), head, line));
  await forge((unit) => unit, {}, [...units, { ...units[0], pack: digestOf(other), packed: other.length, length: 200_000 }]);
  expect(valueOf(await takeAll(here, objects(), allow))).toMatchObject([{ taken: 0, refused: [{ reason: 'not-importable' }, { reason: 'not-importable' }] }]);
  expect(listUnits(here)).toEqual([]);
});

test.each([
  ['a workspace above the worktree', { workspace: '../x', subdirectory: '', units: [0] }],
  ['an absolute workspace', { workspace: '/etc', subdirectory: '', units: [0] }],
  ['a directory above the workspace', { workspace: '', subdirectory: '/../x', units: [0] }],
  ['a unit that is not there', { workspace: '', subdirectory: '', units: [1] }],
  ['no list of units', { workspace: '', subdirectory: '', units: 'all' }],
])('an index with %s is not read', async (_what, tree) => {
  await forge((unit) => unit, { trees: [tree] as unknown as Index['trees'] });
  expect(errorOf(await takeAll(here, objects(), allow))).toMatchObject({ code: 'remote-untrusted' });
});

test.each<readonly [string, Partial<Index>]>([
  ['of another repository', { repository: 'example.com/other' }],
  ['of another commit', { commit: 'b'.repeat(40) }],
])('an index %s under a head of this one is not read', async (_what, more) => {
  await forge((unit) => unit, more, undefined, COMMIT);
  expect(errorOf(await takeAll(here, objects(), allow))).toMatchObject({ code: 'remote-untrusted' });
});

test('a head of another triple, copied to the name of this one, is not taken', async () => {
  const head = valueOf(await readHead(objects(), allow.trust, machine().host));
  if (head === undefined) throw new Error('no head');
  const sealed = seal(JSON.stringify({ ...head, host: 'aarch64-unknown-linux-gnu' }), ME.key);
  valueOf(await objects().put(objectNames.head(head.repository, machine().host), Buffer.from(sealed)));
  expect(errorOf(await takeAll(here, objects(), allow))).toMatchObject({ code: 'remote-untrusted', message: expect.stringContaining('aarch64') as string });
});

test.each([
  ['four megabytes of brackets', '['.repeat(4 << 20)],
  ['more than a head may hold', 'x'.repeat((4 << 20) + 1)],
  ['brackets under a signature', JSON.stringify({ text: '['.repeat(1 << 20), key: ME.name, signature: 'A'.repeat(86) + '==' })],
  ['bytes that are no text', Buffer.alloc(1000, 0xff)],
  ['nothing', ''],
])('a head of %s is a failure', async (_what, bytes) => {
  valueOf(await objects().put(objectNames.head(allow.trust.repository, machine().host), Buffer.from(bytes as string)));
  expect(['remote-untrusted', 'remote-failed']).toContain(errorOf(await takeAll(here, objects(), allow)).code);
});

test.each(['cut', 'longer', 'gone', 'a directory', 'a pipe', 'a link to what never ends'])('an index that is %s is not read', async (how) => {
  const [index = ''] = files('indexes');
  const bytes = readFileSync(index);
  replace(index, how, { cut: bytes.subarray(0, -5), longer: Buffer.concat([bytes, Buffer.from('more')]) });
  expect(errorOf(await takeAll(here, objects(), allow))).toMatchObject({ code: 'remote-untrusted' });
});

test.each(['a directory', 'a pipe', 'a link to what never ends'])('a pack that is %s counts as none', async (how) => {
  replace(files('packs')[0] ?? '', how, {});
  expect(valueOf(await takeAll(here, objects(), allow))).toMatchObject([{ taken: 0, refused: [{ reason: 'gone' }] }]);
});

/** Puts something else in the place of a file. */
function replace(path: string, how: string, contents: Readonly<Record<string, Buffer>>): void {
  rmSync(path);
  if (contents[how] !== undefined) writeFileSync(path, contents[how]);
  else if (how === 'a directory') mkdirSync(path);
  else if (how === 'a pipe') execFileSync('mkfifo', [path]);
  else if (how !== 'gone') symlinkSync('/dev/zero', path);
}

test('a pack that decompresses to more than the index says, or to less, is not taken', async () => {
  for (const length of [1 << 20, 250]) {
    const bomb = await compress(Buffer.alloc(length));
    valueOf(await objects().put(objectNames.pack(digestOf(bomb)), bomb));
    await forge((unit) => ({ ...unit, pack: digestOf(bomb), packed: bomb.length }));
    expect(valueOf(await takeAll(here, objects(), allow))).toMatchObject([{ taken: 0, refused: [{ reason: 'altered' }] }]);
  }
});

test('an index that decompresses to more than the head says is not read', async () => {
  const text = Buffer.alloc(1 << 20, ' ');
  const bytes = await compress(text);
  valueOf(await objects().put(objectNames.index(digestOf(bytes)), bytes));
  const commits = [{ commit: COMMIT, index: digestOf(bytes), length: 1000 }];
  valueOf(await writeHead(objects(), withCommits(undefined, { repository: allow.trust.repository, host: machine().host, atMs: 5000, commits }), ME.key));
  expect(errorOf(await takeAll(here, objects(), allow))).toMatchObject({ code: 'remote-untrusted' });
});

function files(part: string): string[] {
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)).filter((path) => path.includes(`/${part}/`) && statSync(path).isFile());
}

test.each(['cut', 'longer', 'other bytes', 'of another unit'])('a pack that was replaced (%s) is not taken', async (how) => {
  const [pack = ''] = files('packs');
  const bytes = readFileSync(pack);
  const other = { cut: bytes.subarray(0, -1), longer: Buffer.concat([bytes, Buffer.alloc(1)]), 'other bytes': Buffer.alloc(bytes.length, 7), 'of another unit': await compress(Buffer.from('another')) }[how];
  writeFileSync(pack, other ?? '');
  expect(valueOf(await takeAll(here, objects(), allow))).toMatchObject([{ taken: 0, refused: [{ reason: 'altered' }] }]);
  expect(listUnits(here)).toEqual([]);
});

test('an index that was replaced by an older one of the same commit, which is signed as well, is not read', async () => {
  const [index = ''] = files('indexes');
  const older = readFileSync(index);
  await sendAll(there, objects(), [await library(there, directory, 'itoa')], { key: ME.key, ...allow, nowMs: 2000 });
  for (const path of files('indexes')) writeFileSync(path, older);
  expect(errorOf(await takeAll(here, objects(), allow))).toMatchObject({ code: 'remote-untrusted' });
});
