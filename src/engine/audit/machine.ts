import { basename, dirname } from 'node:path';
import { cargoHome } from '../../formats/cargo/home.ts';
import { homeDirectory } from '../../system/home-directory.ts';
import { isBelow } from '../save/donor.ts';

/** Toolchains, registries and the system's own directories: the same for every worktree of this machine. Absolute, without a slash at the end. */
export function machinePlaces(env: NodeJS.ProcessEnv): string[] {
  const places = [cargoHome(env), env['RUSTUP_HOME'] ?? `${homeDirectory(env)}/.rustup`];
  return [...places, '/usr', '/lib', '/lib64', '/lib32', '/libx32', '/bin', '/sbin', '/etc', '/opt', '/nix', '/run', '/var/run', '/snap', '/gnu'];
}

/** What rustup puts into cargo's `bin` (`TOOLS` and `DUP_TOOLS` in its lib.rs): they start what the toolchain has, and change with rustup itself. */
const OF_RUSTUP: ReadonlySet<string> = new Set([
  'cargo', 'cargo-clippy', 'cargo-fmt', 'cargo-miri', 'clippy-driver', 'rls', 'rust-analyzer', 'rust-gdb', 'rust-gdbgui', 'rust-lldb', 'rustc', 'rustdoc', 'rustfmt', 'rustup',
]);

/**
 * Files in the machine's places that are anybody's: programs that people install, by `cargo install` or by hand, and what in
 * cargo's home is not cargo's. Another version of such a program makes other code.
 */
export function isOfPeople(path: string, home: string): boolean {
  if (isBelow(path, home)) {
    const [first, second] = path.slice(home.length + 1).split('/');
    if (first === 'bin') return second !== undefined && !OF_RUSTUP.has(second);
    return first !== '' && first !== 'registry' && first !== 'git';
  }
  return ['/usr/local/bin', '/usr/local/sbin'].includes(dirname(path)) && !OF_RUSTUP.has(basename(path));
}
