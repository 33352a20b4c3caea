import { rmSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holdsOnlySeen, rememberListing } from '../../../src/engine/save/unchanged.ts';
import { survey } from '../../../src/engine/save/survey.ts';
import type { Store } from '../../../src/store/open.ts';
import type { SeenIndex } from '../../../src/store/targets.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { nowNs } from '../../../src/system/clock.ts';
import { cargo, remove, temporaryDirectory, writeFiles } from '../../formats/cargo/sandbox.ts';
import { temporaryDirectory as perTest, write } from '../../formats/git/rig.ts';
import { keyOf, openStoreIn } from '../../store/store-fixture.ts';
import { LAYOUTS, layoutEnvironment } from '../../rig/layout.ts';

describe.each(LAYOUTS)('layout %s', (layout) => {
  const environment = layoutEnvironment(layout);
  let root: AbsolutePath;
  let target: AbsolutePath;
  let store: Store;

  beforeEach(async () => {
    root = temporaryDirectory();
    target = `${root}/target` as AbsolutePath;
    store = openStoreIn(perTest());
    writeFiles(root, {
      'Cargo.toml': '[package]\nname = "made"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': 'pub fn f() -> u8 { 1 }\n',
      'examples/broken.rs': 'fn main() { missing() }\n',
    });
    await build();
    await cargo(root, ['build', '-q', '--examples'], environment).catch(() => undefined);
  }, 60_000);
  afterEach(() => remove(root));

  const build = (...args: string[]): Promise<unknown> => cargo(root, ['build', '-q', ...args], environment);

  /** As a save does: whatever is there has been seen. */
  function seenNow(): SeenIndex {
    const result = { saved: keyOf('a') };
    return new Map(
      survey(target, new Map()).map(({ entry, fingerprintFile: { ino, mtimeNs } }) => [
        entry.slot,
        { ino: String(ino), mtimeNs: String(mtimeNs), result },
      ]),
    );
  }
  /** A listing a second from now: everything that stands there is surely older. */
  function remembered(): SeenIndex {
    const surveyed = survey(target, new Map());
    rememberListing(store, target, { surveyed, beganNs: nowNs() + 1_000_000_000n });
    const seen = seenNow();
    expect(holdsOnlySeen(store, target, seen)).toBe(true);
    return seen;
  }

  test('nothing was remembered', () => {
    expect(holdsOnlySeen(store, target, seenNow())).toBe(false);
  });

  test('a directory that changed while it was listed is not remembered', () => {
    rememberListing(store, target, { surveyed: survey(target, new Map()), beganNs: 0n });
    expect(holdsOnlySeen(store, target, seenNow())).toBe(false);
  });

  test('a unit that is built again', async () => {
    const seen = remembered();
    write(`${root}/src/lib.rs`, 'pub fn f() -> u8 { 2 }\n');
    utimesSync(`${root}/src/lib.rs`, new Date(), new Date(Date.now() + 2000));
    await build();
    expect(holdsOnlySeen(store, target, seen)).toBe(false);
  });

  test('a unit of another profile', async () => {
    const seen = remembered();
    await build('--release');
    expect(holdsOnlySeen(store, target, seen)).toBe(false);
  });

  test('a unit whose first compilation failed', async () => {
    const seen = remembered();
    write(`${root}/examples/broken.rs`, 'fn main() {}\n');
    await build('--examples');
    expect(holdsOnlySeen(store, target, seen)).toBe(false);
  });

  test('a unit that is gone', async () => {
    const seen = remembered();
    await cargo(root, ['clean', '-q', '-p', 'made'], environment);
    expect(holdsOnlySeen(store, target, seen)).toBe(false);
  });

  test('a build directory that is gone', () => {
    const seen = remembered();
    rmSync(target, { recursive: true });
    expect(holdsOnlySeen(store, target, seen)).toBe(false);
  });

  test('a build that changes nothing', async () => {
    const seen = remembered();
    await build();
    expect(holdsOnlySeen(store, target, seen)).toBe(true);
  });
});
