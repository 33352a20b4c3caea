import { parseRustcDepInfo } from '../cargo/rustc-dep-info.ts';
import { readText } from '../system/fs.ts';
import { fileReadingName } from '../units/source-text.ts';
import type { Slot } from '../units/model.ts';

/** A unit as the search for file-reading macros sees it. */
export interface MacroNode {
  readonly kind: string;
  readonly packageName: string;
  readonly dependencies: readonly Slot[];
  /** rustc's `.d`, where it can be read now; undefined for a build-script run. */
  readonly rustcDepInfo: string | undefined;
  /** The directory that relative sources start from. */
  readonly workspace: string;
  /** The answer, where an earlier save found it. */
  readonly known: string | null | undefined;
}

/**
 * Tells of each unit why a proc macro that reaches it may read files while it expands, or null.
 * Evidence is the text of the macro's crate and of every library below it: a crate that never names the file
 * system cannot read it. Cargo is told nothing of such reads.
 */
export class MacroFiles {
  private readonly node: (slot: Slot) => MacroNode | undefined;
  private readonly expanding = new Map<Slot, string | null>();
  private readonly ownText = new Map<Slot, string | null>();

  constructor(node: (slot: Slot) => MacroNode | undefined) {
    this.node = node;
  }

  /** For the unit in `slot`: the macros that can be expanded in it, or in what uses it. */
  readsFiles(slot: Slot): string | null {
    const known = this.expanding.get(slot);
    if (known !== undefined) return known;
    // Cuts a cycle in damaged data; cargo's graph has none.
    this.expanding.set(slot, null);
    const found = this.find(slot);
    this.expanding.set(slot, found);
    return found;
  }

  private find(slot: Slot): string | null {
    const node = this.node(slot);
    if (node === undefined) return null;
    if (node.known !== undefined) return node.known;
    if (node.kind === 'proc-macro') {
      const reason = this.textOfClosure(slot, new Set());
      if (reason !== null) return reason;
    }
    for (const dependency of node.dependencies) {
      const reason = this.readsFiles(dependency);
      if (reason !== null) return reason;
    }
    return null;
  }

  /** Looks through the sources of a macro's crate and of all libraries that run inside it. */
  private textOfClosure(slot: Slot, seen: Set<Slot>): string | null {
    if (seen.has(slot)) return null;
    seen.add(slot);
    const node = this.node(slot);
    if (node === undefined || (node.kind !== 'lib' && node.kind !== 'proc-macro')) return null;
    const own = this.textOf(slot, node);
    if (own !== null) return own;
    for (const dependency of node.dependencies) {
      const reason = this.textOfClosure(dependency, seen);
      if (reason !== null) return reason;
    }
    return null;
  }

  private textOf(slot: Slot, node: MacroNode): string | null {
    const known = this.ownText.get(slot);
    if (known !== undefined) return known;
    const found = this.searchText(node);
    this.ownText.set(slot, found);
    return found;
  }

  private searchText(node: MacroNode): string | null {
    if (node.rustcDepInfo === undefined) return `${node.packageName} has no list of its sources`;
    for (const input of parseRustcDepInfo(node.rustcDepInfo).inputs) {
      if (!input.endsWith('.rs')) continue;
      const text = readText(input.startsWith('/') ? input : `${node.workspace}/${input}`);
      if (text === undefined) return `${node.packageName} has a source that is gone`;
      const name = fileReadingName(text);
      if (name !== undefined) return `${node.packageName} names \`${name}\``;
    }
    return null;
  }
}
