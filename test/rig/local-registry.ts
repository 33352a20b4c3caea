import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { writeFiles, type Files } from './rig.ts';

/** A package of version 0.1.0, by its files relative to it, and what it has in `[build-dependencies]`. */
interface Published {
  readonly files: Files;
  readonly builds?: readonly string[];
}

/**
 * A CARGO_HOME that has a registry of these packages in the place of crates.io, as cargo's reference lays out a local one
 * (source replacement, "Local registry sources"). Names have four letters at least. Removed at the end.
 */
export function useLocalRegistry(packages: Readonly<Record<string, Published>>): { readonly cargoHome: string } {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-registry-')));
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  const registry = join(top, 'registry');
  mkdirSync(registry);
  for (const [name, { files, builds = [] }] of Object.entries(packages)) {
    const whole = `${name}-0.1.0`;
    writeFiles(join(top, whole), files);
    const crate = join(registry, `${whole}.crate`);
    execFileSync('tar', ['czf', crate, whole], { cwd: top });
    const cksum = createHash('sha256').update(readFileSync(crate)).digest('hex');
    const deps = builds.map((dependency) => ({ name: dependency, req: '^0.1', features: [], optional: false, default_features: true, target: null, kind: 'build' }));
    const entry = join(registry, 'index', name.slice(0, 2), name.slice(2, 4), name);
    mkdirSync(dirname(entry), { recursive: true });
    writeFileSync(entry, `${JSON.stringify({ name, vers: '0.1.0', deps, cksum, features: {}, yanked: false })}\n`);
  }
  const cargoHome = join(top, 'home');
  writeFiles(cargoHome, { 'config.toml': `[source.crates-io]\nreplace-with = "local"\n[source.local]\nlocal-registry = ${JSON.stringify(registry)}\n` });
  return { cargoHome };
}
