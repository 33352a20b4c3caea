import { MARKDOWN, readProject } from './files.ts';

/** What stands above a block: how it is run, or why it is not. */
export type Mark =
  | { readonly run: true; readonly with: readonly string[] }
  | { readonly run: false; readonly because: string };

export interface Block {
  readonly file: string;
  readonly language: string;
  readonly text: string;
  /** The first line, for names of tests. */
  readonly first: string;
  readonly mark: Mark | undefined;
}

const FENCED = /(?:^<!-- (?<mark>runnable|not run)(?:: (?<rest>[^\n]*?))? -->\n)?^```(?<language>\w*)\n(?<text>[^]*?)^```$/gm;

/** Parts that a script writes from results: histories that were run, and not for people to type. */
const GENERATED = /<!-- figures: [^]*?<!-- \/figures -->/g;

/** The fenced blocks of a page. */
export function blocksOf(file: string, markdown: string): Block[] {
  return [...markdown.replaceAll(GENERATED, '').matchAll(FENCED)].map(({ groups = {} }) => {
    const { mark, rest = '', language = '', text = '' } = groups;
    return { file, language, text, first: text.split('\n')[0] ?? '', mark: mark === undefined ? undefined : markFrom(mark, rest) };
  });
}

function markFrom(mark: string, rest: string): Mark {
  return mark === 'runnable' ? { run: true, with: rest.split(', ').filter(Boolean) } : { run: false, because: rest };
}

export const BLOCKS: readonly Block[] = MARKDOWN.flatMap((file) => blocksOf(file, readProject(file)));
