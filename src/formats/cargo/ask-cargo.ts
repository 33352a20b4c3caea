import type { Failure } from '../../system/failure.ts';
import { run, type ProcessFailure } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { makeDirectories, type Directories, type DirectoriesRequest } from './found-directories.ts';

/**
 * Asks cargo itself for its target and build directory (`cargo metadata --no-deps --offline`, about 50 ms).
 * `build_directory` is there from cargo 1.91 on; before, there was one directory only.
 */
export async function askCargoForDirectories(request: DirectoriesRequest): Promise<Result<Directories, Failure>> {
  if (!request.mayRunCargo) return err(unclear(request.workspaceRoot));
  const args = ['metadata', '--no-deps', '--offline', '--format-version', '1'];
  const output = await run('cargo', args, { cwd: request.workspaceRoot, env: request.env });
  if (!output.ok) return err(toFailure(output.error, request.workspaceRoot));
  const metadata = parseMetadata(output.value.stdout);
  if (metadata === undefined) {
    return err({
      code: 'cargo-too-old',
      message: '`cargo metadata` does not say where the target directory is.',
      path: request.workspaceRoot,
      hint: 'update cargo: `rustup update`',
    });
  }
  const found = (path: string) => ({ path, origin: { from: 'cargo' } as const });
  return ok(makeDirectories(found(metadata.target), found(metadata.build)));
}

/**
 * `rust-toolchain.toml` may name a toolchain by path, which rustup's cargo then runs: in a directory that has just been
 * checked out that would be a stranger's program.
 */
function unclear(path: string): Failure {
  return {
    code: 'cargo-config-unclear',
    message: 'Only cargo itself can tell where it builds this workspace, and a git hook runs no cargo.',
    path,
    hint: 'Run `cargo share warm` in the worktree.',
  };
}

function parseMetadata(text: string): { target: string; build: string } | undefined {
  const metadata: unknown = JSON.parse(text);
  if (typeof metadata !== 'object' || metadata === null || !('target_directory' in metadata)) return undefined;
  const target = metadata.target_directory;
  if (typeof target !== 'string') return undefined;
  const build = 'build_directory' in metadata ? metadata.build_directory : undefined;
  return { target, build: typeof build === 'string' ? build : target };
}

/** Asked only about an unusual configuration, so that is what cargo rejects when it ends with an error. */
function toFailure(failure: ProcessFailure, path: string): Failure {
  if (failure.reason === 'missing-program') {
    return { code: 'cargo-missing', message: 'cargo is not on the PATH.', path, hint: 'install Rust: https://rustup.rs' };
  }
  if (failure.reason === 'missing-directory') {
    return { code: 'worktree-vanished', message: 'The workspace is no longer there.', path };
  }
  const said = 'stderr' in failure ? failure.stderr.trim() : '';
  return {
    code: 'cargo-config-invalid',
    message: `cargo cannot say where it builds this workspace.${said === '' ? '' : `\n${said}`}`,
    path,
    hint: 'run `cargo metadata --no-deps` there and mend what it reports',
  };
}

/** One package of a workspace. */
export interface WorkspaceMember {
  readonly name: string;
  /** Whether a command that names no package builds it. */
  readonly isDefault: boolean;
  readonly features: Readonly<Record<string, readonly string[]>>;
}

/** The workspace's own packages, by `cargo metadata --no-deps --offline`; undefined where cargo does not name them (before 1.71, or a faulty manifest). */
export async function askCargoForMembers(workspaceRoot: string, env: NodeJS.ProcessEnv): Promise<WorkspaceMember[] | undefined> {
  const output = await run('cargo', ['metadata', '--no-deps', '--offline', '--format-version', '1'], { cwd: workspaceRoot, env });
  if (!output.ok) return undefined;
  const metadata = JSON.parse(output.value.stdout) as Partial<CargoMetadata>;
  const { packages, workspace_default_members: defaults } = metadata;
  if (packages === undefined || defaults === undefined) return undefined;
  return packages.map(({ name, id, features }) => ({ name, features, isDefault: defaults.includes(id) }));
}

/** What `cargo metadata` prints, as far as it is read here. */
interface CargoMetadata {
  readonly packages: readonly { readonly name: string; readonly id: string; readonly features: Readonly<Record<string, readonly string[]>> }[];
  readonly workspace_default_members: readonly string[];
}
