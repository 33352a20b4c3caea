import { rename } from '../../system/move.ts';
import { attempt } from '../../system/attempt.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import type { Compilation } from './compilation.ts';
import type { CrateState } from './compile-aside.ts';

/**
 * Libraries as they were compiled aside. Whoever edits a package edits its library rather than its integration tests, and
 * cargo then compiles the library here. What is placed of it names the sources of another worktree, so a test's state that
 * stands on that would serve no function of the library that is compiled into the test. A test is therefore compiled against
 * the library of here.
 */
export class LibrariesAside {
  readonly #kept = new Map<Slot, { readonly directory: string; readonly output: string }>();
  readonly #manifests: readonly Manifest[];
  readonly #below: string;

  constructor(manifests: readonly Manifest[], below: string) {
    this.#manifests = manifests;
    this.#below = below;
  }

  /** Keeps what was laid aside of a unit where a test of its package stands on it. */
  keep(manifest: Manifest, { output }: Compilation, state: CrateState): void {
    if (!this.#manifests.some((test) => isTestOf(test, manifest))) return;
    const directory = `${this.#below}/library-${this.#kept.size}`;
    if (attempt(() => rename(state.output, directory)).ok) this.#kept.set(manifest.slot, { directory, output });
  }

  /** For a test: a directory with its package's library; only where both go to one output directory. */
  for(test: Manifest, { output }: Compilation): string | undefined {
    const library = this.#manifests.find((manifest) => isTestOf(test, manifest) && this.#kept.get(manifest.slot)?.output === output);
    return library === undefined ? undefined : this.#kept.get(library.slot)?.directory;
  }
}

function isTestOf(test: Manifest, { slot, source }: Manifest): boolean {
  return test.kind === 'test' && test.source.kind === 'path' && source.kind === 'path' && test.source.root === source.root && test.dependencies.some((edge) => edge.slot === slot);
}
