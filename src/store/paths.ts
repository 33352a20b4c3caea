import { join } from 'node:path';
import type { AbsolutePath } from '../system/brand.ts';
import type { UnitKey } from '../units/model.ts';

/** The version of the on-disk format; it is the last part of the store's path, so formats never meet. */
export const STORE_FORMAT = 1;

/** Where everything stands in a store; `root` is the directory `v1`. See `docs/store-format.md`. */
export const storePaths = {
  marker: (root: AbsolutePath) => join(root, 'STORE'),
  lock: (root: AbsolutePath) => join(root, 'lock'),
  temporary: (root: AbsolutePath) => join(root, 'tmp'),
  units: (root: AbsolutePath) => join(root, 'units'),
  catalogs: (root: AbsolutePath) => join(root, 'catalogs'),
  packages: (root: AbsolutePath) => join(root, 'packages'),
  targets: (root: AbsolutePath) => join(root, 'targets'),
  histories: (root: AbsolutePath) => join(root, 'histories'),
  unitParent: (root: AbsolutePath, key: UnitKey) => `${root}/units/${key.slice(0, 2)}`,
  unit: (root: AbsolutePath, key: UnitKey) => `${root}/units/${key.slice(0, 2)}/${key}`,
} as const;

/** Names inside a unit's directory. */
export const MANIFEST_NAME = 'manifest.json';
export const PACK_NAME = 'pack';
export const DIGESTS_NAME = 'digests';
/** Of a unit that another machine has built: the digest of what that machine was. */
export const MACHINE_NAME = 'machine';
