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

/** In a subshell: the caller keeps its own. */
const WITHOUT_NODE_OPTIONS = 'unset NODE_OPTIONS';

/**
 * The block for a shell hook, in the subset of sh that dash, bash, ksh and zsh share, safe under
 * `set -eu`. It changes no variable for what follows it, reads nothing from standard input and leaves
 * `$?` at 0.
 *
 * `NODE_OPTIONS` of the shell is meant for the user's own programs: a debugger that it starts (`--inspect-brk`, an editor's
 * debug terminal) would keep git waiting for ever, and a file that it names and that is gone ends every Node.
 *
 * A version manager removes the Node that was recorded, npm empties the cache of npx: then whatever else is there is tried
 * (an executable beside cargo's own, any Node that is new enough), and in the end the hook of a new worktree says how to
 * get it back. Who never installed anything, or only updated Node, cannot know what has stopped.
 *
 * The tool says its one line on standard output. Its standard error is dropped: that is where a shell,
 * a missing Node or a damaged installation would complain. 126 and 127 are the shell's and `env`'s statuses
 * for a program that cannot be run: only then is the next one tried.
 */
export function hookBlock(name: HookName, tool: RecordedTool): string {
  return formatBlock(
    `# Written by \`cargo share init\`; \`cargo share deinit\` takes it out. CARGO_SHARE=0 skips it.\n${body(name, tool)}`,
  );
}

function body(name: HookName, tool: RecordedTool): string {
  const start = (nice: string): string => `${nice}cargo-share hook ${name} "$@" ||
      case $? in 126 | 127) ${nice}${recordedCommand(tool)} hook ${name} "$@" ||
        case $? in 126 | 127) ${others(name, tool, nice)} ;;${orSay(name, tool)}
        esac ;;
      esac`;
  if (name === 'post-commit') {
    // Detached, with every stream closed: whoever reads git's output does not wait for it. A rebase makes
    // many commits in a row; post-rewrite ends it.
    return `if [ "\${CARGO_SHARE-}" != 0 ]; then
  {
    ${WITHOUT_NODE_OPTIONS}
    [ -d "$(git rev-parse --git-dir)/rebase-merge" ] ||
      ${start('nice ')}
  } </dev/null >/dev/null 2>&1 &
fi
`;
  }
  return `if [ "\${CARGO_SHARE-}" != 0 ]${condition(name)}; then
  (
    ${WITHOUT_NODE_OPTIONS}
    ${start('')}
  ) </dev/null >&2 2>/dev/null || :
fi
`;
}

/** Whether npm may delete the tool at any time: it is in the directory that `npx` unpacks into. */
export function isFromNpx({ script }: RecordedTool): boolean {
  return script?.includes('/_npx/') === true;
}

/** Where the recorded Node is gone: what else can run this tool, then the word that nothing can. */
function others(name: HookName, { node, script }: RecordedTool, nice: string): string {
  const tries = [`${nice}"\${CARGO_HOME:-\${HOME-}/.cargo}/bin/cargo-share" hook ${name} "$@"`];
  if (script !== undefined) tries.push(`{ node -e ${quote(IS_NEW_ENOUGH)} && ${nice}node ${quote(script)} hook ${name} "$@"; }`);
  if (name === 'post-checkout') tries.push(`echo ${quote(`cargo share: nothing is shared, as ${node} is gone; \`cargo share init\` here records what is there now, \`cargo share deinit\` ends this`)}`);
  return tries.join(' ||\n          ');
}

/** For a Node of any age. Compared as numbers: the version that package.json asks for. */
const IS_NEW_ENOUGH = 'process.exit(process.versions.node.localeCompare("20.19", undefined, { numeric: true }) < 0 ? 1 : 0)';

/** Node is there and its script is not. */
function orSay(name: HookName, tool: RecordedTool): string {
  if (name !== 'post-checkout' || tool.script === undefined) return '';
  return `
          *) [ -e ${quote(tool.script)} ] || echo ${quote(isFromNpx(tool) ? GONE_WORDS : `cargo share: nothing is shared, as ${tool.script} is gone; install cargo-share again, or \`cargo share deinit\` ends this`)} ;;`;
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
  const call = (nice: string): string => `(${WITHOUT_NODE_OPTIONS}; ${nice}cargo-share hook ${name} "$@") </dev/null`;
  return name === 'post-commit'
    ? `[ "\${CARGO_SHARE-}" = 0 ] || ${call('nice ')} >/dev/null 2>&1 &`
    : `[ "\${CARGO_SHARE-}" = 0 ] || ${call('')} >&2 2>/dev/null || :`;
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
