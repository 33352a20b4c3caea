import { cpSync, readFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealBytes, sealText, unsealBytes, unsealText } from '../../src/store/checksum.ts';
import { readManifest, readPack } from '../../src/store/lookup.ts';
import { isInside, isManifestOf } from '../../src/store/manifest-shape.ts';
import type { Store } from '../../src/store/open.ts';
import type { Manifest } from '../../src/units/model.ts';
import { keyOf, openStoreIn, publishLibrary, temporaryDirectory, valueOf } from './store-fixture.ts';

let directory: string;
let remove: () => void;
let store: Store;
let manifest: Manifest;
const key = keyOf('serde');
const unitPath = (): string => join(store.root, 'units', key.slice(0, 2), key);

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('lookup'));
  store = openStoreIn(directory);
  manifest = valueOf(await publishLibrary(store, directory, 'serde')).manifest;
});

afterEach(() => remove());

describe('readManifest', () => {
  test('an unknown unit is absent', () => {
    expect(readManifest(store, keyOf('other'))).toEqual({ ok: false, error: 'absent' });
  });

  test('a cut, empty or changed manifest is damaged', () => {
    const path = join(unitPath(), 'manifest.json');
    const whole = readFileSync(path);
    for (const length of [0, 1, whole.length - 1, Math.floor(whole.length / 2)]) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      expect(readManifest(store, key)).toEqual({ ok: false, error: 'damaged' });
    }
    writeFileSync(path, whole.toString().replace('"serde"', '"serbe"'));
    expect(readManifest(store, key)).toEqual({ ok: false, error: 'damaged' });
  });

  test('a manifest under another unit’s name is damaged', () => {
    const other = join(store.root, 'units', keyOf('other').slice(0, 2), keyOf('other'));
    cpSync(unitPath(), other, { recursive: true });
    expect(readManifest(store, keyOf('other'))).toEqual({ ok: false, error: 'damaged' });
  });

  test.each(['../../../etc/passwd', '/etc/passwd', 'a/../../b', '', '.', 'a//b', './a', 'a/', 'a\0b', '..'])(
    'a file that would land at %j is damage',
    (path) => {
      expect(isInside(path)).toBe(false);
      const bad = { ...manifest, files: manifest.files.map((file) => ({ ...file, path })) };
      expect(isManifestOf(bad, key)).toBe(false);
      expect(isManifestOf({ ...manifest, directories: [path] }, key)).toBe(false);
    },
  );

  test('a blob outside the unit is damage', () => {
    for (const name of ['../../x', '/etc/passwd', 'manifest.json']) {
      const content = { at: 'blob', name, dev: '1', ino: '1' } as const;
      expect(isManifestOf({ ...manifest, files: [{ ...manifest.files[0], content }] }, key)).toBe(false);
    }
  });

  test('names with dots are fine', () => {
    for (const path of ['a/b', 'a..b/c', '.hidden', 'a/.b', '..a']) expect(isInside(path)).toBe(true);
  });
});

describe('readPack', () => {
  test('a cut or changed pack is damaged, a missing one absent', () => {
    const path = join(unitPath(), 'pack');
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      expect(readPack(store, manifest)).toEqual({ ok: false, error: 'damaged' });
    }
    writeFileSync(path, Buffer.alloc(whole.length));
    expect(readPack(store, manifest)).toEqual({ ok: false, error: 'damaged' });
    unlinkSync(path);
    expect(readPack(store, manifest)).toEqual({ ok: false, error: 'absent' });
  });

  test('a whole pack that is shorter than its manifest says is damaged', () => {
    writeFileSync(join(unitPath(), 'pack'), sealBytes([Buffer.from('x')]));
    expect(readPack(store, manifest)).toEqual({ ok: false, error: 'damaged' });
  });

  test('a unit that is removed while it is read is absent', () => {
    renameSync(unitPath(), join(directory, 'gone'));
    expect(readPack(store, manifest)).toEqual({ ok: false, error: 'absent' });
  });
});

describe('seals', () => {
  test('bytes and text come back', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { maxLength: 4 }), (parts) => {
        expect(unsealBytes(sealBytes(parts))).toEqual(Buffer.concat(parts));
      }),
    );
    fc.assert(
      fc.property(fc.json(), (line) => {
        expect(unsealText(sealText(line))).toBe(line);
      }),
    );
  });

  test('any one changed byte shows', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, flip) => {
        const sealed = sealBytes([bytes]);
        const index = at % sealed.length;
        sealed[index] = (sealed[index] ?? 0) ^ flip;
        expect(unsealBytes(sealed)).toBeUndefined();
      }),
    );
  });
});
