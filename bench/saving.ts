import { readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SaveDocument } from '../test/rig/documents.ts';
import type { Figure } from './figure.ts';
import { medianTime, runTool } from './measure.ts';
import type { Site } from './site.ts';
import { makeSyntheticTarget } from './synthetic-target.ts';

const UNITS = 500;

/** Saving new units, each with large files of its own, with a warm page cache; then saving when nothing is new. */
export async function measureSaving(site: Site, rounds: number): Promise<Figure[]> {
  const { env, main } = site;
  const target = join(main, 'target');
  const real = join(site.temporary, 'real-target');
  renameSync(target, real);
  try {
    const { units, bytes } = makeSyntheticTarget({ from: real, to: target, units: UNITS, large: 'copy' });
    warmPageCache(target);
    site.clearStore();
    const save = await runTool(['--json', 'save'], { cwd: main, env });
    const { directories } = JSON.parse(save.stdout) as SaveDocument;
    const saved = directories.reduce((sum, directory) => sum + directory.saved, 0);
    const again = await medianTime(rounds, () => runTool(['save'], { cwd: main, env }));
    const node = await medianTime(rounds, () => runTool(['--version'], { cwd: main, env }));
    return [
      { name: 'saving: units there', value: units, unit: 'units' },
      { name: 'saving: units saved', value: saved, unit: 'units' },
      { name: 'saving: logical size', value: bytes / 1e6, unit: 'MB' },
      { name: 'saving, for each 500 units and 2 GB', value: save.seconds / Math.max(units / 500, bytes / 2e9), unit: 's', target: { atMost: 2 } },
      { name: 'saving: peak memory', value: save.peakBytes / 1e6, unit: 'MB' },
      { name: 'saving nothing new, beyond start-up', value: again - node, unit: 's', target: { atMost: 0.15 } },
    ];
  } finally {
    rmSync(target, { recursive: true, force: true });
    renameSync(real, target);
    site.clearStore();
  }
}

function warmPageCache(root: string): void {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));
  }
}
