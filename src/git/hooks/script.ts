import { formatBlock } from '../marked-block.ts';

/**
 * The hooks that we use. `post-checkout` (worktree add, switch), `post-merge` (merge, pull) and
 * `post-rewrite` (the end of a rebase) change files on disk: warm. `post-commit`: save. No hook runs
 * after `git reset`, `git stash` or `git checkout -- FILE`'s like; the next build is cargo's alone then.
 */
export const HOOK_NAMES = ['post-checkout', 'post-commit', 'post-merge', 'post-rewrite'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** How to start this tool where it is not on PATH, as in programs with a window: absolute paths. */
export interface RecordedTool {
  readonly node: string;
  /** Undefined for the single-file executable, which {@link node} then is. */
  readonly script: string | undefined;
}

/** A hook of our own is this line and our block. */
export const NEW_HOOK_START = '#!/bin/sh\n';

/**
 * The block for a shell hook, in the subset of sh that dash, bash, ksh and zsh share, safe under
 * `set -eu`. It sets no variable, reads nothing from standard input and leaves `$?` at 0.
 *
 * A tool in the cache of npx goes when npm empties that: the hook that warms then says how to get it back, for somebody
 * who never installed anything cannot know what has stopped.
 *
 * The tool says its one line on standard output. Its standard error is dropped: that is where a shell,
 * a missing Node or a damaged installation would complain. 126 and 127 are the shell's and `env`'s statuses
 * for a program that cannot be run: only then is the recorded one tried.
 */
export function hookBlock(name: HookName, tool: RecordedTool): string {
  return formatBlock(
    `# Written by \`cargo share init\`; \`cargo share deinit\` takes it out. CARGO_SHARE=0 skips it.\n${body(name, tool)}`,
  );
}

function body(name: HookName, tool: RecordedTool): string {
  const recorded = recordedCommand(tool);
  if (name === 'post-commit') {
    // Detached, with every stream closed: whoever reads git's output does not wait for it. A rebase makes
    // many commits in a row; post-rewrite ends it.
    return `if [ "\${CARGO_SHARE-}" != 0 ]; then
  {
    [ -d "$(git rev-parse --git-dir)/rebase-merge" ] ||
      nice cargo-share hook post-commit "$@" ||
      case $? in 126 | 127) nice ${recorded} hook post-commit "$@" ;; esac
  } </dev/null >/dev/null 2>&1 &
fi
`;
  }
  return `if [ "\${CARGO_SHARE-}" != 0 ]${condition(name)}; then
  {
    cargo-share hook ${name} "$@" ||
      case $? in 126 | 127) ${recorded} hook ${name} "$@"${orSay(name, tool)} ;; esac
  } </dev/null >&2 2>/dev/null || :
fi
`;
}

/** Whether npm may delete the tool at any time: it is in the directory that `npx` unpacks into. */
export function isFromNpx({ script }: RecordedTool): boolean {
  return script?.includes('/_npx/') === true;
}

function orSay(name: HookName, tool: RecordedTool): string {
  if (name !== 'post-checkout' || !isFromNpx(tool) || tool.script === undefined) return '';
  return ` || [ -e ${quote(tool.script)} ] ||
        echo ${quote(GONE_WORDS)}`;
}

const GONE_WORDS =
  'cargo share: npm has removed it from the cache of npx; `npm install --global cargo-share` brings it back, `npx cargo-share deinit` ends this';

/** githooks(5): `post-checkout`'s third argument is 0 for files alone; `post-rewrite`'s first is `amend` or `rebase`. */
function condition(name: HookName): string {
  if (name === 'post-checkout') return ` && [ "\${3-}" = 1 ]`;
  if (name === 'post-rewrite') return ` && [ "\${1-}" = rebase ]`;
  return '';
}

/** One line that does what the block does, for a person to put into a script that we do not edit. No path of this machine. */
export function hookLine(name: HookName): string {
  const call = `cargo-share hook ${name} "$@" </dev/null`;
  return name === 'post-commit'
    ? `[ "\${CARGO_SHARE-}" = 0 ] || { nice ${call} >/dev/null 2>&1 & }`
    : `[ "\${CARGO_SHARE-}" = 0 ] || ${call} >&2 2>/dev/null || :`;
}

/** Whether a script calls us already, by {@link hookLine} or in its own way. */
export function callsUs(name: HookName, text: string): boolean {
  return text
    .split('\n')
    .some((line) => !line.trimStart().startsWith('#') && new RegExp(`cargo[ -]share hook ${name}\\b`).test(line));
}

/** The words with which a hook starts the tool where it is not on PATH. */
export function recordedCommand({ node, script }: RecordedTool): string {
  return script === undefined ? quote(node) : `${quote(node)} ${quote(script)}`;
}

/** One word for any POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
