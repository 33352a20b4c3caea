import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lieApart } from '../support/apart.ts';
import { mountFileSystem, type MountKind } from '../support/mounts.ts';
import type { Setting } from './run-history.ts';
import { BY_HAND, HOOKS, SHARED } from './ways/ours.ts';
import { CARGO_ALONE } from './ways/others.ts';
import { PEERS } from './ways/peers.ts';

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

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
}

/** Makes the settings that are asked for; of ours all without names. File systems are mounted for them. */
export function openSettings(o: { readonly names: readonly string[]; readonly directory: string; readonly scratchEvery: number; readonly askEvery: number }): Settings {
  const base = mkdtempSync(join(o.directory, 'campaign-'));
  lieApart(base);
  const undo: (() => void)[] = [() => rmSync(base, { recursive: true, force: true, maxRetries: 3 })];
  const missing: string[] = [];
  const all: NamedSetting[] = [];
  const wanted = (name: string): boolean => o.names.includes(name);
  const add = (setting: Omit<NamedSetting, 'scratchEvery' | 'askEvery'>, scratchEvery = o.scratchEvery): void => {
    if (o.names.length === 0 ? setting.way.isOurs : wanted(setting.name)) all.push({ ...setting, scratchEvery, askEvery: o.askEvery });
  };
  for (const layout of ['unit-dirs', 'legacy'] as const) {
    add({ name: `hooks, ${layout}`, way: HOOKS, layout, directory: base });
    add({ name: `by hand, ${layout}`, way: BY_HAND, layout, directory: base });
  }
  add({ name: 'shared, legacy', way: SHARED, layout: 'legacy', directory: base }, 0);
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
  for (const way of [CARGO_ALONE, ...PEERS]) {
    const program = way.needs?.find((name) => !isOnPath(name));
    if (program === undefined) add({ name: way.name, way, layout: 'legacy', directory: base }, 0);
    else if (wanted(way.name)) missing.push(`${way.name}: ${program} is not installed`);
  }
  for (const name of o.names) if (!all.some((setting) => setting.name === name) && !missing.some((line) => line.startsWith(`${name}:`))) missing.push(`${name}: not here`);
  return { all, missing, dispose: () => undo.reverse().forEach((step) => step()) };
}
