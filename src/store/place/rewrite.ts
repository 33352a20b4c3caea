import { encodeDepInfo, parseDepInfo } from '../../formats/cargo/dep-info.ts';
import { renameDwo } from '../../formats/objects/split-debug.ts';
import type { FileRole, Origin } from '../../units/model.ts';

/** What each of a donor's roots is in the worktree that is warmed. */
export type Roots = Readonly<Record<Origin['means'], string>>;

const LINKED: ReadonlySet<FileRole> = new Set(['rlib', 'dylib', 'executable']);

/** Gives the bytes of a file in which a donor's roots stand the worktree's own ones; undefined: it cannot be read. */
export function rewriteRoots(
  bytes: Buffer,
  o: { readonly role: FileRole; readonly origins: readonly Origin[]; readonly roots: Roots },
): Buffer | undefined {
  if (o.role === 'dep-info') return rewriteDepInfo(bytes, o.origins, o.roots);
  // Without room, in the mirror of an audit, where nobody debugs: then they name the donor's.
  if (LINKED.has(o.role)) return renameDwo(bytes, (path) => rewritePath(path, o.origins, o.roots)) ?? bytes;
  // Byte for character, so that text of any encoding comes through unchanged.
  return Buffer.from(rewriteText(bytes.toString('latin1'), o.origins, o.roots), 'latin1');
}

/**
 * Replaces roots as whole path prefixes: `/a/wt` is not in `/a/wt2/x`. All in one pass: a worktree may lie inside
 * its donor, whose root then stands in what has been replaced.
 */
function rewriteText(text: string, origins: readonly Origin[], roots: Roots): string {
  if (origins.length === 0) return text;
  const means = new Map(origins.map((origin) => [latin1(origin.path), origin.means]));
  const longestFirst = [...means.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(`(?:${longestFirst.map((root) => root.replaceAll(SPECIAL, '\\$&')).join('|')})${NAME_ENDS}`, 'g');
  return text.replaceAll(any, (root) => latin1(roots[means.get(root) ?? 'worktree']));
}

const SPECIAL = /[\\^$.*+?()[\]{}|]/g;
/** No letter of a longer name follows; bytes from 0x80 on belong to one. */
const NAME_ENDS = '(?![\\w.\\x80-\\xff-])';

function rewriteDepInfo(bytes: Buffer, origins: readonly Origin[], roots: Roots): Buffer | undefined {
  const depInfo = parseDepInfo(bytes);
  if (!depInfo.ok) return undefined;
  const files = depInfo.value.files.map((file) => ({ ...file, path: rewritePath(file.path, origins, roots) }));
  return encodeDepInfo({ ...depInfo.value, files });
}

function rewritePath(path: string, origins: readonly Origin[], roots: Roots): string {
  const origin = origins.find((o) => path === o.path || path.startsWith(`${o.path}/`));
  return origin === undefined ? path : roots[origin.means] + path.slice(origin.path.length);
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
