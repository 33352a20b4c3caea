import { existsSync } from 'node:fs';
import { EXECUTABLE, MAIN_SCRIPT } from '../test/rig/environment.ts';
import { exec } from '../test/rig/process.ts';
import type { Figure } from './figure.ts';
import { median, time } from './measure.ts';
import type { Site } from './site.ts';

/** `--version` against an empty program of Node, and that of the single-file executable where it was made; alternating. */
export async function measureStartUp(site: Site, rounds: number): Promise<Figure[]> {
  const options = { cwd: site.temporary, env: site.env };
  const empty: number[] = [];
  const version: number[] = [];
  const executable: number[] = [];
  const hasExecutable = existsSync(EXECUTABLE);
  for (let round = 0; round < rounds * 5; round += 1) {
    empty.push(await time(() => exec(process.execPath, ['-e', '0'], options)));
    version.push(await time(() => exec(process.execPath, [MAIN_SCRIPT, '--version'], options)));
    if (hasExecutable) executable.push(await time(() => exec(EXECUTABLE, ['--version'], options)));
  }
  return [
    { name: 'node -e 0', value: median(empty) * 1000, unit: 'ms' },
    { name: 'cargo-share --version', value: median(version) * 1000, unit: 'ms' },
    { name: 'start-up', value: median(version) / median(empty), unit: 'x', target: { atMost: 1.5 } },
    ...(hasExecutable ? [{ name: 'single-file executable --version', value: median(executable) * 1000, unit: 'ms' } as const] : []),
  ];
}
