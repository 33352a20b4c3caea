// What an executable for another system is made of, by npm: bun's program for it, and koffi's native module.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Those that `--target` takes, with bun's name for the processor. `baseline` starts on older ones as well. */
export const TARGETS = { 'darwin-arm64': 'aarch64', 'darwin-x64': 'x64', 'linux-arm64': 'aarch64', 'linux-x64': 'x64-baseline' };

/** Calls `use` with the paths of bun's program and of koffi's module for a target, in a directory that is gone afterwards. */
export async function withForeignParts(target, use) {
  const [platform, arch] = target.split('-');
  const bun = `@oven/bun-${platform}-${TARGETS[target]}`;
  const koffi = `@koromix/koffi-${target}`;
  const own = createRequire(import.meta.url).resolve(`@koromix/koffi-${process.platform}-${process.arch}/package.json`);
  const { version } = JSON.parse(readFileSync(own, 'utf8'));
  const directory = mkdtempSync(join(tmpdir(), 'cargo-share-executable-'));
  try {
    const options = ['--prefix', directory, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--force', '--os', platform, '--cpu', arch];
    execFileSync('npm', ['install', ...options, `${bun}@${Bun.version}`, `${koffi}@${version}`], { cwd: directory, stdio: 'inherit' });
    const modules = join(directory, 'node_modules');
    await use({ executablePath: join(modules, bun, 'bin/bun'), native: join(modules, koffi, `${platform}_${arch}`, 'koffi.node') });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
