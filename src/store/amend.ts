import { attempt } from '../system/attempt.ts';
import type { Failure } from '../system/failure.ts';
import { readDirectory } from '../system/fs.ts';
import { hardLink, makeDirectoriesBelow, makeDirectory, rename } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { removeTree, writeNew } from '../system/write.ts';
import { unitKey } from '../units/identity.ts';
import type { Condition, Manifest } from '../units/model.ts';
import { sealText } from './checksum.ts';
import { unwritable } from './failures.ts';
import { readManifest } from './lookup.ts';
import { DIGESTS_NAME, MANIFEST_NAME, storePaths } from './paths.ts';
import type { Staging } from './stage.ts';

/**
 * Publishes a stored unit under other conditions, as another variant with the same files: each is one more name of the
 * same inode. The former variant stays for the worktrees that hold it.
 */
export function amendUnit(staging: Staging, manifest: Manifest, conditions: readonly Condition[]): Result<Manifest, Failure> {
  const { store } = staging;
  const amended: Manifest = { ...manifest, conditions, key: unitKey({ ...manifest, conditions }) };
  if (readManifest(store, amended.key).ok) return ok(amended);
  const built = staging.freshName();
  const done = attempt(() => {
    const from = storePaths.unit(store.root, manifest.key);
    makeDirectory(built, 0o700);
    for (const { name } of readDirectory(from)) if (name !== MANIFEST_NAME && name !== DIGESTS_NAME) hardLink(`${from}/${name}`, `${built}/${name}`);
    writeNew(`${built}/${MANIFEST_NAME}`, sealText(JSON.stringify(amended)), { mode: 0o600 });
    makeDirectoriesBelow(store.root, storePaths.unitParent(store.root, amended.key));
    rename(built, storePaths.unit(store.root, amended.key));
  });
  if (done.ok) return ok(amended);
  attempt(() => removeTree(built));
  // Somebody else has published the same meanwhile.
  return readManifest(store, amended.key).ok ? ok(amended) : err(unwritable(store.root, done.error));
}
