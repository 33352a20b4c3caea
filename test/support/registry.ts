import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec } from '../rig/process.ts';

/** Why the registry cannot be used, to be put behind a test's name; empty where it can. `dependency`: a line of a manifest. */
export async function registryProblem(dependency: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'registry-'));
  try {
    mkdirSync(join(directory, 'src'));
    writeFileSync(join(directory, 'src/lib.rs'), '');
    writeFileSync(join(directory, 'Cargo.toml'), `[package]\nname = "asked"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n${dependency}\n`);
    const fetched = await exec('cargo', ['fetch', '-q'], { cwd: directory, env: process.env, statuses: 'any' });
    return fetched.status === 0 ? '' : ' (the registry cannot be reached)';
  } finally {
    rmSync(directory, { recursive: true });
  }
}
