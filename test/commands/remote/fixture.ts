import { createHash } from 'node:crypto';
import { privateKeyIn, makePrivateKey, publicKeyOf, type PublicKey } from '../../../src/commands/remote/signature.ts';
import type { Trust } from '../../../src/commands/remote/heads.ts';
import type { KnownMachine } from '../../../src/commands/remote/machine.ts';
import type { Objects } from '../../../src/commands/remote/objects.ts';
import { send, type Built, type SendOptions, type Sent } from '../../../src/commands/remote/send.ts';
import { take, type TakeOptions } from '../../../src/commands/remote/take.ts';
import { hashCompiler } from '../../../src/formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import type { Store } from '../../../src/store/open.ts';
import { publishUnit, type FileToPublish } from '../../../src/store/publish.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { unitKey } from '../../../src/units/identity.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { BUILT_NS, donorFile, draft, stage, staging, valueOf } from '../../store/store-fixture.ts';

const RUSTC = 'rustc 1.95.0 (f2d3ce0bd 2026-03-21)\nbinary: rustc\ncommit-hash: f2d3ce0bd\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\n';
export const COMMIT = 'a'.repeat(40);
export const REPOSITORY = 'example.com/team/project';

export function machine(more: Partial<KnownMachine> = {}): KnownMachine {
  return { rustc: RUSTC, commitKnown: true, host: 'x86_64-unknown-linux-gnu', cargoHome: '/home/u/.cargo', libc: 'glibc 2.36', tools: 't', system: 's', cpu: 'c', sinceNs: 0n, ...more };
}

export function signer(): { readonly key: NonNullable<ReturnType<typeof privateKeyIn>>; readonly name: PublicKey } {
  const key = privateKeyIn(makePrivateKey());
  if (key === undefined) throw new Error('no key');
  return { key, name: publicKeyOf(key) };
}

/** A stored library with the key that its manifest gives: a blob, a small file, a fingerprint with these flags. */
export async function library(store: Store, directory: string, name: string, more: Partial<Manifest> & { readonly bytes?: number; readonly rustflags?: readonly string[] } = {}): Promise<Manifest> {
  const { bytes = 100_000, rustflags = [], ...rest } = more;
  const open = await staging(store);
  const base = { ...draft(name), rustc: String(hashCompiler(RUSTC)), ...rest };
  const made = { ...base, key: unitKey(base) };
  // Bytes that do not compress to nothing, the same for a name.
  const content = Buffer.concat(Array.from({ length: Math.ceil(bytes / 32) }, (_, index) => createHash('sha256').update(`${name} ${index}`).digest())).subarray(0, bytes);
  const small = (role: FileToPublish['role'], path: string, text: string): FileToPublish => ({ role, path, from: { kind: 'bytes', bytes: Buffer.from(text), mode: 0o644, mtimeNs: BUILT_NS } });
  const record = `{"rustc":1,"features":"[]","declared_features":"[]","target":1,"profile":1,"path":1,"deps":[],"local":[],"rustflags":${JSON.stringify(rustflags)},"config":1,"compile_kind":0}`;
  const { manifest } = valueOf(
    publishUnit(open, made, [
      { role: 'rlib', path: `debug/deps/lib${name}-0123456789abcdef.rlib`, from: { kind: 'staged', file: stage(open, donorFile(directory, `donor/${name}-${made.key}.rlib`, content)) } },
      small('fingerprint-json', `debug/.fingerprint/${name}-0123456789abcdef/lib-${name}.json`, record),
      small('fingerprint', `debug/.fingerprint/${name}-0123456789abcdef/lib-${name}`, 'fedcba9876543210'),
    ]),
  );
  open.close();
  return manifest;
}

export function built(units: readonly Manifest[], commit = COMMIT): Built {
  return { commit, trees: [{ workspace: '', subdirectory: '', keys: units.map(({ key }) => key) }] };
}

export function trust(...allowed: readonly PublicKey[]): Trust {
  return { repository: REPOSITORY, allowed: new Set(allowed), unsigned: false };
}

export async function sendAll(store: Store, objects: Objects, units: readonly Manifest[], more: Partial<SendOptions> = {}): Promise<Sent[]> {
  return valueOf(await send([built(units)], { store, objects, trust: trust(), key: undefined, machine: machine(), nowMs: 1000, progress: () => undefined, ...more }));
}

export function takeAll(store: Store, objects: Objects, more: Partial<TakeOptions> = {}): ReturnType<typeof take> {
  return take({ store, repository: '/clone/.git' as AbsolutePath, objects, machine: machine(), trust: trust(), host: machine().host, near: [], all: true, older: false, anyCompiler: false, wants: () => true, progress: () => undefined, ...more });
}

/** A manifest without the places of its files, which are each store's own. */
export function sameButBlobs(manifest: Manifest): unknown {
  return { ...manifest, files: manifest.files.map(({ content: _content, ...file }) => file) };
}

