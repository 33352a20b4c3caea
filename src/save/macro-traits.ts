import type { MacroTraits, Slot } from '../units/model.ts';
import { NOTHING, textOfCrate, together, type Crate, type CrateText } from './crate-text.ts';

/** A unit as the search through macros sees it. */
export interface MacroNode extends Crate {
  readonly kind: string;
  readonly dependencies: readonly Slot[];
  /** The answer, where an earlier save found it. */
  readonly known: MacroTraits | undefined;
}

/**
 * Tells of each unit what the proc macros that reach it can do while they expand, and of build scripts what they can do
 * when they run. Evidence is the text of the macro's or script's crate and of every library below it: a crate that never
 * names the file system cannot read it. Cargo is told nothing of such reads. That a macro looks at the worktree's path
 * counts where its text is the repository's own: macros of registries use it to find files, which are compared, and the
 * whole path would be found by the leak scan.
 */
export class MacroSearch {
  private readonly node: (slot: Slot) => MacroNode | undefined;
  private readonly reaching = new Map<Slot, MacroTraits>();
  private readonly ownText = new Map<Slot, CrateText>();

  constructor(node: (slot: Slot) => MacroNode | undefined) {
    this.node = node;
  }

  /** The macros that are expanded where the unit in `slot` itself is compiled: those of its dependencies. */
  expandedIn(slot: Slot): MacroTraits {
    return (this.node(slot)?.dependencies ?? []).reduce((all, dependency) => together(all, this.traits(dependency)), NOTHING);
  }

  /** The macros that can be expanded in what uses the unit in `slot`: itself, if it is one, and those that reach it. */
  traits(slot: Slot): MacroTraits {
    const known = this.reaching.get(slot);
    if (known !== undefined) return known;
    // Cuts a cycle in damaged data; cargo's graph has none.
    this.reaching.set(slot, NOTHING);
    const found = this.find(slot);
    this.reaching.set(slot, found);
    return found;
  }

  /** What the build script in `slot` can do when it runs, with all libraries and macros that it is made from. */
  ofScript(slot: Slot): CrateText {
    return this.textOfClosure(slot, new Set());
  }

  private find(slot: Slot): MacroTraits {
    const node = this.node(slot);
    if (node === undefined) return NOTHING;
    if (node.known !== undefined) return node.known;
    const own = node.kind === 'proc-macro' ? this.textOfClosure(slot, new Set()) : NOTHING;
    return node.dependencies.reduce((all, dependency) => together(all, this.traits(dependency)), own);
  }

  /** Looks through the sources of a crate and of all libraries that run inside it. */
  private textOfClosure(slot: Slot, seen: Set<Slot>): CrateText {
    if (seen.has(slot)) return NOTHING;
    seen.add(slot);
    const node = this.node(slot);
    if (node === undefined || !RUNS_INSIDE.has(node.kind)) return NOTHING;
    return node.dependencies.reduce(
      (all, dependency) => together(all, this.textOfClosure(dependency, seen)),
      this.textOf(slot, node),
    );
  }

  private textOf(slot: Slot, node: MacroNode): CrateText {
    const known = this.ownText.get(slot);
    if (known !== undefined) return known;
    const found = textOfCrate(node);
    this.ownText.set(slot, found);
    return found;
  }
}

const RUNS_INSIDE: ReadonlySet<string> = new Set(['lib', 'proc-macro', 'build-script']);
