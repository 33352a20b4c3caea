import { quote } from '../formats/git/hooks/script.ts';

/** A path as one word of a shell, in quotes only where it needs them. */
export function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : quote(path);
}
