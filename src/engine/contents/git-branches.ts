/** Questions that can tell of HEAD alone, and are asked with revisions or paths. */
const WITH_REVISIONS: ReadonlySet<string> = new Set(['rev-parse', 'rev-list', 'log', 'show', 'describe', 'diff', 'diff-index', 'ls-tree', 'symbolic-ref', 'cat-file', 'shortlog']);
/** Those whose words are no revisions. */
const WITHOUT_REVISIONS: ReadonlySet<string> = new Set(['config', 'remote', 'tag', 'var', 'status', 'diff-files', 'ls-files', 'hash-object', 'check-ignore', 'version', '']);
/** Options, formats and suffixes that bring other branches or notes in, or the one that HEAD's follows. */
const NAMES_BRANCHES = /^--(?:all|branches|remotes|contains|no-contains|merged|no-merged|decorate|source|glob|branch|show-stash|notes|show-notes)\b|^-[a-z]*b$|@\{|%[dDSN]|%\(/;
/** A revision that begins at HEAD, a number or a format that stands by itself. */
const OF_HEAD = /^(?:HEAD(?:$|[~^:])(?!.*\.\.)|\d+$|%)/;

/**
 * Whether the answer to a question may change with a branch that is not HEAD's, or with which one that follows. Coarse: what is
 * taken for such a question by mistake is only watched for more. Pure.
 */
export function mayTellOfBranches(question: readonly string[], isPath: (word: string) => boolean): boolean {
  const [asked = '', ...words] = question.filter((word) => !word.startsWith('-'));
  if (asked === 'branch') return !question.includes('--show-current');
  if (question.some((word) => NAMES_BRANCHES.test(word))) return true;
  return WITH_REVISIONS.has(asked) ? words.some((word) => !OF_HEAD.test(word) && !isPath(word)) : !WITHOUT_REVISIONS.has(asked);
}
