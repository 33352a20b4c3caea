import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../test/rig/process.ts';
import type { WarmDocument } from '../../test/rig/documents.ts';
import type { Figure } from '../figure.ts';
import { median, runTool } from '../measure.ts';
import { openSite, type Site } from '../site.ts';
import { makeSyntheticTarget } from '../synthetic-target.ts';

/** Units of a clone, and of each of those that fill the store: all of one project, which is the worst that can be. */
const OWN = 500;
const OTHERS = [10_000, 10_000, 10_000, 10_000, 9500] as const;

/** How long a fresh clone takes that is warmed from a store of 500 units, and from one of 50,000. */
export async function measureStore(directory: string, rounds: number): Promise<Figure[]> {
  const site = await openSite(directory, undefined);
  try {
    await exec('cargo', ['build', '-q'], { cwd: site.main, env: site.env });
    const real = join(site.temporary, 'real-target');
    renameSync(join(site.main, 'target'), real);
    for (const [index, units] of OTHERS.entries()) await fill(site, { name: `other${index}`, units, real, store: 'large', offset: index });
    // Both stores have the very same units of this clone, saved last.
    await fill(site, { name: 'donor', units: OWN, real, store: 'large', offset: OTHERS.length });
    rmSync(join(site.temporary, 'donor'), { recursive: true });
    await fill(site, { name: 'donor', units: OWN, real, store: 'small', offset: OTHERS.length });
    const [small, large] = [await warm(site, 'small', rounds), await warm(site, 'large', rounds)];
    return [
      { name: 'units placed from 500', value: small.placed, unit: 'units' },
      { name: 'units placed from 50,000', value: large.placed, unit: 'units' },
      { name: 'warming from 500', value: small.seconds, unit: 's' },
      { name: 'warming from 50,000', value: large.seconds, unit: 's' },
      { name: 'against one another', value: large.seconds / small.seconds, unit: 'x', target: { atMost: 1.5 } },
    ];
  } finally {
    site.dispose();
  }
}

/** A clone of its own with so many units, saved into a store. */
async function fill(site: Site, o: { readonly name: string; readonly units: number; readonly real: string; readonly store: string; readonly offset: number }): Promise<void> {
  const path = join(site.temporary, o.name);
  await exec('git', ['clone', '-q', site.main, path], { cwd: site.temporary, env: site.env });
  mkdirSync(join(path, 'target'));
  makeSyntheticTarget({ from: o.real, to: join(path, 'target'), units: o.units, large: 'link', first: o.offset * 1000 });
  await runTool(['save'], { cwd: path, env: inStore(site, o.store) });
  rmSync(join(path, 'target'), { recursive: true });
}

async function warm(site: Site, store: string, rounds: number): Promise<{ readonly seconds: number; readonly placed: number }> {
  const runs: { seconds: number; placed: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const path = join(site.temporary, `fresh-${store}-${round}`);
    await exec('git', ['clone', '-q', site.main, path], { cwd: site.temporary, env: site.env });
    const { seconds, stdout } = await runTool(['--json', 'warm'], { cwd: path, env: inStore(site, store) });
    const { directories } = JSON.parse(stdout) as WarmDocument;
    runs.push({ seconds, placed: directories.reduce((sum, directory) => sum + directory.placed, 0) });
    rmSync(path, { recursive: true });
  }
  return { seconds: median(runs.map(({ seconds }) => seconds)), placed: Math.max(...runs.map(({ placed }) => placed)) };
}

function inStore(site: Site, store: string): Site['env'] {
  return { ...site.env, CARGO_SHARE_STORE: join(site.temporary, `store-${store}`) };
}
