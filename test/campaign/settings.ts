import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mountFileSystem, type MountKind } from '../support/mounts.ts';
import type { Setting } from './run-history.ts';
import { BY_HAND, HOOKS } from './ways/ours.ts';
import { alternatives, CARGO_ALONE } from './ways/others.ts';

/** A setting that is run, under a name of its own. */
export interface NamedSetting extends Setting {
  readonly name: string;
}

export interface Settings {
  readonly all: readonly NamedSetting[];
  /** Why settings are left out on this machine. */
  readonly missing: readonly string[];
  readonly dispose: () => void;
}

const MOUNT_MEGABYTES = 3000;

/** Programs that are used as compiler wrappers, where they are installed. */
function installedWrappers(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of ['sccache', 'kache']) {
    try {
      found[name] = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      // Not on PATH: the setting is left out.
    }
  }
  return found;
}

/** Makes the settings that are asked for; of ours all without names. File systems are mounted for them. */
export function openSettings(o: { readonly names: readonly string[]; readonly directory: string; readonly scratchEvery: number }): Settings {
  const base = mkdtempSync(join(o.directory, 'campaign-'));
  const undo: (() => void)[] = [() => rmSync(base, { recursive: true, force: true, maxRetries: 3 })];
  const missing: string[] = [];
  const all: NamedSetting[] = [];
  const wanted = (name: string): boolean => o.names.includes(name);
  const add = (setting: Omit<NamedSetting, 'scratchEvery'>, scratchEvery = o.scratchEvery): void => {
    if (o.names.length === 0 ? setting.way.isOurs : wanted(setting.name)) all.push({ ...setting, scratchEvery });
  };
  for (const layout of ['legacy', 'unit-dirs'] as const) {
    add({ name: `hooks, ${layout}`, way: HOOKS, layout, directory: base });
    add({ name: `by hand, ${layout}`, way: BY_HAND, layout, directory: base });
  }
  for (const type of ['btrfs', 'xfs'] as const) {
    const name = `hooks, legacy, ${type}`;
    if (o.names.length > 0 && !wanted(name)) continue;
    const kind: MountKind = { type, megabytes: MOUNT_MEGABYTES };
    const mount = mountFileSystem(kind);
    if ('unavailable' in mount) missing.push(`${name}: ${mount.unavailable}`);
    else {
      undo.push(mount.remove);
      add({ name, way: HOOKS, layout: 'legacy', directory: mount.path });
    }
  }
  for (const way of [CARGO_ALONE, ...alternatives(installedWrappers())]) add({ name: way.name, way, layout: 'legacy', directory: base }, 0);
  for (const name of o.names) if (!all.some((setting) => setting.name === name)) missing.push(`${name}: not here`);
  return { all, missing, dispose: () => undo.reverse().forEach((step) => step()) };
}
