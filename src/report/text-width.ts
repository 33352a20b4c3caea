import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';
import { once } from '../system/once.ts';

/** What leaves nothing to see of a character: marks that stand on another, and what steers others. */
const UNSEEN = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]*/u;

/** What makes a picture of characters that are narrow by themselves: joined, asked for, a keycap, a flag's letters. */
const PICTURE = /\u200d|\ufe0f|\u20e3|[\u{1f1e6}-\u{1f1ff}]/u;

const segmenter = once(() => new Intl.Segmenter());

/**
 * How many cells of a terminal a text takes, colours left out. Unicode's whole list of pictures (`\p{RGI_Emoji}`) would tell a few
 * more: a regular expression with it costs each command 20 ms when it starts, whether it shows a table or not.
 */
export function textWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[ -~]*$/.test(plain)) return plain.length;
  return [...segmenter().segment(plain)].reduce((sum, { segment }) => sum + clusterWidth(segment), 0);
}

function clusterWidth(cluster: string): number {
  const first = cluster.replace(UNSEEN, '').codePointAt(0);
  if (first === undefined) return 0;
  return PICTURE.test(cluster) ? 2 : eastAsianWidth(first);
}
