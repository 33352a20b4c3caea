/** A list as a sentence holds it: the first `most`, and how many more there are. */
export function firstOf(names: readonly string[], most = 4): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')}, and ${more} more` : names.join(', ');
}
