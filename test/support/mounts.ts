import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, mounted for one test file. */
export interface Mount {
  readonly path: string;
  readonly makeReadOnly: () => void;
  readonly remove: () => void;
}

export type MountKind =
  | { readonly type: 'btrfs' | 'xfs' | 'ext4' | 'vfat'; readonly megabytes: number; readonly options?: readonly string[] }
  | { readonly type: 'tmpfs'; readonly kilobytes: number };

/** Mounts a file system, or says why this machine cannot: that needs root, loop devices and the mkfs programs. */
export function mountFileSystem(kind: MountKind): Mount | { readonly unavailable: string } {
  const base = mkdtempSync(join(tmpdir(), `mount-${kind.type}-`));
  const path = join(base, 'at');
  const image = join(base, 'image');
  mkdirSync(path);
  const steps: string[][] =
    kind.type === 'tmpfs'
      ? [['mount', '-t', 'tmpfs', '-o', `size=${kind.kilobytes}k`, 'tmpfs', path]]
      : [
          [`mkfs.${kind.type}`, ...(kind.type === 'vfat' ? [] : ['-q']), ...(kind.options ?? []), image],
          ['mount', '-o', 'loop', image, path],
        ];
  if (kind.type !== 'tmpfs') {
    writeFileSync(image, '');
    truncateSync(image, kind.megabytes * 1024 * 1024);
  }
  for (const [command, ...args] of steps) {
    const run = spawnSync(command ?? '', args, { encoding: 'utf8' });
    if (run.status !== 0) {
      rmSync(base, { recursive: true, force: true });
      return { unavailable: `${command}: ${run.error?.message ?? run.stderr.trim()}` };
    }
  }
  return {
    path,
    makeReadOnly: () => {
      spawnSync('mount', ['-o', 'remount,ro', path]);
    },
    remove: () => {
      spawnSync('umount', ['-l', path]);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** A place where a directory that is there can be seen, and not written to; for one test file. Needs root. */
export function mountReadOnly(): { readonly path: string; readonly show: (directory: string) => void; readonly remove: () => void } | { readonly unavailable: string } {
  const path = mkdtempSync(join(tmpdir(), 'mount-read-only-'));
  const mount = (...args: readonly string[]): string | undefined => {
    const run = spawnSync('mount', args, { encoding: 'utf8' });
    return run.status === 0 ? undefined : (run.error?.message ?? run.stderr.trim());
  };
  const remove = (): void => {
    spawnSync('umount', ['-l', path]);
    // Not what is below it: it may still be another's.
    rmdirSync(path);
  };
  const show = (directory: string): string | undefined => mount('--bind', directory, path) ?? mount('-o', 'remount,bind,ro', path);
  const problem = show(tmpdir());
  spawnSync('umount', ['-l', path]);
  if (problem !== undefined) {
    remove();
    return { unavailable: problem };
  }
  return { path, show: (directory) => void show(directory), remove };
}
