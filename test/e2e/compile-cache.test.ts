import { existsSync, readdirSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useRigs } from '../rig/rig.ts';

const createRig = useRigs();
const HAS = 'enableCompileCache' in module;

describe('compiled code', () => {
  it.skipIf(!HAS)(`is kept by the hooks, in the user's cache${HAS ? '' : ` (skipped: Node ${process.versions.node} has no compile cache)`}`, async () => {
    const rig = await createRig({ files: { 'a.txt': 'a' } });
    await rig.main.share(['hook', 'post-commit']);
    expect(readdirSync(join(rig.temporary, 'cache/cargo-share/node'))).toHaveLength(1);
  });

  it('is not kept by other commands', async () => {
    const rig = await createRig({ files: { 'a.txt': 'a' } });
    await rig.main.share(['status']);
    expect(existsSync(join(rig.temporary, 'cache/cargo-share/node'))).toBe(false);
  });
});
