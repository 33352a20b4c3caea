import { afterAll, expect, test } from 'vitest';
import { checkSpace } from '../../../../src/commands/doctor/checks/space.ts';
import { mountFileSystem } from '../../../support/mounts.ts';
import { openClinic } from '../clinic.ts';

const small = mountFileSystem({ type: 'tmpfs', kilobytes: 8 * 1024 });
const middling = mountFileSystem({ type: 'tmpfs', kilobytes: 1024 * 1024 });
afterAll(() => {
  for (const mount of [small, middling]) if (!('unavailable' in mount)) mount.remove();
});

test.skipIf('unavailable' in small || 'unavailable' in middling)(`little and none ${'unavailable' in small ? `(${small.unavailable})` : ''}`, async () => {
  if ('unavailable' in small || 'unavailable' in middling) return;
  expect(checkSpace(await openClinic({ directory: small.path }).site())).toMatchObject([{ verdict: 'fail', finding: 'space-out' }]);
  expect(checkSpace(await openClinic({ directory: middling.path }).site())).toMatchObject([{ verdict: 'warn', finding: 'space-low' }]);
});
