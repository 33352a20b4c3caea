/** Mode bits. */
export const WRITABLE_BY_OTHERS = 0o022;

/** Why somebody else could plant files in a directory, whose content is run; undefined where nobody could. */
export function foreignReason(directory: { readonly uid: number; readonly mode: number }): string | undefined {
  const me = process.getuid?.();
  if (me !== undefined && directory.uid !== me) return `belongs to user ${directory.uid}`;
  return (directory.mode & WRITABLE_BY_OTHERS) === 0 ? undefined : 'may be written by others';
}
