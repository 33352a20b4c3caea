import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/report/bytes.ts';
import { appAndLibrary, withBuildScript } from '../rig/crate.ts';
import type { StatusDocument } from '../rig/documents.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

const COMMON = ['--headless', '--no-sandbox', '--disable-gpu'];

/** A copy of the page that says of itself what axe has found; without the policy by which the page runs no script. */
function withAxe(html: string): string {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8').replaceAll('</script', '<\\/script');
  const run = `axe.run(document).then(({ passes, violations }) => {
    const found = document.createElement('pre');
    const ids = (rules) => rules.map(({ id, nodes }) => id + (rules === violations ? ': ' + nodes.map(({ failureSummary }) => failureSummary).join() : ''));
    found.id = 'axe';
    found.textContent = JSON.stringify({ dark: matchMedia('(prefers-color-scheme: dark)').matches, violations: ids(violations), passes: ids(passes) });
    document.body.append(found);
  })`;
  return html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/i, '').replace('</body>', () => `<script>${axe}</script><script>addEventListener('load', () => ${run})</script></body>`);
}

const FILES = appAndLibrary({
  ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=PLACE={}", std::env::var("CARGO_MANIFEST_DIR").unwrap());'),
  'core_lib/src/lib.rs': 'pub fn say() -> String { format!("{}", env!("PLACE").len() > 0) }\n',
});

let rig: Rig;
let page: string;
let status: StatusDocument;
let file: string;

beforeAll(async () => {
  rig = await createRig({ files: FILES });
  await rig.main.cargo(['build']);
  await rig.main.cargo(['check', '--release']);
  await rig.main.share(['init']);
  await rig.addWorktree('b <&> "c"', { commit: 'HEAD' });
  file = join(rig.temporary, 'report.html');
  await rig.main.share(['report', '--html', file]);
  status = await rig.main.status();
  page = readFileSync(file, 'utf8');
}, 120_000);

describe('the report', () => {
  it('has the figures of status --json', async () => {
    expect(page).toContain(`units in the store: ${formatBytes(status.store.logical)}, ${formatBytes(status.store.physical)} on disk`);
    for (const { units } of status.worktrees) {
      expect(page).toContain(`${units.total}: ${units.shared} shared, ${units.refused} refused, ${units.own - units.refused} not looked at`);
    }
    expect(page).toContain(`; ready for the next build: ${status.worktrees[1]?.nextBuild?.ready}<`);
    const document = JSON.parse((await rig.main.share(['--json', 'report', '--html', file])).stdout) as { totals: object; worktrees: object[] };
    expect(document.worktrees).toMatchObject(status.worktrees);
    const placed = status.worktrees[1]?.units.total;
    // What an audit leaves to cargo was saved before.
    const [main] = status.worktrees;
    expect(document.totals).toMatchObject({ warms: 1, placed, saves: 1, saved: (main?.units.shared ?? 0) + 1 });
    expect(page).toContain(`<strong>${placed}</strong>units reused in 1 warm<`);
  });

  it('names reasons with an example, worktrees by their names, and profiles', () => {
    expect(page).toContain('<th scope="row">env-path</th>');
    expect(page).toContain('b &lt;&amp;&gt; &quot;c&quot;: debug');
    expect(page).toContain('a: release');
  });

  it('needs nothing but itself: no script, no address', () => {
    expect(page).not.toMatch(/<script|https?:|src=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  const missing = spawnSync('chromium', ['--version']).error !== undefined;
  it.skipIf(missing).each([
    ['a phone', '400,800', 'light'],
    ['a phone', '400,800', 'dark'],
    ['a desk', '1200,900', 'light'],
    ['a desk', '1200,900', 'dark'],
  ] as const)('can be read by everybody, by the rules of axe: %s, %s, %s', async (_, size, scheme) => {
    const checked = join(rig.temporary, 'checked.html');
    writeFileSync(checked, withAxe(page));
    const { stdout } = await exec(
      'chromium',
      [...COMMON, `--user-data-dir=${rig.temporary}/browser`, `--window-size=${size}`, `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`, '--virtual-time-budget=20000', '--dump-dom', `file://${checked}`],
      { cwd: rig.temporary, env: rig.env },
    );
    const found = JSON.parse(/<pre id="axe">(.*?)<\/pre>/s.exec(stdout)?.[1] ?? 'null') as { dark: boolean; violations: string[]; passes: string[] };
    expect(found.dark).toBe(scheme === 'dark');
    expect(found.violations).toEqual([]);
    expect(found.passes).toContain('color-contrast');
  });

  it.skipIf(missing)(`is shown by a real browser, on a phone too${missing ? ' (chromium is not installed)' : ''}`, async () => {
    for (const size of ['400,800', '1200,900']) {
      const picture = join(rig.temporary, `${size}.png`);
      const common = [...COMMON, `--user-data-dir=${rig.temporary}/browser`, `--window-size=${size}`];
      await exec('chromium', [...common, `--screenshot=${picture}`, `file://${file}`], { cwd: rig.temporary, env: rig.env });
      expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
      const { stdout } = await exec('chromium', [...common, '--dump-dom', `file://${file}`], { cwd: rig.temporary, env: rig.env });
      expect(stdout).toContain('<h2>Compiling saved over time</h2>');
    }
  });
});
