import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { untilCargoBuilds } from '../../../src/engine/audit/donor-builds.ts';
import { GONE } from '../../../src/engine/audit/until-gone.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';

test.each(['target/CACHEDIR.TAG', 'target', 'store'])('an audit ends when %s is deleted', async (what) => {
  const root = temporaryDirectory();
  for (const directory of ['target/debug', 'store/tmp']) mkdirSync(`${root}/${directory}`, { recursive: true });
  writeFileSync(`${root}/target/CACHEDIR.TAG`, '');
  const until = untilCargoBuilds(`${root}/target` as AbsolutePath, undefined, [`${root}/store`, `${root}/never-there`]);
  expect(until.signal.aborted).toBe(false);
  const raised = once(until.signal, 'abort');
  rmSync(`${root}/${what}`, { recursive: true });
  await raised;
  expect(until.signal.reason).toBe(GONE);
  until.end();
});
