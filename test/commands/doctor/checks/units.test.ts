import { expect, test } from 'vitest';
import { checkUnits } from '../../../../src/commands/doctor/checks/units.ts';
import { saveWorktree } from '../../../../src/engine/save/save-worktree.ts';
import { openClinic } from '../clinic.ts';
import { NO_DECLARATIONS } from '../../../../src/engine/workspaces/declarations.ts';

test('units that are mostly refused, and for whose sake', async () => {
  const clinic = openClinic();
  await clinic.openStore();
  clinic.write('src/lib.rs', 'pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");\n');
  clinic.write('src/main.rs', 'fn main() { println!("{}", app::ROOT); }\n');
  clinic.cargo('build');
  const before = await clinic.site();
  expect(checkUnits(before)).toMatchObject([{ verdict: 'pass', units: 2, refused: 0 }]);
  const { store, clone } = before;
  if (store?.ok !== true) throw new Error('no store');
  await saveWorktree({
    repository: clone.repository.commonDirectory,
    store: store.value,
    settings: { declared: NO_DECLARATIONS, executables: 'link', copyLockfile: false, mode: 'linked' },
    env: clinic.env,
    shellOf: clone.repository.worktree,
    mayRunCargo: true,
    dryRun: false,
  }, { worktree: clone.repository.worktree!, others: [], workspaces: undefined, previousCommit: null, progress: () => undefined });
  expect(checkUnits(await clinic.site())).toMatchObject([
    { verdict: 'warn', finding: 'units-refused', units: 2, refused: 2, culprit: 'app', costs: 2, refusal: { reason: 'env-path', variable: 'CARGO_MANIFEST_DIR' } },
  ]);
});
