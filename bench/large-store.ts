import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendCatalog } from '../src/store/catalog.ts';
import { openStore } from '../src/store/open.ts';
import { publishUnit } from '../src/store/publish.ts';
import { openStaging, stageFile } from '../src/store/stage.ts';
import type { AbsolutePath } from '../src/system/brand.ts';
import type { Slot } from '../src/units/model.ts';
import { BUILT_NS, draft, keyOf, libraryFiles, REGISTRY_RLIB, valueOf } from '../test/store/store-fixture.ts';

/** Units for which a lock is taken at a time. */
const BATCH = 1000;

/**
 * Fills a store with library units, each with a blob, a pack and a manifest of its own, and a catalog that names them.
 * Every second blob is linked from `donor` as well, as a worktree would hold it.
 */
export async function fillStore(o: { root: string; donor: string; repository: string; units: number }): Promise<void> {
  const store = valueOf(openStore(o.root as AbsolutePath));
  mkdirSync(o.donor, { recursive: true });
  for (let made = 0; made < o.units; made += BATCH) {
    const staging = valueOf(await openStaging(store, { timeoutMs: 0 }));
    const entries = [];
    for (let index = made; index < Math.min(made + BATCH, o.units); index += 1) {
      const name = `unit${index}`;
      const built = join(staging.directory, `${name}.rlib`);
      writeFileSync(built, Buffer.alloc(8192, index));
      if (index % 2 === 0) linkSync(built, join(o.donor, `${name}.rlib`));
      const staged = valueOf(stageFile(staging, built, REGISTRY_RLIB));
      const inputs = Array.from({ length: 20 }, (_, n) => ({ kind: 'file', path: `src/module_${n}.rs`, sha256: keyOf(`${index} ${n}`) }) as const);
      valueOf(publishUnit(staging, { ...draft(name), inputs }, libraryFiles(staged, name)));
      entries.push({ key: keyOf(name), slot: `legacy/debug/${name}` as Slot, fingerprint: 'fedcba9876543210', savedNs: String(BUILT_NS) });
    }
    valueOf(appendCatalog(staging, { repository: o.repository, workspace: '' }, entries));
    staging.close();
  }
}
