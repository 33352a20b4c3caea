import { parseRustcDepInfo } from '../cargo/rustc-dep-info.ts';
import { readText } from '../system/fs.ts';
import { directoryName, fileReadingName } from '../units/source-text.ts';
import type { MacroTraits, Slot } from '../units/model.ts';

/** A unit as the search through macros sees it. */
export interface MacroNode {
  readonly kind: string;
  readonly packageName: string;
  readonly dependencies: readonly Slot[];
  /** rustc's `.d`, where it can be read now; undefined for a build-script run. */
  readonly rustcDepInfo: string | undefined;
  /** The directory that relative sources start from. */
  readonly workspace: string;
  /** The answer, where an earlier save found it. */
  readonly known: MacroTraits | undefined;
}

const NONE: MacroTraits = { readsFiles: null, seesDirectory: null };

/**
 * Tells of each unit what the proc macros that reach it can do while they expand. Evidence is the text of a macro's
 * crate and of every library below it: a crate that never names the file system cannot read it. Cargo is told nothing
 * of such reads. That a macro looks at the worktree's path counts where its text is the repository's own: macros of
 * registries use it to find files, which are compared, and the whole path would be found by the leak scan.
 */
export class MacroSearch {
  private readonly node: (slot: Slot) => MacroNode | undefined;
  private readonly reaching = new Map<Slot, MacroTraits>();
  private readonly ownText = new Map<Slot, MacroTraits>();

  constructor(node: (slot: Slot) => MacroNode | undefined) {
    this.node = node;
  }

  /** The macros that are expanded where the unit in `slot` itself is compiled: those of its dependencies. */
  expandedIn(slot: Slot): MacroTraits {
    return (this.node(slot)?.dependencies ?? []).reduce((all, dependency) => either(all, this.traits(dependency)), NONE);
  }

  /** The macros that can be expanded in what uses the unit in `slot`: itself, if it is one, and those that reach it. */
  traits(slot: Slot): MacroTraits {
    const known = this.reaching.get(slot);
    if (known !== undefined) return known;
    // Cuts a cycle in damaged data; cargo's graph has none.
    this.reaching.set(slot, NONE);
    const found = this.find(slot);
    this.reaching.set(slot, found);
    return found;
  }

  private find(slot: Slot): MacroTraits {
    const node = this.node(slot);
    if (node === undefined) return NONE;
    if (node.known !== undefined) return node.known;
    const own = node.kind === 'proc-macro' ? this.textOfClosure(slot, new Set()) : NONE;
    return node.dependencies.reduce((all, dependency) => either(all, this.traits(dependency)), own);
  }

  /** Looks through the sources of a macro's crate and of all libraries that run inside it. */
  private textOfClosure(slot: Slot, seen: Set<Slot>): MacroTraits {
    if (seen.has(slot)) return NONE;
    seen.add(slot);
    const node = this.node(slot);
    if (node === undefined || (node.kind !== 'lib' && node.kind !== 'proc-macro')) return NONE;
    return node.dependencies.reduce(
      (all, dependency) => either(all, this.textOfClosure(dependency, seen)),
      this.textOf(slot, node),
    );
  }

  private textOf(slot: Slot, node: MacroNode): MacroTraits {
    const known = this.ownText.get(slot);
    if (known !== undefined) return known;
    const found = searchText(node);
    this.ownText.set(slot, found);
    return found;
  }
}

function either(a: MacroTraits, b: MacroTraits): MacroTraits {
  return { readsFiles: a.readsFiles ?? b.readsFiles, seesDirectory: a.seesDirectory ?? b.seesDirectory };
}

function searchText(node: MacroNode): MacroTraits {
  if (node.rustcDepInfo === undefined) return { readsFiles: `${node.packageName} has no list of its sources`, seesDirectory: null };
  let found = NONE;
  for (const input of parseRustcDepInfo(node.rustcDepInfo).inputs) {
    if (!input.endsWith('.rs')) continue;
    // Cargo compiles the packages of a workspace by relative paths, all others by absolute ones.
    const isOwn = !input.startsWith('/');
    const text = readText(isOwn ? `${node.workspace}/${input}` : input);
    if (text === undefined) return either(found, { readsFiles: `${node.packageName} has a source that is gone`, seesDirectory: null });
    found = either(found, {
      readsFiles: words(node, fileReadingName(text)),
      seesDirectory: isOwn ? words(node, directoryName(text)) : null,
    });
    if (found.readsFiles !== null && (found.seesDirectory !== null || !isOwn)) break;
  }
  return found;
}

function words(node: MacroNode, name: string | undefined): string | null {
  return name === undefined ? null : `${node.packageName} names \`${name}\``;
}
