import { attempt } from '../system/attempt.ts';
import type { Failure } from '../system/failure.ts';
import { readDirectory } from '../system/fs.ts';
import { hardLink, makeDirectory } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { removeTree, writeNew } from '../system/write.ts';
import { unitKey } from '../units/identity.ts';
import type { Manifest } from '../units/model.ts';
import { sealText } from './checksum.ts';
import { storeBusy, unwritable } from './failures.ts';
import { readManifest } from './lookup.ts';
import { DIGESTS_NAME, MANIFEST_NAME, storePaths } from './paths.ts';
import { installUnit } from './publish.ts';
import type { Staging } from './stage.ts';

/** What a unit depends on, beside its dependencies. */
export type Amendment = Pick<Manifest, 'conditions'> & Partial<Pick<Manifest, 'inputs'>>;

/**
 * Publishes a stored unit under other conditions, as another variant with the same files: each is one more name of the
 * same inode. The former variant stays for the worktrees that hold it.
 */
export function amendUnit(staging: Staging, manifest: Manifest, amendment: Amendment): Result<Manifest, Failure> {
  const { store } = staging;
  const draft = { ...manifest, ...amendment };
  const amended: Manifest = { ...draft, key: unitKey(draft) };
  if (readManifest(store, amended.key).ok) return ok(amended);
  const built = staging.freshName();
  const done = attempt(() => {
    const from = storePaths.unit(store.root, manifest.key);
    makeDirectory(built, 0o700);
    for (const { name } of readDirectory(from)) if (name !== MANIFEST_NAME && name !== DIGESTS_NAME) hardLink(`${from}/${name}`, `${built}/${name}`);
    writeNew(`${built}/${MANIFEST_NAME}`, sealText(JSON.stringify(amended)), { mode: 0o600 });
    return installUnit({ store, built, manifest: amended });
  });
  if (done.ok && done.value !== undefined) return ok(amended);
  attempt(() => removeTree(built));
  return err(done.ok ? storeBusy(store.root) : unwritable(store.root, done.error));
}
