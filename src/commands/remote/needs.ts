import type { Manifest, UnitKind } from '../../units/model.ts';
import type { Machine } from './machine.ts';

/** What must be equal on two machines for a unit of one to be right on the other. */
export type Need = 'compiler' | 'home' | 'libc' | 'tools' | 'system' | 'cpu';

const NEEDS: ReadonlySet<unknown> = new Set<Need>(['compiler', 'home', 'libc', 'tools', 'system', 'cpu']);

export function isNeed(value: unknown): value is Need {
  return NEEDS.has(value);
}

/** What a linker has made. */
const LINKED: ReadonlySet<UnitKind> = new Set(['bin', 'example', 'test', 'proc-macro', 'build-script']);

/** Kinds of evidence that leave the machine's own files out, as they are the same for all worktrees of one machine. */
const OF_ONE_MACHINE: ReadonlySet<string> = new Set(['observed', 'linker-inputs', 'config-env', 'own-compilers']);

/**
 * What a unit depends on of the machine that has built it. Of what it was compiled against, nothing: that must stand there
 * with the digest that it had, whoever has built it. Pure Rust libraries need the compiler and the place of the registry.
 *
 * @param o.overRun whether a build script's run is among what it was compiled against, directly or not: that may link
 *   what the system has
 * @param o.rustflags as cargo recorded them
 */
export function needsOf(manifest: Pick<Manifest, 'kind' | 'files' | 'conditions'>, o: { readonly overRun: boolean; readonly rustflags: readonly string[] }): Need[] {
  const needs = new Set<Need>(['compiler', 'home']);
  const isLinked = LINKED.has(manifest.kind) || manifest.files.some(({ role }) => role === 'dylib' || role === 'executable');
  if (isLinked) for (const need of ['libc', 'tools'] as const) needs.add(need);
  if (manifest.kind === 'run-build-script') for (const need of ['libc', 'tools', 'system', 'cpu'] as const) needs.add(need);
  if ((isLinked && o.overRun) || manifest.conditions.some(({ kind }) => OF_ONE_MACHINE.has(kind))) needs.add('system');
  // `native` is the processor's name for itself: the same flag, another program.
  if (o.rustflags.some((flag) => flag.includes('native'))) needs.add('cpu');
  return [...needs];
}

/** The first need that two machines do not meet alike; undefined: none. */
export function unmetNeed(needs: readonly Need[], there: Machine, here: Machine): Need | undefined {
  return needs.find((need) => !isEqual(need, there, here));
}

function isEqual(need: Need, there: Machine, here: Machine): boolean {
  switch (need) {
    case 'compiler':
      return there.rustc === here.rustc && there.commitKnown === here.commitKnown && (here.commitKnown || same(there.system, here.system));
    case 'home':
      return there.cargoHome === here.cargoHome;
    // A program for a newer C library does not start on an older one; what it links from it differs either way.
    case 'libc':
      return same(there.libc, here.libc);
    case 'tools':
      return same(there.tools, here.tools);
    case 'system':
      return same(there.system, here.system);
    case 'cpu':
      return same(there.cpu, here.cpu);
  }
}

function same(there: string | null, here: string | null): boolean {
  return there !== null && there === here;
}
