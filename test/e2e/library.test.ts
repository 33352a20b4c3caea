import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { exec, type Exit } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const createRig = useRigs();
let rig: Rig;
/** A project that has the packed tarball among its dependencies. */
let project: string;

beforeAll(async () => {
  rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  project = join(rig.temporary, 'project');
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  // What npm would download stands here already.
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  await exec('npm', ['pack', '--silent', '--pack-destination', project], { cwd: ROOT, env: rig.env });
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  await exec('tar', ['-xzf', tarball], { cwd: project, env: rig.env });
  renameSync(join(project, 'package'), join(modules, 'cargo-share'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});

function node(script: string, statuses: Parameters<typeof exec>[2]['statuses'] = [0]): Promise<Exit> {
  return exec(process.execPath, ['--input-type=module', '-e', script], { cwd: project, env: rig.env, ...(statuses && { statuses }) });
}

describe('the packed tarball as a library', () => {
  it('gives what the command line prints', async () => {
    const { stdout } = await node(`import { status } from 'cargo-share'; console.log(JSON.stringify(await status({ directory: '${rig.main.path}' })))`);
    expect(JSON.parse(stdout)).toEqual(await rig.main.status());
    const explained = await node(`import { explain } from 'cargo-share'; console.log(JSON.stringify(await explain({ directory: '${rig.main.path}', command: ['check'] })))`);
    const { stdout: printed } = await rig.main.share(['--json', 'explain', '--', 'check']);
    expect(JSON.parse(explained.stdout)).toEqual(JSON.parse(printed));
  });

  it('says nothing itself, and throws what the command line would say', async () => {
    const { stdout, stderr } = await node(`import { save, warm, CargoShareError } from 'cargo-share';
      await save({ directory: '${rig.main.path}' });
      try { await warm({ directory: '${rig.temporary}' }) } catch (error) { console.log(error instanceof CargoShareError, error.code) }`);
    expect({ stdout, stderr }).toEqual({ stdout: 'true not-a-git-repository\n', stderr: '' });
  });

  it('the example adds a worktree, warms it and reports', async () => {
    const example = join(project, 'example.mjs');
    // As a reader would take it: into a project of their own.
    await exec('cp', [join(project, 'node_modules/cargo-share/examples/new-worktree.mjs'), example], { cwd: project, env: rig.env });
    const { stdout } = await exec(process.execPath, [example, rig.main.path, 'task'], { cwd: project, env: rig.env });
    expect(stdout).toContain(`${rig.temporary}/task/target: 2 units are there, 0 are left to cargo\n`);
    expect(stdout).toContain('task: 2 of 2 units shared');
    expect(stdout).toContain('ready to build\n');
    expect(await rig.open(join(rig.temporary, 'task')).cargo(['build'])).toMatchObject({ compiled: [] });
  });

  it('the types are whole, also without those of Node', async () => {
    writeFileSync(
      join(project, 'use.ts'),
      `import { doctor, status, warm, CargoShareError, type StatusDocument } from 'cargo-share';
      export async function use(): Promise<string[]> {
        const { worktrees }: StatusDocument = await status({ directory: '.' });
        const { healthy } = await doctor({ fix: true, dryRun: true });
        const { bytes } = await warm({ worktree: '../b', env: { CARGO_HOME: '/x' } });
        try { await status() } catch (error) { if (error instanceof CargoShareError && error.code === 'git-missing') return [error.message]; }
        return [...worktrees.map(({ path }) => path), String(healthy), String(bytes.linked)];
      }`,
    );
    const compilerOptions = { noEmit: true, strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022'], types: [], exactOptionalPropertyTypes: true };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    await exec(join(ROOT, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project, env: rig.env });
  });

  it('ends where its signal says so, between two steps', async () => {
    await rig.main.cargo(['build', '--release']);
    const { stdout } = await node(`import { save } from 'cargo-share';
      try { await save({ directory: '${rig.main.path}', signal: AbortSignal.abort() }) } catch (error) { console.log(error.code) }`);
    expect(stdout).toBe('interrupted\n');
    expect(readdirSync(join(rig.store, 'v1', 'tmp'))).toEqual([]);
    expect((await rig.main.save()).directories[0]?.saved).toBe(2);
  });

  it('has the schemas, the manual page and no more than it should', async () => {
    const { stdout } = await node(`console.log(import.meta.resolve('cargo-share/schemas/v1/status.json'))`);
    expect(stdout).toContain('cargo-share/schemas/v1/status.json');
    const files = readdirSync(join(project, 'node_modules/cargo-share'));
    expect(files.sort()).toEqual(['CHANGELOG.md', 'LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'dist', 'docs', 'examples', 'man', 'package.json', 'schemas']);
    const shown = await exec('man', ['-l', join(project, 'node_modules/cargo-share/man/cargo-share.1')], { cwd: project, env: rig.env, statuses: 'any' }).catch(() => undefined);
    if (shown !== undefined) expect(shown.stdout).toContain('cargo share init');
    rmSync(join(project, 'node_modules'), { recursive: true });
  });
});
