import type { Failure } from '../../system/failure.ts';
import { run, type RunOptions } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';

export interface CargoVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** As cargo prints it: `1.95.0`, `1.97.0-nightly`. */
  readonly text: string;
}

/**
 * The oldest cargo whose files are understood: the dep-info format with its version byte is from 1.84
 * (read in cargo's source). Tested with 1.84, 1.95, 1.99 and the beta of 1.100.
 */
export const MINIMUM_CARGO = '1.84';

/** Reads `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`. */
export function parseCargoVersion(text: string): CargoVersion | undefined {
  const match = /^cargo ((\d+)\.(\d+)\.(\d+)\S*)/.exec(text);
  if (match === null) return undefined;
  const [, version = '', major, minor, patch] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), text: version };
}

/** Whether a version of cargo is at least {@link MINIMUM_CARGO}. */
export function isSupportedCargo({ major, minor }: CargoVersion): boolean {
  const [leastMajor = 0, leastMinor = 0] = MINIMUM_CARGO.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** The cargo that runs in `options.cwd` (rustup chooses by directory); a failure where it is too old. */
export async function cargoVersion(options: RunOptions): Promise<Result<CargoVersion, Failure>> {
  const output = await run('cargo', ['--version'], options);
  const version = output.ok ? parseCargoVersion(output.value.stdout) : undefined;
  if (version === undefined) {
    return err({
      code: 'cargo-missing',
      message: 'cargo does not run here.',
      path: options.cwd,
      hint: 'install Rust (https://rustup.rs), or look at what `cargo --version` says in this directory',
    });
  }
  if (isSupportedCargo(version)) return ok(version);
  return err({
    code: 'cargo-too-old',
    message: `cargo ${version.text} stores builds in an older format; ${MINIMUM_CARGO} or later is needed.`,
    path: options.cwd,
    hint: 'update it: `rustup update`',
  });
}

export interface RustcVersion {
  /** `1.95.0` */
  readonly release: string;
  /** The target triple that it runs on and compiles for by default. */
  readonly host: string;
  /** `unknown` in distributions' builds. */
  readonly commit: string;
  /** All of `rustc -vV`: cargo hashes it into every fingerprint. */
  readonly text: string;
}

/** Reads `rustc -vV`. */
export function parseRustcVersion(text: string): RustcVersion | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1];
  const release = field('release');
  const host = field('host');
  if (release === undefined || host === undefined) return undefined;
  return { release, host, commit: field('commit-hash') ?? 'unknown', text };
}

/** The first minor version of rustc 1 of which a library does not bake its directory (tried: 1.93 does, 1.94 does not). */
const FIRST_WITHOUT_PATHS = 94;

/**
 * Whether every library that this rustc compiles holds its directory: a panic in a generic function then prints it, in
 * whatever program uses the function, so none may serve another worktree.
 */
export function bakesDirectories({ release }: RustcVersion): boolean {
  const minor = /^1\.(\d+)\./.exec(release)?.[1];
  return minor !== undefined && Number(minor) < FIRST_WITHOUT_PATHS;
}
