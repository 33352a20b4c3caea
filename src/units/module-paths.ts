/**
 * The other path at which rustc would find the module of the file `path`, or `undefined` when there is none:
 * `a/foo.rs` for `a/foo/mod.rs` and the reverse (Rust reference, "Module source filenames").
 */
export function otherModulePath(path: string): string | undefined {
  if (!path.endsWith('.rs')) return undefined;
  if (path.endsWith('/mod.rs')) {
    const directory = path.slice(0, -'/mod.rs'.length);
    return directory.includes('/') ? `${directory}.rs` : undefined;
  }
  return `${path.slice(0, -'.rs'.length)}/mod.rs`;
}
