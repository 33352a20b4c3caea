import type { CargoCommand, History } from './history.ts';
import { partsNamed } from './parts/all.ts';
import type { Here, Probes } from './parts/part.ts';
import { Unbuildable } from './tree.ts';

/** What a build from scratch would print; `undefined`: it would fail. */
export type Expected = Probes | undefined;

/** The whole model: what a command must print is a function of the tree, the commit and the environment. */
export function expectedOf(history: History, command: CargoCommand, here: Here): Expected {
  try {
    const all = everyProbe(history, here);
    const test = Object.entries(all).filter(([probe]) => probe.endsWith('.test'));
    const program = Object.entries(all).filter(([probe]) => !probe.endsWith('.test'));
    switch (command) {
      case 'check':
      case 'clippy':
      case 'doc':
        return {};
      case 'test':
        return {
          ...Object.fromEntries(test),
          ...Object.fromEntries(program.map(([probe, value]) => [`exe.${probe}`, value])),
          'cli.temporary': '<target>',
          cli: here.tree.value('app/tests/cli.rs'),
        };
      case 'build':
      case 'release':
      case 'package':
      case 'run':
      case 'example':
      case 'bench':
        return Object.fromEntries(program);
    }
  } catch (error) {
    if (error instanceof Unbuildable) return undefined;
    throw error;
  }
}

function everyProbe(history: History, here: Here): Probes {
  const probes: Record<string, string> = {
    app: here.tree.value('app/src/probes.rs'),
    profile: here.profile === 'release' ? 'false' : String(here.tree.read('Cargo.toml').includes('debug-assertions = true')),
  };
  for (const part of partsNamed(history.parts)) Object.assign(probes, part.expect(here));
  return probes;
}
