import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkWorktrees } from '../../../../src/commands/doctor/checks/worktrees.ts';
import { git } from '../../../formats/git/rig.ts';
import { openClinic } from '../clinic.ts';

test('a worktree whose directory is gone', async () => {
  const clinic = openClinic();
  const b = clinic.addWorktree('b');
  expect(checkWorktrees(await clinic.site())).toEqual([{ check: 'worktrees', verdict: 'pass', finding: 'worktrees-present', count: 2 }]);
  git(clinic.path, 'worktree', 'lock', b);
  rmSync(b, { recursive: true });
  expect(checkWorktrees(await clinic.site())).toMatchObject([{ count: 1 }, { verdict: 'warn', finding: 'worktree-gone', path: b, locked: true }]);
});
