import type { ShareConfig } from '../../formats/git/config.ts';
import { readText } from '../../system/fs.ts';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { NO_DECLARATIONS, parseInputs, parseNames, type Declarations } from '../workspaces/declarations.ts';
import { parseAge, parseSize } from './amounts.ts';

/** What can be set, in `[workspace.metadata.share]`, `git config share.*`, `CARGO_SHARE_*` and flags; the later wins. */
export interface Settings {
  /** `copy`: for linkers and tools that edit executables in place. */
  readonly executables: 'link' | 'copy';
  /** Whether a fresh worktree gets the donor's `Cargo.lock` where git ignores it. */
  readonly copyLockfile: boolean;
  /** Whether build scripts and macros are observed; without, the units that need it are left to cargo. */
  readonly audit: boolean;
  /** How long an audit of one build directory may take, in seconds. */
  readonly auditSeconds: number;
  /** Whether members that are likely to be edited in a fresh worktree are compiled there once more, in the background; `always`: also on battery and while the machine is busy. */
  readonly incremental: boolean | 'always';
  /** How long a hook may keep git waiting, in seconds. */
  readonly hookSeconds: number;
  /** Undefined: the user's cache, or the clone's git directory. */
  readonly store: string | undefined;
  /** Bytes that the store alone may hold; undefined: a tenth of the disk, at most 50 GB. */
  readonly maxSize: number | undefined;
  /** How long a unit that no worktree holds is kept unused, in seconds; undefined: a month. */
  readonly maxAgeSeconds: number | undefined;
  /** Bytes that the build directories of the clone's worktrees may hold before they are made smaller in the background; undefined: any. */
  readonly budget: number | undefined;
  /** What the user says of crates for this clone; what a worktree's manifest says comes on top. */
  readonly declared: Declarations;
}

type Name = 'executables' | 'copy-lockfile' | 'audit' | 'audit-seconds' | 'incremental' | 'hook-seconds' | 'store' | 'max-size' | 'max-age' | 'budget' | 'never-share' | 'extra-inputs';
type Source = { readonly where: string; readonly value: (name: Name) => string | undefined };

const DEFAULTS: Settings = { executables: 'link', copyLockfile: true, audit: true, auditSeconds: 1200, incremental: true, hookSeconds: 8, store: undefined, maxSize: undefined, maxAgeSeconds: undefined, budget: undefined, declared: NO_DECLARATIONS };

/** The user's alone. */
const OWN: ReadonlySet<Name> = new Set(['incremental', 'store', 'max-size', 'max-age', 'budget']);

/** Of the manifest each worktree's own counts there: see `declarationsIn`. */
const OF_WORKTREES: ReadonlySet<Name> = new Set(['never-share', 'extra-inputs']);

export interface SettingsSources {
  /** The root manifest of the worktree; undefined outside one. */
  readonly manifest: string | undefined;
  readonly config: ShareConfig;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: Partial<Record<Name, string>>;
}

/** Reads all settings. A value that means nothing is a failure that names its place. */
export async function readSettings(o: SettingsSources): Promise<Result<Settings, Failure>> {
  const manifest = o.manifest === undefined ? new Map<string, string>() : await manifestSettings(o.manifest);
  const sources: Source[] = [
    {
      where: `[workspace.metadata.share] in ${o.manifest ?? 'Cargo.toml'}`,
      // A repository may not choose a directory to write to, nor one whose programs are run, nor what others lose, nor what runs when nobody asked.
      value: (name) => (OWN.has(name) || OF_WORKTREES.has(name) ? undefined : manifest.get(name)),
    },
    { where: 'git config share.*', value: (name) => o.config.inForce.get(name.replaceAll('-', ''))?.value },
    { where: 'the environment', value: (name) => o.env[`CARGO_SHARE_${name.toUpperCase().replaceAll('-', '_')}`] },
    { where: 'the command line', value: (name) => o.flags[name] },
  ];
  let settings = DEFAULTS;
  for (const source of sources) {
    for (const name of ['executables', 'copy-lockfile', 'audit', 'audit-seconds', 'incremental', 'hook-seconds', 'store', 'max-size', 'max-age', 'budget', 'never-share', 'extra-inputs'] as const) {
      const value = source.value(name);
      if (value === undefined || value === '') continue;
      const next = withSetting(settings, name, value);
      if (next === undefined) return err(meaningless(name, value, source.where));
      settings = next;
    }
  }
  return ok(settings);
}

function withSetting(settings: Settings, name: Name, value: string): Settings | undefined {
  switch (name) {
    case 'executables':
      return value === 'link' || value === 'copy' ? { ...settings, executables: value } : undefined;
    case 'copy-lockfile':
      return value === 'true' || value === 'false' ? { ...settings, copyLockfile: value === 'true' } : undefined;
    case 'audit':
      return value === 'true' || value === 'false' ? { ...settings, audit: value === 'true' } : undefined;
    case 'audit-seconds': {
      const auditSeconds = secondsIn(value);
      return auditSeconds === undefined ? undefined : { ...settings, auditSeconds };
    }
    case 'incremental':
      return value === 'true' || value === 'false' || value === 'always' ? { ...settings, incremental: value === 'always' ? value : value === 'true' } : undefined;
    case 'hook-seconds': {
      const hookSeconds = secondsIn(value);
      return hookSeconds === undefined ? undefined : { ...settings, hookSeconds };
    }
    case 'store':
      return { ...settings, store: value };
    case 'max-size': {
      const maxSize = parseSize(value);
      return maxSize === undefined ? undefined : { ...settings, maxSize };
    }
    case 'budget': {
      const budget = parseSize(value);
      return budget === undefined ? undefined : { ...settings, budget };
    }
    case 'never-share':
      return { ...settings, declared: { ...settings.declared, neverShare: parseNames(value), where: 'share.neverShare' } };
    case 'extra-inputs': {
      const extraInputs = parseInputs(value);
      return extraInputs === undefined ? undefined : { ...settings, declared: { ...settings.declared, extraInputs } };
    }
    case 'max-age': {
      const maxAgeSeconds = parseAge(value);
      return maxAgeSeconds === undefined ? undefined : { ...settings, maxAgeSeconds };
    }
  }
}

function secondsIn(value: string): number | undefined {
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

function meaningless(name: Name, value: string, where: string): Failure {
  return {
    code: 'usage',
    message: `The setting \`${name}\` cannot be \`${value}\` (set in ${where}).`,
    hint: 'Settings and their values are listed in docs/settings.md.',
  };
}

/** `[workspace.metadata.share]` or `[package.metadata.share]`; a manifest that does not parse is cargo's to report. */
async function manifestSettings(path: string): Promise<Map<string, string>> {
  const text = readText(path);
  // A TOML parser costs more than all the rest: most manifests do not need it.
  if (text?.includes('metadata.share') !== true) return new Map();
  const { parse, TomlError } = await import('smol-toml');
  try {
    const root = parse(text) as Record<string, { metadata?: { share?: Record<string, unknown> } } | undefined>;
    const share = root['workspace']?.metadata?.share ?? root['package']?.metadata?.share ?? {};
    return new Map(Object.entries(share).filter(([name]) => !OF_WORKTREES.has(name as Name)).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]));
  } catch (error) {
    if (error instanceof TomlError) return new Map();
    throw error;
  }
}
