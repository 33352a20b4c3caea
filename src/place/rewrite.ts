import { encodeDepInfo, parseDepInfo } from '../cargo/dep-info.ts';
import type { FileRole, Origin } from '../units/model.ts';

/** What each of a donor's roots is in the worktree that is warmed. */
export type Roots = Readonly<Record<Origin['means'], string>>;

/** Gives the bytes of a file in which a donor's roots stand the worktree's own ones; undefined: it cannot be read. */
export function rewriteRoots(
  bytes: Buffer,
  o: { readonly role: FileRole; readonly origins: readonly Origin[]; readonly roots: Roots },
): Buffer | undefined {
  if (o.role === 'dep-info') return rewriteDepInfo(bytes, o.origins, o.roots);
  // Byte for character, so that text of any encoding comes through unchanged.
  const from = bytes.toString('latin1');
  const to = o.origins.reduce((text, { path, means }) => replaceRoot(text, latin1(path), latin1(o.roots[means])), from);
  return Buffer.from(to, 'latin1');
}

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

/** Replaces a root as a whole path prefix: `/a/wt` is not in `/a/wt2/x`. */
function replaceRoot(text: string, root: string, by: string): string {
  let result = '';
  let from = 0;
  for (let at = text.indexOf(root); at !== -1; at = text.indexOf(root, at + root.length)) {
    const end = at + root.length;
    if (CONTINUES_NAME.test(text.charAt(end))) continue;
    result += text.slice(from, at) + by;
    from = end;
  }
  return result + text.slice(from);
}

const CONTINUES_NAME = /[\w.-]/;
