import { basename, join } from 'node:path';
import { realpathSync } from 'node:fs';
import { exec } from '../../test/rig/process.ts';
import type { Figure } from '../figure.ts';
import { measured, type Measured } from '../left/measured.ts';
import { disposeBase, openBase, type Base } from '../peers/base.ts';
import { compiledIn, share } from './machines.ts';

/** `DIR` is warmed from another clone of itself, `DIR=OTHER` the clone of OTHER from what one of DIR has built. */
export async function measureClones(pair: string, common: string): Promise<{ readonly name: string; readonly figures: Figure[] }> {
  const [from = '', to = from] = pair.split('=').map((path) => realpathSync(path));
  const store = { CARGO_SHARE_STORE: join(common, 'store of both') };
  const open = async (name: string, source: string): Promise<Base> => {
    const base = await openBase({ name, source, common, programs: '' });
    return { ...base, env: { ...base.env, ...store } };
  };
  const donor = await open('donor', from);
  const cold = await build(donor);
  await share(donor, ['init']);
  const own = from === to ? cold : await coldOf(await open('cold', to));
  const clone = await open('clone', to);
  const began = performance.now();
  const warmed = JSON.parse((await share(clone, ['--json', 'init'])).stdout) as { readonly warms: readonly { readonly directories: readonly { readonly placed: number }[] }[] };
  const seconds = (performance.now() - began) / 1000;
  const placed = warmed.warms.flatMap(({ directories }) => directories).reduce((sum, directory) => sum + directory.placed, 0);
  const first = await build(clone);
  for (const base of [donor, clone]) disposeBase(base);
  return {
    name: from === to ? nameOf(from) : `${nameOf(from)} → ${nameOf(to)}`,
    figures: [
      { name: 'units placed', value: placed, unit: 'units' },
      { name: 'crates compiled: cold', value: compiledIn(own), unit: 'units' },
      { name: 'crates compiled: first build after `init`', value: compiledIn(first), unit: 'units' },
      { name: 'processor time: cold', value: own.processorSeconds, unit: 's' },
      { name: 'processor time: first build after `init`', value: first.processorSeconds, unit: 's' },
      { name: 'of the cold processor time saved', value: 100 * (1 - first.processorSeconds / own.processorSeconds), unit: '%' },
      { name: '`cargo share init` itself', value: seconds, unit: 's' },
    ],
  };
}

async function coldOf(base: Base): Promise<Measured> {
  const cold = await build(base);
  disposeBase(base);
  return cold;
}

async function build({ main, env }: Base): Promise<Measured> {
  await exec('cargo', ['fetch', '-q', '--locked'], { cwd: main, env });
  return measured('cargo', ['build', '--locked'], { cwd: main, env });
}

/** A mirror is a directory `OWNER+NAME/repo`. */
export function nameOf(path: string): string {
  const name = basename(path) === 'repo' ? basename(join(path, '..')) : basename(path);
  return name.split('+').at(-1) ?? name;
}
