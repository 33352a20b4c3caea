/**
 * Our lines in a file that belongs to others, between two marker lines. Works on bytes: what stands
 * outside of the block is never decoded, and taking the block out gives back exactly what was there.
 */

const START = '# >>> cargo-share >>>';
const END = '# <<< cargo-share <<<';
/** An editor may have given the file other line ends. */
const BLOCK = /^# >>> cargo-share >>>\r?\n[^]*?^# <<< cargo-share <<<(?:\r?\n|$(?![^]))/m;

/** The text of our block, markers included; undefined when there is none. */
export function findBlock(bytes: Uint8Array): string | undefined {
  const found = BLOCK.exec(latin1(bytes))?.[0];
  return found === undefined ? undefined : Buffer.from(found, 'latin1').toString('utf8');
}

/** `body` between the markers, each on a line of its own. */
export function formatBlock(body: string): string {
  return `${START}\n${body.endsWith('\n') ? body : `${body}\n`}${END}\n`;
}

/**
 * Puts a block made by {@link formatBlock} at the byte offset `at`, which is the start of a line or the
 * file's end; a block that is there already is replaced where it is.
 */
export function putBlock(bytes: Uint8Array, block: string, at: number): Buffer {
  const text = latin1(bytes);
  const added = latin1(Buffer.from(block, 'utf8'));
  if (BLOCK.test(text)) {
    return fromLatin1(text.replace(BLOCK, (old) => (old.endsWith('\n') ? added : added.slice(0, -1))));
  }
  // After a last line without line end, the block has none either: so removeBlock knows whose the break is.
  const broken = at > 0 && text[at - 1] !== '\n';
  return fromLatin1(text.slice(0, at) + (broken ? `\n${added.slice(0, -1)}` : added) + text.slice(at));
}

/** The file without our block or blocks; undefined when it has none. */
export function removeBlock(bytes: Uint8Array): Buffer | undefined {
  let text = latin1(bytes);
  let removed = false;
  for (let found = BLOCK.exec(text); found !== null; found = BLOCK.exec(text)) {
    const ownBreak = !found[0].endsWith('\n') && text[found.index - 1] === '\n';
    text = text.slice(0, found.index - (ownBreak ? 1 : 0)) + text.slice(found.index + found[0].length);
    removed = true;
  }
  return removed ? fromLatin1(text) : undefined;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function fromLatin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
