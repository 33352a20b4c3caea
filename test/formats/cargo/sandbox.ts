import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCargoVersion } from '../../../src/formats/cargo/versions.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { exec, type Environment, type Exit } from '../../rig/process.ts';

/** The minor version of the cargo at hand: 95 of 1.95.0. */
export const CARGO_MINOR = parseCargoVersion(execFileSync('cargo', ['-V'], { encoding: 'utf8' }))?.minor ?? NaN;

/** From 1.100 on cargo keeps the file of a compiled unit's messages also when there were none. */
export const EMPTY_MESSAGES_KEPT = CARGO_MINOR >= 100;

export type Files = Readonly<Record<string, string>>;

/** A new temporary directory, canonical; the caller removes it with {@link remove}. */
export function temporaryDirectory(): AbsolutePath {
  return realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-'))) as AbsolutePath;
}

export function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

export function writeFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** What is cargo's or rustc's of the machine, but for where they are installed, would change the results. */
const FOREIGN = /^(CARGO_|RUSTFLAGS|RUSTC|RUSTDOC|npm_)/;

/** The machine's environment without settings of cargo, and `more`. */
export function cleanEnvironment(more: Environment = {}): Environment {
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return { ...Object.fromEntries(kept), CARGO_HOME: process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), ...more };
}

export function cargo(cwd: string, args: readonly string[], more: Environment = {}): Promise<Exit> {
  return exec('cargo', args, { cwd, env: cleanEnvironment(more) });
}
