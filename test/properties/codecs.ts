import { hashFingerprint } from '../../src/formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { rewriteFingerprintJson } from '../../src/formats/cargo/fingerprint-hash/rewrite-json.ts';
import { encodeDepInfo, parseDepInfo } from '../../src/formats/cargo/dep-info.ts';
import { parseFingerprint } from '../../src/formats/cargo/fingerprint-json.ts';
import { readLockfile } from '../../src/formats/cargo/lockfile.ts';
import { parseRustcDepInfo, rustcOutputs } from '../../src/formats/cargo/rustc-dep-info.ts';
import { parseScriptOutput } from '../../src/formats/cargo/script-output.ts';
import { rewriteRoots } from '../../src/store/place/rewrite.ts';
import { entriesIn, lineOf } from '../../src/store/catalog.ts';
import { sealBytes, sealText, unsealBytes, unsealText } from '../../src/store/checksum.ts';
import { digestsIn } from '../../src/store/digests.ts';
import { listingIn } from '../../src/store/listings.ts';
import { manifestIn } from '../../src/store/lookup.ts';
import { isInside } from '../../src/store/manifest-shape.ts';
import { indexIn } from '../../src/store/targets.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { encodeMark, parseMark } from '../../src/units/marker.ts';
import type { UnitKey } from '../../src/units/model.ts';
import { savedWorkspacesIn } from '../../src/engine/workspaces/workspace-index.ts';

/** Something that reads bytes which anybody may have written. */
export interface Codec {
  readonly name: string;
  /** Which files of a real build, clone and store it reads: a path with `/`. */
  readonly reads: RegExp;
  /** Bytes that it must see behind, for arbitrary ones to come far. */
  readonly head: string;
  /** Reads any bytes; throws where what came out is against its promise. */
  readonly read: (bytes: Buffer) => void;
  /** What reading and writing makes of a real file: the same bytes. */
  readonly again?: (bytes: Buffer) => Buffer;
  /** A checksum keeps accidents out: gives changed bytes a right one, so that what is behind it is reached as well. */
  readonly reseal?: (bytes: Buffer) => Buffer;
}

const text = (bytes: Buffer): string => bytes.toString('utf8');

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} was not read`);
  return value;
}

function expectSame(a: Buffer | undefined, b: Buffer, what: string): void {
  if (a?.equals(b) === false) throw new Error(`${what} is not the same`);
}

/** A line between which and its checksum nothing is known; for `read` of what a seal covers. */
const resealLine = (bytes: Buffer): Buffer => {
  const whole = text(bytes);
  const end = whole.lastIndexOf('\n', whole.length - 2);
  return Buffer.from(sealText(end < 0 ? whole : whole.slice(0, end)));
};

const keyIn = (whole: string): UnitKey => (/"key":"([0-9a-f]{64})"/.exec(whole)?.[1] ?? '0'.repeat(64)) as UnitKey;

const ROOT = '/home/one/tree' as AbsolutePath;
const OTHER = '/srv/two' as AbsolutePath;

/** The same bytes with a root of one's own in place of another, and back again. */
function thereAndBack(bytes: Buffer): Buffer | undefined {
  const swap = (from: AbsolutePath, to: AbsolutePath) => (before: Buffer | undefined) =>
    before && rewriteRoots(before, { role: 'rustc-dep-info', origins: [{ path: from, means: 'worktree' }], roots: { worktree: to, 'build-directory': to, 'target-directory': to } });
  return swap(OTHER, ROOT)(swap(ROOT, OTHER)(bytes));
}

export const CODECS: readonly Codec[] = [
  {
    name: "cargo's dep-info",
    reads: /fingerprint\/.*dep-[^/]*$/,
    head: '\u0001\0\0\0\u00ff\u0001',
    read: (bytes) => {
      const parsed = parseDepInfo(bytes);
      if (parsed.ok) expectSame(encodeDepInfo(parsed.value), bytes, 'dep-info');
    },
    again: (bytes) => {
      const parsed = parseDepInfo(bytes);
      return encodeDepInfo(must(parsed.ok ? parsed.value : undefined, 'dep-info'));
    },
  },
  {
    name: "cargo's fingerprint JSON",
    reads: /fingerprint\/(?:[^/]+\/)?[^/]+\.json$/,
    head: '{"rustc":',
    read: (bytes) => {
      const parsed = parseFingerprint(text(bytes));
      if (!parsed.ok) return;
      hashFingerprint(parsed.value);
      const same = rewriteFingerprintJson(text(bytes), parsed.value, parsed.value);
      if (same !== undefined && same !== text(bytes)) throw new Error('a rewrite that changes nothing changed it');
    },
    again: (bytes) => {
      const parsed = parseFingerprint(text(bytes));
      const value = must(parsed.ok ? parsed.value : undefined, 'fingerprint JSON');
      return Buffer.from(must(rewriteFingerprintJson(text(bytes), value, value), 'fingerprint JSON'));
    },
  },
  {
    name: "rustc's dep-info",
    reads: /\.d$/,
    head: '# env-dep:',
    read: (bytes) => {
      const { outputs } = parseRustcDepInfo(text(bytes));
      rustcOutputs(text(bytes));
      if (!outputs.every((output) => text(bytes).includes(output))) throw new Error('an output that the text does not name');
    },
    again: (bytes) => must(thereAndBack(bytes), "rustc's dep-info"),
  },
  { name: "a build script's output", reads: /\/(?:output|stdout)$/, head: 'cargo::', read: (bytes) => void parseScriptOutput(text(bytes)), again: (bytes) => must(thereAndBack(bytes), 'output') },
  { name: 'Cargo.lock', reads: /\/Cargo\.lock$/, head: '[[package]]\nname = "', read: (bytes) => void readLockfile(text(bytes)).packages },
  {
    name: 'the mark of a placed unit',
    reads: /\/invoked\.timestamp$/,
    head: 'Placed by cargo-share: ',
    read: (bytes) => void parseMark(text(bytes)),
    again: (bytes) => {
      const mark = parseMark(text(bytes));
      // Of units that were built here, cargo's own words.
      return mark === undefined ? bytes : Buffer.from(encodeMark(mark));
    },
  },
  {
    name: 'manifests',
    reads: /\/manifest\.json$/,
    head: '{"format":1,',
    read: (bytes) => {
      const manifest = manifestIn(text(bytes), keyIn(text(bytes)));
      if (!manifest.ok) return;
      const leads = [...manifest.value.files.map((file) => file.path), ...manifest.value.directories];
      if (!leads.every(isInside)) throw new Error('a path that leads outside');
    },
    again: (bytes) => {
      const manifest = manifestIn(text(bytes), keyIn(text(bytes)));
      return Buffer.from(sealText(JSON.stringify(must(manifest.ok ? manifest.value : undefined, 'manifest'))));
    },
    reseal: resealLine,
  },
  {
    name: 'packs',
    reads: /\/pack$/,
    head: '',
    read: (bytes) => {
      const body = unsealBytes(bytes);
      if (body !== undefined) expectSame(sealBytes([body]), bytes, 'pack');
    },
    again: (bytes) => sealBytes([must(unsealBytes(bytes), 'pack')]),
    reseal: (bytes) => sealBytes([bytes]),
  },
  {
    name: 'digests',
    reads: /\/digests$/,
    head: '{"format":1,"blobs":{',
    read: (bytes) => void digestsIn(text(bytes)),
    again: (bytes) => Buffer.from(sealText(JSON.stringify({ format: 1, blobs: Object.fromEntries(must(digestsIn(text(bytes)), 'digests')) }))),
    reseal: resealLine,
  },
  { name: 'seals of lines', reads: /\/(?:manifest\.json|digests)$/, head: '', read: (bytes) => void unsealText(text(bytes)), again: (bytes) => Buffer.from(sealText(must(unsealText(text(bytes)), 'seal'))) },
  { name: 'catalogs', reads: /catalogs\/.*\.jsonl$/, head: '\n{"key":"', read: (bytes) => void entriesIn(text(bytes)).map(lineOf), again: (bytes) => Buffer.from(entriesIn(text(bytes)).map(lineOf).join('')) },
  {
    name: 'indexes of build directories',
    reads: /targets\/[0-9a-f]{16}\.json$/,
    head: '{"format":1,"rules":',
    read: (bytes) => {
      for (const { result } of Object.values(indexIn(text(bytes))?.units ?? {})) void ('saved' in result);
    },
    again: (bytes) => Buffer.from(JSON.stringify(must(indexIn(text(bytes)), 'index'))),
  },
  { name: 'listings of build directories', reads: /targets\/.*\.listing\.json$/, head: '{"format":1,', read: (bytes) => void listingIn(text(bytes)), again: (bytes) => Buffer.from(JSON.stringify(must(listingIn(text(bytes)), 'listing'))) },
  { name: 'lists of workspaces', reads: /targets\/workspaces-.*\.json$/, head: '[{"workspace":"', read: (bytes) => void savedWorkspacesIn(text(bytes)), again: (bytes) => Buffer.from(JSON.stringify(savedWorkspacesIn(text(bytes)))) },
];
