import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** One for each object format that is read, beside the machine's own. `.ci/run` installs them; no linker is needed for libraries. */
export const TARGETS: readonly string[] = [
  'thumbv7em-none-eabi',
  'armv7-unknown-linux-gnueabihf',
  'i686-unknown-linux-gnu',
  'wasm32-unknown-unknown',
  'x86_64-pc-windows-gnu',
  'aarch64-apple-darwin',
  'aarch64-apple-ios',
];

export interface Format {
  /** The arguments that choose it; none for the machine's own. */
  readonly args: readonly string[];
  readonly target: string | undefined;
  readonly isThere: boolean;
  /** What a test's title says of it: also why it is skipped. */
  readonly title: string;
}

export const FORMATS: readonly Format[] = [undefined, ...TARGETS].map((target) => {
  const args = target === undefined ? [] : ['--target', target];
  const isThere = existsSync(print('target-libdir', args));
  return { args, target, isThere, title: `${target ?? "the machine's own target"}${isThere ? '' : ': rustup has not added it'}` };
});

/** A tool of the component `llvm-tools`: a reader of objects that is not ours. Undefined where it is not installed. */
export function llvmTool(name: string): string | undefined {
  const path = join(print('target-libdir', []), '..', 'bin', name);
  return existsSync(path) ? path : undefined;
}

function print(what: string, args: readonly string[]): string {
  return execFileSync('rustc', ['--print', what, ...args], { encoding: 'utf8' }).trim();
}

const apple = FORMATS.find(({ target }) => target === 'aarch64-apple-darwin');
/** Whether programs for a Mac can be linked here: the target, and the toolchain's own linker. */
export const canLinkForMac = {
  isThere: apple?.isThere === true && llvmTool('rust-lld') !== undefined,
  title: llvmTool('rust-lld') === undefined ? 'the toolchain has no rust-lld' : (apple?.title ?? ''),
};
