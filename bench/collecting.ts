import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { fillStore } from './large-store.ts';
import { medianTime, runTool } from './measure.ts';
import type { Site } from './site.ts';

const UNITS = 20_000;

/** Looking over a large store: what `gc` and `verify` cost when there is nothing to do, and dropping a half of it. */
export async function measureCollecting(site: Site, rounds: number): Promise<Figure[]> {
  const { env, main, temporary } = site;
  const donor = join(temporary, 'large-store-donor');
  site.clearStore();
  try {
    await fillStore({ root: join(temporary, 'store/v1'), donor, repository: join(main, '.git'), units: UNITS });
    const options = { cwd: main, env };
    const sweep = await medianTime(rounds, () => runTool(['gc', '--dry-run'], options));
    const planning = await medianTime(rounds, () => runTool(['gc', '--dry-run', '--max-size', '1MB'], options));
    const half = await runTool(['gc', '--max-size', '82MB'], options);
    return [
      { name: 'collecting: units there', value: UNITS, unit: 'units' },
      { name: 'collecting: looking them over', value: sweep, unit: 's', target: { atMost: 2 } },
      { name: 'collecting: and deciding what goes', value: planning, unit: 's', target: { atMost: 2 } },
      { name: 'collecting: and dropping it', value: half.seconds, unit: 's' },
    ];
  } finally {
    rmSync(donor, { recursive: true, force: true });
    site.clearStore();
  }
}
