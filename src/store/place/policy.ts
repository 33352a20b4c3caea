import { PLATFORM, type Platform } from '../../system/platform.ts';
import type { FileRole, PackageSource, UnitKind } from '../../units/model.ts';

/** How a file lands: a copy-on-write copy, a second name for the same inode, or new bytes. */
export type Placement = 'reflink' | 'link' | 'copy';

export interface PlacementSettings {
  /** `copy` for those whose linker writes executables in place (mold), or who edit them in place. */
  readonly executables: 'link' | 'copy';
}

export interface PlacementQuestion {
  readonly role: FileRole;
  /** What the file belongs to: build-script executables are never final programs. */
  readonly unit: UnitKind;
  readonly source: PackageSource['kind'];
  /** Whether the pair of file systems can reflink. */
  readonly reflink: boolean;
  readonly settings: PlacementSettings;
  /** The store takes what a donor has; a worktree gets it, and whatever people do there. */
  readonly to: 'store' | 'worktree';
  /** Whether the linker that made it would write into it the next time: see `units/in-place-linker.ts`. */
  readonly writtenInPlace?: boolean;
  /** The system that will run it; left out, this one. */
  readonly platform?: Platform;
}

/** Ways to try, best first. A private file is never linked, whatever fails. */
const WAYS = {
  shared: { reflink: ['reflink', 'link', 'copy'], plain: ['link', 'copy'] },
  private: { reflink: ['reflink', 'copy'], plain: ['copy'] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly Placement[]>>>>;

/** The ways in which a unit's file may land, best first. */
export function waysOf(question: PlacementQuestion): readonly Placement[] {
  const ways = mayShareInode(question) ? WAYS.shared : WAYS.private;
  return question.reflink ? ways.reflink : ways.plain;
}

/** The first of {@link waysOf}: the table of design section 8. */
export function placementOf(question: PlacementQuestion): Placement {
  return waysOf(question)[0] ?? 'copy';
}

/**
 * Whether donor, store and worktrees may hold one inode. Only where every later writer makes a new one
 * (seen with strace, cargo 1.95):
 *
 * - `.rlib`: rustc writes a temporary archive and renames it; cargo unlinks the old one first.
 * - `.rmeta` of registry and git packages: rustc unlinks and renames. A path package is compiled incrementally,
 *   and then `cargo check` re-links the very inode from `incremental/` and bumps its time: that one stays private.
 * - proc-macro libraries and executables: every linker but mold makes a new inode, and with mold cargo has unlinked
 *   those that it uplifts (build scripts among them). What mold linked says so, and is private.
 * - shared libraries that are no macros are final artifacts as programs are, and treated like them.
 * - everything else cargo, rustc and build scripts truncate and write in place.
 * - on macOS nothing that is run or loaded has a second name: see `Platform.programsByInode`.
 *
 * People write in place as well: `cp -r ../main/target .` over a warmed one writes into every file that is there. What a
 * package of the repository is made into differs by worktree under one name, so each worktree has its own; the store sees
 * by the times that a donor's was written into. Of other packages that is the same wherever it was built.
 */
function mayShareInode({ role, unit, source, settings, writtenInPlace, to, platform = PLATFORM }: PlacementQuestion): boolean {
  const isShareable = to === 'store' || source !== 'path';
  if ((role === 'dylib' || role === 'executable') && platform.programsByInode) return false;
  switch (role) {
    case 'rlib':
      return isShareable;
    case 'dylib':
      return isShareable && (unit === 'proc-macro' || (settings.executables === 'link' && writtenInPlace !== true));
    case 'rmeta':
      return source !== 'path';
    case 'executable':
      if (unit === 'build-script') return isShareable;
      return isShareable && settings.executables === 'link' && writtenInPlace !== true;
    case 'fingerprint':
    case 'fingerprint-json':
    case 'dep-info':
    case 'invoked-timestamp':
    case 'cached-messages':
    case 'rustc-dep-info':
    case 'debug-info':
    case 'script-output':
    case 'script-stderr':
    case 'script-root-output':
    case 'out-file':
      return false;
  }
}
