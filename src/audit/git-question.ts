/** Commands of git that only tell, and tell the same as long as the repository is the same (git 2.39). */
const TELLING = new Set([
  'rev-parse', 'describe', 'log', 'rev-list', 'status', 'show', 'diff', 'diff-index', 'diff-files', 'symbolic-ref',
  'branch', 'tag', 'name-rev', 'ls-files', 'ls-tree', 'config', 'show-ref', 'for-each-ref', 'merge-base', 'shortlog', 'version', '--version',
]);

/** Options before the command that take a word. */
const WITH_WORD = new Set(['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--exec-path']);

/** Why a question to git cannot be asked again with the same meaning; undefined: it can. */
export function gitQuestion(words: readonly string[]): 'git-question' | 'time' | undefined {
  let at = 0;
  while (words[at]?.startsWith('-') === true && words[at] !== '--version') at += WITH_WORD.has(words[at] ?? '') ? 2 : 1;
  const command = words[at];
  const rest = words.slice(at + 1);
  if (command === undefined || !TELLING.has(command) || rest.includes('--stdin')) return 'git-question';
  // These two list when they are asked without a name, and change something with one.
  if ((command === 'branch' || command === 'tag') && rest.some((word) => !word.startsWith('-')) && !rest.some((word) => LISTS.test(word))) return 'git-question';
  if (command === 'config' && !rest.some((word) => /^(?:--get\S*|--list|-l|get|list)$/.test(word)) && rest.filter((word) => !word.startsWith('-')).length !== 1) return 'git-question';
  if (command === 'symbolic-ref' && rest.filter((word) => !word.startsWith('-')).length !== 1) return 'git-question';
  return rest.some((word) => RELATIVE_TIME.test(word)) ? 'time' : undefined;
}

const LISTS = /^(?:--list|-l|--show-current|--contains|--points-at|--merged|--no-merged|--sort|--format)/;
const RELATIVE_TIME = /%[ac]r|relative|human|^--(?:since|until|after|before)\b/;
