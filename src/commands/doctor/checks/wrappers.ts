import { basename } from 'node:path';
import { configFilePaths, configValue, readConfigFiles, type ConfigFile } from '../../../formats/cargo/config-files.ts';
import { findProgram } from '../../../system/find-program.ts';
import { readText, realpath } from '../../../system/fs.ts';
import { at } from '../../../engine/workspaces/discover.ts';
import type { Site } from '../site.ts';

/** `unknown`: what it does to artifacts is not known here. */
export type WrapperKind = 'sccache' | 'kache' | 'unknown';

interface Wrapper {
  readonly setting: 'rustc-wrapper' | 'rustc-workspace-wrapper';
  readonly value: string;
  /** The variable, or the file. */
  readonly from: string;
}

export type WrappersFinding =
  | { readonly check: 'wrappers'; readonly verdict: 'pass'; readonly finding: 'no-wrapper' }
  | (Wrapper & { readonly check: 'wrappers'; readonly verdict: 'pass'; readonly finding: 'wrapper'; readonly wrapper: WrapperKind })
  /** Its path enters the unit hash of members: worktrees with different ones share no member. */
  | (Wrapper & { readonly check: 'wrappers'; readonly verdict: 'warn'; readonly finding: 'workspace-wrapper' })
  | (Wrapper & { readonly check: 'wrappers'; readonly verdict: 'fail'; readonly finding: 'wrapper-missing' })
  /** mbx puts a cargo of its own first in PATH. */
  | { readonly check: 'wrappers'; readonly verdict: 'warn'; readonly finding: 'cargo-wrapped'; readonly program: string; readonly by: 'mbx' };

/** Programs between cargo and rustc, or before cargo, where they are set, and how they get on with this tool. */
export async function checkWrappers(site: Site): Promise<WrappersFinding[]> {
  const { here } = site;
  if (here === undefined) return [];
  const cwd = at(here.worktree.path, here.workspaces[0] ?? '');
  const { files } = await readConfigFiles(configFilePaths(cwd, site.env));
  const findings = [
    ...inspect(effective(site.env, files, 'rustc-wrapper'), cwd, site),
    ...inspect(effective(site.env, files, 'rustc-workspace-wrapper'), cwd, site),
    ...wrappedCargo(site),
  ];
  return findings.length > 0 ? findings : [{ check: 'wrappers', verdict: 'pass', finding: 'no-wrapper' }];
}

interface Found extends Wrapper {
  readonly base: string | undefined;
}

/** The environment first, where an empty value switches a wrapper off; then the files (cargo's `util/context`, `get_tool`). */
function effective(env: NodeJS.ProcessEnv, files: readonly ConfigFile[], setting: Wrapper['setting']): Found | undefined {
  const name = setting.replaceAll('-', '_').toUpperCase();
  for (const variable of [name, `CARGO_BUILD_${name}`]) {
    const value = env[variable];
    if (value !== undefined) return value === '' ? undefined : { setting, value, from: variable, base: undefined };
  }
  for (const { path, base, values } of files) {
    const value = configValue(values, 'build', setting);
    if (typeof value === 'string') return value === '' ? undefined : { setting, value, from: path, base };
  }
  return undefined;
}

function inspect(found: Found | undefined, cwd: string, site: Site): WrappersFinding[] {
  if (found === undefined) return [];
  const { base, ...wrapper } = found;
  const program = findProgram(wrapper.value, { cwd: base ?? cwd, path: site.env['PATH'] });
  if (program === undefined) return [{ check: 'wrappers', verdict: 'fail', finding: 'wrapper-missing', ...wrapper }];
  if (wrapper.setting === 'rustc-workspace-wrapper') {
    // Shared mode sets one for each worktree on purpose.
    if (site.clone.config.inForce.get('mode')?.value === 'shared') return [];
    return [{ check: 'wrappers', verdict: 'warn', finding: 'workspace-wrapper', ...wrapper }];
  }
  const name = basename(wrapper.value);
  const kind = name === 'sccache' || name === 'kache' ? name : 'unknown';
  return [{ check: 'wrappers', verdict: 'pass', finding: 'wrapper', wrapper: kind, ...wrapper }];
}

const LONGEST_SHIM = 64 * 1024;

function wrappedCargo(site: Site): WrappersFinding[] {
  const program = findProgram('cargo', { cwd: site.cwd, path: site.env['PATH'] });
  const real = program === undefined ? undefined : realpath(program);
  if (program === undefined || real === undefined) return [];
  const text = basename(real) === 'mbx' ? 'mbx' : (readText(real) ?? '').slice(0, LONGEST_SHIM);
  const shim = text.startsWith('#!') && /\bmbx\b/.test(text);
  return text === 'mbx' || shim ? [{ check: 'wrappers', verdict: 'warn', finding: 'cargo-wrapped', program, by: 'mbx' }] : [];
}
