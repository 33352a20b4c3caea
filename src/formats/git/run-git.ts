import type { Failure } from '../../system/failure.ts';
import {
  runBytes,
  runBytesSync,
  type OutputBytes,
  type ProcessFailure,
  type RunOptions,
} from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unreachable } from '../../system/unreachable.ts';

/** Needed for `git worktree list --porcelain -z` (git 2.36, April 2022). */
export const MINIMUM_GIT = '2.36';

/**
 * What git sets for its hooks (`git rev-parse --local-env-vars`, git 2.39) and what would make a git
 * called for another worktree act on the hook's own. A call names its repository by its directory alone.
 *
 * And what gives the words of a call another meaning: Magit runs git, and with it hooks, with `--literal-pathspecs`, under
 * which `:(literal)NAME` is a file of that name; `git config` reads the file in `GIT_CONFIG` alone (git(1), git-config(1)).
 */
const REPOSITORY_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DIR',
  'GIT_GLOB_PATHSPECS',
  'GIT_GRAFT_FILE',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
] as const;

/** The environment for every git that we start: messages in English, no optional index writes, no prompts. */
export function gitEnvironment(inherited: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...inherited, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  for (const variable of REPOSITORY_VARIABLES) delete env[variable];
  return env;
}

/** Runs git in `cwd`, blocking. */
export function gitSync(
  cwd: string,
  args: readonly string[],
  options: Omit<RunOptions, 'cwd' | 'env'> = {},
): Result<OutputBytes, ProcessFailure> {
  return runBytesSync('git', args, { ...options, cwd, env: gitEnvironment() });
}

/** Runs git in `cwd`; several may run at once. */
export function git(cwd: string, args: readonly string[]): Promise<Result<OutputBytes, ProcessFailure>> {
  return runBytes('git', args, { cwd, env: gitEnvironment() });
}

/** A failure that a person reads, for a git call that had no reason to fail. */
export function gitFailure(failure: ProcessFailure, path: string): Failure {
  switch (failure.reason) {
    case 'missing-program':
      return {
        code: 'git-missing',
        message: 'The program git was not found.',
        path,
        hint: `Install git ${MINIMUM_GIT} or later and see that it is on PATH.`,
      };
    case 'missing-directory':
      return { code: 'worktree-vanished', message: 'The directory is not there.', path: failure.path };
    case 'exit-status':
      return {
        code: 'git-failed',
        message: lastWords(failure.stderr) ?? `git ended with status ${failure.status}.`,
        path,
        ...cureOf(failure.stderr),
      };
    case 'not-started':
      return { code: 'git-failed', message: `git could not be started (${failure.code}).`, path };
    case 'signal':
      return { code: 'git-failed', message: `git was ended by ${failure.signal}.`, path };
    case 'timeout':
      return { code: 'git-failed', message: `git did not answer within ${failure.timeoutMs} ms.`, path };
    default:
      return unreachable(failure);
  }
}

/** What `git --version` says, without the words before the number. */
export function gitVersion(cwd: string): Result<string, Failure> {
  const said = gitSync(cwd, ['--version']);
  if (!said.ok) return err(gitFailure(said.error, cwd));
  return ok(said.value.stdout.toString('utf8').trim().replace(/^git version /, ''));
}

/** Whether the installed git is older than {@link MINIMUM_GIT}; asked only where it gave a strange answer. */
export function isTooOld(cwd: string): boolean {
  const version = gitVersion(cwd);
  const [major = 0, minor = 0] = version.ok ? version.value.split('.').map(Number) : [];
  const [leastMajor = 0, leastMinor = 0] = MINIMUM_GIT.split('.').map(Number);
  return version.ok && (major < leastMajor || (major === leastMajor && minor < leastMinor));
}

/** For a git that does not know an option which {@link MINIMUM_GIT} has. */
export function gitTooOld(path: string): Failure {
  const version = gitVersion(path);
  return {
    code: 'git-too-old',
    message: `git ${version.ok ? version.value : '(unknown version)'} is too old.`,
    path,
    hint: `Install git ${MINIMUM_GIT} or later.`,
  };
}

/** The command that git gives for a repository of another user's (safe.directory in git-config(1)). */
function cureOf(stderr: string): Pick<Failure, 'hint'> {
  const command = stderr.split('\n').find((line) => line.trim().startsWith('git config --global --add safe.directory'));
  return command === undefined ? {} : { hint: `If you trust what is in it: ${command.trim()}` };
}

/** Git's own explanation: its first `fatal:` or `error:` line, else its first line. */
function lastWords(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((l) => l.startsWith('fatal: ') || l.startsWith('error: ')) ?? lines[0];
  return line === undefined ? undefined : `git says: ${line.replace(/^(fatal|error): /, '')}`;
}
