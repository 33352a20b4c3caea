import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import { readText } from '../../system/fs.ts';
import type { Slot } from '../../units/model.ts';
import { withoutComments } from '../../units/rust-text.ts';
import type { CrateNode } from './capability.ts';

/** `Location::caller()` is the one way to a location but for that of a panic; as a path, by another name, and what it is made of. */
const CALLER = /\bcaller(?:_location)?\b/;

/**
 * Tells whether the repository's own code, in a unit or in what it is compiled against, may show where it was called, and not only
 * where a panic happened. Libraries from elsewhere do that too (`log`): they are not looked at.
 */
export class CallerSearch {
  private readonly node: (slot: Slot) => CrateNode | undefined;
  private readonly known = new Map<Slot, boolean>();

  constructor(node: (slot: Slot) => CrateNode | undefined) {
    this.node = node;
  }

  showsCallers(slot: Slot): boolean {
    const known = this.known.get(slot);
    if (known !== undefined) return known;
    // Cuts a cycle in damaged data; cargo's graph has none.
    this.known.set(slot, false);
    const node = this.node(slot);
    const found = node !== undefined && (isNamedIn(node) || node.dependencies.some((dependency) => this.showsCallers(dependency)));
    this.known.set(slot, found);
    return found;
  }
}

/** Where a source cannot be read, the worst is assumed. */
function isNamedIn({ kind, rustcDepInfo, workspace }: CrateNode): boolean {
  if (kind === 'run-build-script') return false;
  if (rustcDepInfo === undefined) return true;
  return parseRustcDepInfo(rustcDepInfo).inputs.some((input) => {
    if (input.startsWith('/') && !input.startsWith(`${workspace}/`)) return false;
    const text = readText(input.startsWith('/') ? input : `${workspace}/${input}`);
    return text === undefined || (CALLER.test(text) && CALLER.test(withoutComments(text)));
  });
}
