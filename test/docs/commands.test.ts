import { describe, expect, it } from 'vitest';
import { BLOCKS, blocksOf } from './blocks.ts';
import { callsIn, fault, withoutPlaceholders } from './command-lines.ts';
import { MARKDOWN, matches, readProject } from './files.ts';

/** Languages of what people type. All but `sh` would get by without a mark. */
const SHELLS = new Set(['sh', 'bash', 'zsh', 'shell', 'console']);

describe('blocks of commands', () => {
  const shell = BLOCKS.filter(({ language }) => SHELLS.has(language));

  it('are run by test/e2e/docs.test.ts, or say why not', () => {
    const silent = shell.filter(({ mark }) => mark === undefined || (!mark.run && mark.because.length < 10));
    expect(silent.map(({ file, first }) => `${file}: ${first}`)).toEqual([]);
  });

  it('are marked as `sh`', () => {
    expect(shell.filter(({ language }) => language !== 'sh').map(({ file, first }) => `${file}: ${first}`)).toEqual([]);
  });

  it('are found with their marks', () => {
    const page = '<!-- runnable: sccache, jq -->\n```sh\na\n```\n\n<!-- not run: no reason -->\n```sh\nb\n```\n```js\nc\n```\n<!-- figures: x -->\n```sh\nd\n```\n<!-- /figures -->\n';
    expect(blocksOf('x.md', page).map(({ language, first, mark }) => [language, first, mark])).toEqual([
      ['sh', 'a', { run: true, with: ['sccache', 'jq'] }],
      ['sh', 'b', { run: false, because: 'no reason' }],
      ['js', 'c', undefined],
    ]);
  });
});

describe('calls of the program', () => {
  const inBlocks = BLOCKS.map(({ file, text }) => [file, text.split('\n')] as const);
  // Also what stands in a sentence, with placeholders.
  const inSentences = MARKDOWN.map((file) => [file, matches(readProject(file), /`([^`\n]+)`/g).map(withoutPlaceholders)] as const);

  it.each(MARKDOWN)('in %s are commands with options that there are', async (file) => {
    const lines = [...inBlocks, ...inSentences].filter(([name]) => name === file).flatMap(([, texts]) => texts);
    const wrong: string[] = [];
    for (const line of lines) {
      for (const args of callsIn(line)) {
        const message = await fault(args);
        if (message !== undefined) wrong.push(`${line.trim()}: ${message}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are found in a line of shell, with their arguments', () => {
    expect(callsIn('cargo share warm "../a b" --from x > out # cargo share no')).toEqual([['warm', '../a b', '--from', 'x']]);
    expect(callsIn('cargo share save && cargo share status --json | jq .')).toEqual([['save'], ['status', '--json']]);
    expect(callsIn('npx cargo-share init; cargo build')).toEqual([['init']]);
    expect(callsIn('ls ~/.cache/cargo-share/v1')).toEqual([]);
  });

  it.each([['worm'], ['status', '--jsno'], ['completions', 'tcsh'], ['explain', '--for', 'doc'], ['warm', 'a', 'b']])('%s %s is noticed', async (...args) => {
    expect(await fault(args)).toBeDefined();
  });
});

it.each(MARKDOWN)('scripts of npm that %s names are there', (file) => {
  const { scripts } = JSON.parse(readProject('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const named = matches(readProject(file), /\bnpm run (?:--silent )?([\w:-]+)/g);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
