import type { Failure } from '../../system/failure.ts';
import type { ProcessFailure } from '../../system/process.ts';

/** Cargo could not be asked: what it said is most often what a build would say as well. */
export function cargoFailure(failure: ProcessFailure, path: string): Failure {
  if (failure.reason === 'missing-program') {
    return { code: 'cargo-missing', message: 'cargo is not on the PATH.', path, hint: 'install Rust: https://rustup.rs' };
  }
  if (failure.reason === 'missing-directory') {
    return { code: 'worktree-vanished', message: 'The workspace is no longer there.', path };
  }
  const said = 'stderr' in failure ? errorIn(failure.stderr) : failure.code;
  return {
    code: 'cargo-refused',
    message: `cargo cannot say what it would build.${said === '' ? '' : `\n${said}`}`,
    path,
    hint: 'run `cargo build` there: it also downloads what is missing, and brings Cargo.lock up to date',
  };
}

/** From cargo's first `error` on; its status lines before that are noise here. */
function errorIn(stderr: string): string {
  const at = stderr.search(/^error/m);
  return (at < 0 ? stderr : stderr.slice(at)).trim();
}

export function replicaFailure(message: string): Failure {
  return {
    code: 'io',
    message: `A replica of the build directory could not be made: ${message}.`,
    hint: 'Is the temporary directory (TMPDIR) full, or read-only?',
  };
}
