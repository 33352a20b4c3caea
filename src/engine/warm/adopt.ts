import { offerUnits, packageEntry } from '../../store/packages.ts';
import { openStaging } from '../../store/stage.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Manifest } from '../../units/model.ts';
import { rememberWorkspaces } from '../workspaces/workspace-index.ts';
import type { Placing } from './options.ts';
import type { Store } from '../../store/open.ts';

/** The units are in place: what is not noted now, for `gc` is busy, is offered again. */
const STORE_TIMEOUT_MS = 1_000;

/** Notes units of other clones that stand in this one as its own: its worktrees find them, and they outlive the others. */
export async function adoptUnits(store: Store, { catalog, tree }: Placing, units: readonly Manifest[]): Promise<void> {
  if (units.length === 0) return;
  const staging = await openStaging(store, { timeoutMs: STORE_TIMEOUT_MS });
  if (!staging.ok) return;
  offerUnits(staging.value, catalog, units.map(packageEntry));
  staging.value.close();
  rememberWorkspaces(store, catalog.repository as AbsolutePath, [tree]);
}
