/** What one edit writes: path to text. */
export type Written = Readonly<Record<string, string>>;

export interface Edited {
  readonly file: string;
  /** The text of a function's head, up to its brace, which stands once in the file. */
  readonly head: string;
}

const NEW_FILE = 'first_edit_new.rs';

/** Stands at the end of the file in all worktrees, so that all workspaces are edited alike. */
const STANDING = `
macro_rules! first_edit {
    ($n:expr) => {
        $n.wrapping_mul(3)
    };
}
#[doc(hidden)]
#[allow(dead_code, unused)]
pub fn first_edit_called(n: u32) -> u32 {
    first_edit!(n)
}
#[doc(hidden)]
#[allow(dead_code, unused)]
pub fn first_edit_calls(n: u32) -> u32 {
    first_edit_called(n) + 1
}
`;

/** The file as it is committed. */
export function committed(original: string): string {
  return original + STANDING;
}

/** The five edits of a file that was {@link committed}. Each exchanges a text that stands there once. */
export function editsOf(text: string, { file, head }: Edited): Readonly<Record<string, Written>> {
  const exchange = (from: string, to: string): string => {
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
    return text.replace(from, () => to);
  };
  const signature = exchange('first_edit_called(n: u32) -> u32', 'first_edit_called(n: u32, m: u32) -> u32').replace('first_edit_called(n) + 1', 'first_edit_called(n, 2) + 1');
  return {
    body: { [file]: exchange(head, `${head} std::hint::black_box(7u32);`) },
    function: { [file]: `${text}#[doc(hidden)]\n#[allow(dead_code)]\npub fn first_edit_added(n: u32) -> u32 {\n    n.rotate_left(5)\n}\n` },
    signature: { [file]: signature },
    macro: { [file]: exchange('first_edit!(n)', 'first_edit!((n + 1))') },
    file: {
      [file]: `${text}#[doc(hidden)]\n#[path = "${NEW_FILE}"]\npub mod first_edit_new;\n`,
      [`${file.slice(0, file.lastIndexOf('/'))}/${NEW_FILE}`]: '#[allow(dead_code)]\npub fn first_edit_in_file(n: u32) -> u32 {\n    n.rotate_left(7)\n}\n',
    },
  };
}
