import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import { readText } from '../../system/fs.ts';
import type { Slot } from '../../units/model.ts';
import { withoutComments } from '../../units/rust-text.ts';
import type { CrateNode } from './capability.ts';

/**
 * What leads to a location but for that of a panic: `Location::caller()`, where the two words may stand in two crates (a macro may put
 * them together), and what that is made of. `caller` alone is often a variable.
 */
interface Named {
  readonly caller: boolean;
  readonly location: boolean;
  readonly intrinsic: boolean;
}
const NOTHING: Named = { caller: false, location: false, intrinsic: false };
const ANYTHING: Named = { caller: true, location: true, intrinsic: true };

/**
 * Tells whether the repository's own code, in a unit or in what it is compiled against, may show where it was called, and not only
 * where a panic happened. Libraries from elsewhere do that too (`log`): they are not looked at.
 */
export class CallerSearch {
  private readonly node: (slot: Slot) => CrateNode | undefined;
  private readonly known = new Map<Slot, Named>();

  constructor(node: (slot: Slot) => CrateNode | undefined) {
    this.node = node;
  }

  showsCallers(slot: Slot): boolean {
    const { caller, location, intrinsic } = this.named(slot);
    return intrinsic || (caller && location);
  }

  private named(slot: Slot): Named {
    const known = this.known.get(slot);
    if (known !== undefined) return known;
    // Cuts a cycle in damaged data; cargo's graph has none.
    this.known.set(slot, NOTHING);
    const node = this.node(slot);
    const found = node === undefined ? NOTHING : node.dependencies.reduce((all, dependency) => either(all, this.named(dependency)), namedIn(node));
    this.known.set(slot, found);
    return found;
  }
}

/** Where a source cannot be read, the worst is assumed. */
function namedIn({ kind, rustcDepInfo, workspace }: CrateNode): Named {
  if (kind === 'run-build-script') return NOTHING;
  if (rustcDepInfo === undefined) return ANYTHING;
  return parseRustcDepInfo(rustcDepInfo).inputs.reduce((all, input) => {
    if (input.startsWith('/') && !input.startsWith(`${workspace}/`)) return all;
    const text = readText(input.startsWith('/') ? input : `${workspace}/${input}`);
    return either(all, text === undefined ? ANYTHING : wordsIn(text));
  }, NOTHING);
}

function wordsIn(text: string): Named {
  const code = /caller|Location/.test(text) ? withoutComments(text) : '';
  return { caller: /\bcaller\b/.test(code), location: /\bLocation\b/.test(code), intrinsic: /\bcaller_location\b/.test(code) };
}

function either(one: Named, other: Named): Named {
  return { caller: one.caller || other.caller, location: one.location || other.location, intrinsic: one.intrinsic || other.intrinsic };
}
