/** Commands of git that only tell, and tell the same as long as the repository is the same (git 2.39). */
const TELLING = new Set([
  'rev-parse', 'describe', 'log', 'rev-list', 'status', 'show', 'diff', 'diff-index', 'diff-files', 'symbolic-ref',
  'branch', 'tag', 'name-rev', 'ls-files', 'ls-tree', 'config', 'show-ref', 'for-each-ref', 'merge-base', 'shortlog', 'version', '--version',
]);

/** Options before the command that take a word. */
const WITH_WORD = new Set(['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--exec-path']);

/** Options with which these commands still only tell, and how many names they take then; any number where it is left out. */
const ONLY_WITH: ReadonlyMap<string, { readonly options: RegExp; readonly names?: number }> = new Map([
  ['symbolic-ref', { options: /^(?:-q|--quiet|--short|--recurse|--no-recurse)$/, names: 1 }],
  ['branch', { options: /^(?:-[arvilq]+|--(?:list|show-current|all|remotes|verbose|quiet|ignore-case|omit-empty|(?:no-)?(?:contains|merged|color|column|abbrev)|points-at|sort|format)(?:=.*)?)$/ }],
  ['tag', { options: /^(?:-[liq]+|-n\d*|--(?:list|ignore-case|omit-empty|(?:no-)?(?:contains|merged|color|column)|points-at|sort|format)(?:=.*)?)$/ }],
  ['config', { options: /^(?:-z|-l|--(?:get|get-all|get-regexp|get-urlmatch|list|null|name-only|show-origin|show-scope|local|global|system|worktree|bool|int|bool-or-int|path|includes|no-includes|type=.*|default=.*))$/ }],
]);

/** Why a question to git cannot be asked again with the same meaning, or nothing could watch its answer; undefined: it can. */
export function gitQuestion(words: readonly string[]): 'git-question' | 'time' | 'reads-target' | undefined {
  let at = 0;
  while (words[at]?.startsWith('-') === true && words[at] !== '--version') at += WITH_WORD.has(words[at] ?? '') ? 2 : 1;
  const command = words[at];
  const rest = words.slice(at + 1);
  if (command === undefined || !TELLING.has(command) || rest.some((word) => CHANGES.test(word)) || changes(command, rest)) return 'git-question';
  if (tellsOfNewFiles(command, rest)) return 'reads-target';
  return rest.some((word) => RELATIVE_TIME.test(word)) ? 'time' : undefined;
}

/** Of a file that comes beside the target directory nothing tells cargo: the build itself changes what is there. */
function tellsOfNewFiles(command: string, rest: readonly string[]): boolean {
  if (command === 'status') return !rest.some((word) => /^(?:-uno|--untracked-files=no)$/.test(word));
  return command === 'ls-files' && rest.some((word) => /^(?:-[a-z]*o[a-z]*|--others)$/.test(word));
}

/** Reads what nobody can give again, or writes a file. */
const CHANGES = /^--(?:stdin|output)(?:=|$)/;

/** Some commands tell or change, by how they are asked. */
function changes(command: string, rest: readonly string[]): boolean {
  const only = ONLY_WITH.get(command);
  if (only === undefined) return false;
  const names = rest.filter((word) => !word.startsWith('-'));
  if (names.length !== (only.names ?? names.length) || rest.some((word) => word.startsWith('-') && !only.options.test(word))) return true;
  // These list when they are asked without a name, and change something with one.
  if (command === 'branch' || command === 'tag') return names.length > 0 && !rest.some((word) => LISTS.test(word));
  if (command !== 'config') return false;
  // Two names set a value; `get` and `list` are words of newer versions.
  return names[0] !== 'get' && names[0] !== 'list' && !rest.some((word) => READS.test(word)) && names.length !== 1;
}

const LISTS = /^(?:-[a-z]*l[a-z]*$|--(?:list|show-current|(?:no-)?contains|points-at|(?:no-)?merged|sort|format)(?:=|$))/;
const READS = /^(?:--get\S*|--list|-l)$/;
const RELATIVE_TIME = /%[ac]r|relative|human|^--(?:since|until|after|before)\b/;
