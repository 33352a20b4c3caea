import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../test/rig/rig.ts';
import type { Edits } from './entry.ts';

/** Makes the edits in the worktree at `root`. */
export function edit(root: string, edits: Edits): void {
  for (const [path, text] of Object.entries(edits)) {
    if (text === null) rmSync(join(root, path), { recursive: true });
    else writeFiles(root, { [path]: text });
  }
}
