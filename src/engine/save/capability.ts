import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import { readText } from '../../system/fs.ts';
import { namesAssembler } from '../../units/assembler.ts';
import { askingOf, type Asking } from '../../units/incapable.ts';
import type { Slot } from '../../units/model.ts';

/** A crate as the search for what its code may ask sees it. */
export interface CrateNode {
  readonly kind: string;
  readonly packageName: string;
  readonly dependencies: readonly Slot[];
  /** rustc's `.d`, where it can be read now. */
  readonly rustcDepInfo: string | undefined;
  /** The directory that relative sources start from. */
  readonly workspace: string;
  /** The answer of an earlier save. */
  readonly known: { readonly asks: Asking | null } | undefined;
}

/**
 * Tells of proc macros and build scripts whether they can ask the system for anything at all: whether a name by which
 * code asks stands anywhere in the text of the crate and of every library that runs inside it ({@link askingOf}).
 */
export class CapabilitySearch {
  private readonly node: (slot: Slot) => CrateNode | undefined;
  private readonly reaching = new Map<Slot, Asking | null>();
  private readonly ownText = new Map<string, Asking | null>();
  private readonly assembles = new Map<string, { readonly itself: boolean; readonly others: boolean }>();

  constructor(node: (slot: Slot) => CrateNode | undefined) {
    this.node = node;
  }

  /** What may be asked while the unit in `slot` is compiled: by the macros of its dependencies, and by the assembler for its own code. */
  ofCompiling(slot: Slot): Asking | null {
    const node = this.node(slot);
    if (node === undefined) return null;
    return node.dependencies.reduce<Asking | null>((all, dependency) => together(all, this.reachingFrom(dependency)), this.ofAssembler(node, false));
  }

  /** What the macros may ask that can be expanded in what uses the unit in `slot`: itself, if it is one, and those below. */
  reachingFrom(slot: Slot): Asking | null {
    const known = this.reaching.get(slot);
    if (known !== undefined) return known;
    // Cuts a cycle in damaged data; cargo's graph has none.
    this.reaching.set(slot, null);
    const found = this.find(slot);
    this.reaching.set(slot, found);
    return found;
  }

  /** What the build script in `slot` may ask when it runs. */
  ofScript(slot: Slot): Asking | null {
    return this.ofClosure({ slot, makesCode: false }, new Set());
  }

  private find(slot: Slot): Asking | null {
    const node = this.node(slot);
    if (node === undefined) return null;
    if (node.known !== undefined) return node.known.asks;
    const own = node.kind === 'proc-macro' ? this.ofClosure({ slot, makesCode: false }, new Set()) : node.kind === 'lib' ? this.ofAssembler(node, true) : null;
    return node.dependencies.reduce<Asking | null>((all, dependency) => together(all, this.reachingFrom(dependency)), own);
  }

  private ofClosure({ slot, makesCode }: Inside, seen: Set<string>): Asking | null {
    const key = `${slot} ${makesCode}`;
    if (seen.has(key)) return null;
    seen.add(key);
    const node = this.node(slot);
    if (node === undefined || !RUNS_INSIDE.has(node.kind)) return null;
    return node.dependencies.reduce<Asking | null>((all, dependency) => {
      const below = { slot: dependency, makesCode: makesCode || this.node(dependency)?.kind === 'proc-macro' };
      return together(all, this.ofClosure(below, seen));
    }, this.textOf(key, node, makesCode));
  }

  /**
   * What the assembler may be told to read, in code that the crate holds, or (`forOthers`) gives to others by macros. Of
   * crates from elsewhere the text is not looked through.
   */
  private ofAssembler({ packageName, rustcDepInfo, workspace }: CrateNode, forOthers: boolean): Asking | null {
    const inputs = rustcDepInfo === undefined ? [] : parseRustcDepInfo(rustcDepInfo).inputs;
    if (inputs.every((input) => input.startsWith('/'))) return null;
    const found = inputs.some((input) => !NO_CODE.test(input) && this.fileAssembles(input.startsWith('/') ? input : `${workspace}/${input}`)[forOthers ? 'others' : 'itself']);
    return found ? { name: `${packageName} names \`asm\``, waits: null } : null;
  }

  /** Read once: a library is asked about both. */
  private fileAssembles(path: string): { readonly itself: boolean; readonly others: boolean } {
    const known = this.assembles.get(path);
    if (known !== undefined) return known;
    const source = readText(path) ?? '';
    const itself = namesAssembler(source, false);
    const found = { itself, others: itself && namesAssembler(source, true) };
    this.assembles.set(path, found);
    return found;
  }

  private textOf(key: string, node: CrateNode, makesCode: boolean): Asking | null {
    const known = this.ownText.get(key);
    if (known !== undefined) return known;
    const found = askedInText(node, makesCode);
    this.ownText.set(key, found);
    return found;
  }
}

/** `makesCode`: a macro, or in one, that is expanded in a crate whose code runs: what stands in its strings may be that code. */
interface Inside {
  readonly slot: Slot;
  readonly makesCode: boolean;
}

const RUNS_INSIDE: ReadonlySet<string> = new Set(['lib', 'proc-macro', 'build-script']);

function together(a: Asking | null, b: Asking | null): Asking | null {
  if (a === null || b === null) return a ?? b;
  const whole = a.whole ?? b.whole;
  const takes = a.takes === 'vars_os' ? a.takes : (b.takes ?? a.takes);
  return { name: a.name, waits: a.waits ?? b.waits, ...(whole !== undefined && { whole }), ...(takes !== undefined && { takes }) };
}

/** `include!` takes code of any name; only what documentation includes is none. */
const NO_CODE = /\.md$/i;

/** They go through the environment for `CARGO_FEATURE_*`, which are in cargo's hashes, or for what they have cargo watch. */
const TELL_CARGO: ReadonlySet<string> = new Set(['cc', 'lalrpop', 'vergen', 'vergen-lib']);

/** Cargo compiles the packages of a workspace by relative paths, all others by absolute ones. Where a source cannot be read, the worst is assumed. */
function askedInText({ kind, packageName, rustcDepInfo, workspace }: CrateNode, makesCode: boolean): Asking | null {
  const worst = (why: string): Asking => ({ name: `${packageName} ${why}`, waits: why });
  if (rustcDepInfo === undefined) return worst('has no list of its sources');
  let found: Asking | null = null;
  for (const input of parseRustcDepInfo(rustcDepInfo).inputs) {
    if (NO_CODE.test(input)) continue;
    const text = readText(input.startsWith('/') ? input : `${workspace}/${input}`);
    if (text === undefined) return worst('has a source that is gone');
    const asking = askingOf(text, kind === 'build-script' ? 'run' : 'expand', makesCode);
    if (asking === undefined) continue;
    const { whole, takes, ...asks } = asking;
    const isOwn = whole !== undefined && !input.startsWith('/');
    const isTaken = takes !== undefined && input.startsWith('/') && !TELL_CARGO.has(packageName);
    found = together(found, { ...asks, name: `${packageName} names \`${isOwn ? 'vars' : asks.name}\``, ...(isOwn && { whole }), ...(isTaken && { takes }) });
  }
  return found;
}
