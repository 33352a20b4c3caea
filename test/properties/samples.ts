import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUTS } from '../rig/layout.ts';
import type { Files, Rig, RigOptions } from '../rig/rig.ts';

/** What a real build of a workspace, a save, a warm and a `verify --deep` leave, in both layouts: path to bytes. */
export async function realFiles(create: (options: RigOptions) => Promise<Rig>, workspace: Files): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const layout of LAYOUTS) {
    const rig = await create({ files: workspace, layout });
    await rig.main.cargo(['build']);
    await rig.main.save();
    const warmed = await rig.addWorktree('b');
    await warmed.warm();
    await rig.main.share(['verify', '--deep']);
    for (const name of readdirSync(rig.temporary, { recursive: true, encoding: 'utf8' })) {
      const path = join(rig.temporary, name);
      if (lstatSync(path).isFile() && /\.(?:json|jsonl|lock|d|timestamp)$|\/(?:dep-[^/]*|output|stdout|pack|digests)$/.test(path)) files.set(`${layout}/${name}`, readFileSync(path));
    }
  }
  return files;
}
