import { Ajv, type ValidateFunction } from 'ajv';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSchemas } from '../../scripts/schemas.ts';
import { appAndLibrary, manifest, workspace } from '../rig/crate.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { openWorktree, type Worktree } from '../rig/worktree.ts';

const createRig = useRigs();
let rig: Rig;
let feature: Worktree;
let validators: ReadonlyMap<string, ValidateFunction>;

beforeAll(async () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  // Strict: a field that the types do not name is a mistake here.
  validators = new Map([...makeSchemas({ strict: true })].map(([command, schema]) => [command, ajv.compile(schema as object)]));
  rig = await createRig({
    files: appAndLibrary({
      'Cargo.toml': workspace(['app', 'core_lib', 'plain']),
      'plain/Cargo.toml': manifest('plain'),
      'plain/src/lib.rs': '',
      'core_lib/src/lib.rs': 'pub fn say() -> String { concat!("from ", env!("CARGO_MANIFEST_DIR")).to_string() }\n',
      'app/tests/t.rs': '#[test] fn t() {}\n',
    }),
  });
  await rig.main.cargo(['build']);
  feature = await rig.addWorktree('feature');
  await feature.cargo(['build', '--tests']);
});

async function validated(worktree: Worktree, args: readonly string[], name = args.find((arg) => !arg.startsWith('-')) ?? ''): Promise<unknown> {
  const run = await worktree.share(['--json', ...args], { statuses: 'any' });
  const document: unknown = JSON.parse(run.stdout);
  const validate = validators.get(name);
  if (validate === undefined) throw new Error(`no schema for ${name}`);
  expect(validate(document), `${run.stdout}\n${JSON.stringify(validate.errors, undefined, 1)}`).toBe(true);
  return document;
}

describe('what --json prints is what the published schema says', () => {
  // In this order: each finds what those before it have made.
  it.each([
    ['doctor'],
    ['init', '--dry-run'],
    ['init'],
    ['save'],
    ['save', '--dry-run'],
    ['audit'],
    ['warm'],
    ['warm', '../feature'],
    ['status'],
    ['doctor'],
    ['explain'],
    ['explain', 'app', '--', 'test', '--no-run'],
    ['verify', '--deep'],
    ['remote', 'key'],
    ['export', '../units'],
    ['import', '../units'],
    ['remote', 'add', 'near', '/tmp/nothing-is-there'],
    ['remote', 'list'],
    ['push', '--dry-run'],
        ['remote', 'remove', 'near'],
    ['init', '--mode', 'shared'],
    ['status'],
    ['init', '--mode', 'linked'],
    ['report', '--html', '../report.html'],
    ['source-map'],
    ['reclaim', '--dry-run'],
    ['reclaim', '--yes'],
    ['gc', '--dry-run'],
    ['gc', '--max-size', '1KB'],
    ['sccache', 'status'],
    ['completions', 'fish'],
    ['bench', '--dry-run'],
    ['deinit', '--dry-run'],
    ['deinit'],
  ])('%s %s', async (...args) => {
    await validated(rig.main, args.filter((arg) => arg !== undefined));
  });

  it('refusals, and what doctor mends', async () => {
    await rig.main.share(['init']);
    expect(JSON.stringify(await validated(rig.main, ['save']))).toContain('env-path');
    rig.main.remove('.git/hooks/post-merge');
    expect(await validated(rig.main, ['doctor', '--fix', '--dry-run'])).toMatchObject({ fixes: [{ outcome: 'offered' }] });
    expect(await validated(rig.main, ['doctor', '--fix'])).toMatchObject({ healthy: true, fixes: [{ action: 'renew-hooks', outcome: 'done' }] });
  });

  it('damage', async () => {
    await rig.main.save();
    const units = join(rig.store, 'v1/units');
    const record = readdirSync(units, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('manifest.json')) ?? '';
    writeFileSync(join(units, record), '{');
    expect(await validated(rig.main, ['verify'])).toMatchObject({ damaged: [{ reason: 'manifest' }] });
    await validated(rig.main, ['verify', '--repair']);
  });

  it('failures', async () => {
    const outside = openWorktree({ env: rig.env, layout: 'legacy', temporary: rig.temporary }, rig.temporary);
    expect(await validated(outside, ['status'], 'error')).toMatchObject({ command: 'status' });
    expect(await validated(rig.main, ['worm'], 'error')).toMatchObject({ command: 'worm', error: { code: 'usage' } });
    expect(await validated(rig.main, ['warm', join(rig.temporary, 'nowhere')], 'error')).toMatchObject({ error: { code: 'worktree-unknown' } });
  });
});
