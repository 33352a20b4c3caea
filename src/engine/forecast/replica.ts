import { dirname } from 'node:path';
import { parseDepInfo } from '../../formats/cargo/dep-info.ts';
import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes, realpath, stat, type FileStat } from '../../system/fs.ts';
import { makeDirectories } from '../../system/move.ts';
import { walk } from '../../system/walk.ts';
import { writeNew } from '../../system/write.ts';
import { STAND_IN } from './stand-in.ts';

/** A build directory that looks to cargo's judgement of freshness like another one, and holds none of its code. */
export interface Replica {
  readonly root: string;
  /** Unit files by inode: cargo gives final programs a second name without a unit hash. */
  readonly byInode: ReadonlyMap<bigint, string>;
}

/**
 * Makes one below `root`. Cargo compares hash texts, its dep-info and the times of files, and reads what build scripts
 * printed (`fingerprint/mod.rs`, `custom_build.rs`): those are copied. Of everything else only names and times count:
 * empty files stand for them, and programs that do nothing for programs. `root-output` is left out, so that what
 * scripts printed keeps naming the true OUT_DIR, whose paths cargo hashes. The units of the hashes in `unbuilt` have no
 * fingerprint in it.
 */
export function makeReplica(buildDirectory: AbsolutePath, root: string, unbuilt: ReadonlySet<string> = new Set()): Replica {
  const byInode = new Map<bigint, string>();
  const made = new Set<string>();
  const put = (path: string, from: FileStat, bytes: Uint8Array | string): void => {
    const to = `${root}/${path}`;
    const directory = dirname(to);
    if (!made.has(directory)) {
      makeDirectories(directory);
      made.add(directory);
    }
    if (lstat(to) !== undefined) return;
    writeNew(to, bytes, { mode: from.mode | 0o600, mtimeNs: from.mtimeNs });
    const inode = lstat(to)?.ino;
    if (inode !== undefined) byInode.set(inode, path);
  };
  makeDirectories(root);
  for (const layout of layoutsOf(buildDirectory)) {
    for (const profile of layout.profileDirectories(buildDirectory)) {
      walk(`${buildDirectory}/${profile}`, ({ relative, stat: found }) => {
        if (found.kind === 'directory') return isSkipped(relative) || unbuilt.has(fingerprintOf(relative) ?? '') ? 'skip' : undefined;
        const path = `${profile}/${relative}`;
        const from = found.kind === 'symlink' ? stat(`${buildDirectory}/${path}`) : found;
        if (from?.kind !== 'file' || LEFT_OUT.test(relative)) return undefined;
        const bytes = IS_READ.test(relative) ? readBytes(`${buildDirectory}/${path}`) : undefined;
        put(path, from, bytes ?? ((from.mode & 0o111) === 0 ? '' : STAND_IN));
        if (bytes !== undefined && IS_DEP_INFO.test(relative)) putGenerated(buildDirectory, bytes, put);
        return undefined;
      });
    }
  }
  return { root: realpath(root) ?? root, byInode };
}

/** Files below OUT_DIR that a unit was compiled from: their times count. */
function putGenerated(buildDirectory: string, depInfo: Buffer, put: (path: string, from: FileStat, bytes: string) => void): void {
  const parsed = parseDepInfo(depInfo);
  for (const { base, path } of parsed.ok ? parsed.value.files : []) {
    const from = base === 'build' && !path.startsWith('/') ? stat(`${buildDirectory}/${path}`) : undefined;
    if (from?.kind === 'file') put(path, from, '');
  }
}

/** OUT_DIRs may be large; what counts of them is named by dep-info. In both layouts a script's is `build/X/out`. */
function isSkipped(relative: string): boolean {
  return relative === 'incremental' || relative === 'doc' || /^build\/[^/]+-[0-9a-f]{16}\/out$/.test(relative);
}

/** The unit hash of a directory that holds a fingerprint: `.fingerprint/NAME-HASH`, or `build/NAME/HASH/fingerprint`. */
function fingerprintOf(relative: string): string | undefined {
  const match = /^\.fingerprint\/[^/]+-([0-9a-f]{16})$|^build\/[^/]+\/([0-9a-f]{16})\/fingerprint$/.exec(relative);
  return match?.[1] ?? match?.[2];
}

/** Copied as they are. `output` and `stdout` are what build scripts printed, in the one layout and the other. */
const IS_READ = /^\.fingerprint\/|^build\/[^/]+\/(?:output$|[0-9a-f]{16}\/(?:fingerprint\/|run\/stdout$))/;
const IS_DEP_INFO = /\/dep-[^/]*$/;
/** rustc's `.d`, messages that cargo would replay, and files of no unit. */
const LEFT_OUT = /\.(?:d|o|dwo|dwp|pdb)$|\/output-[^/]+$|\/root-output$|(?:^|\/)stderr$|^\.cargo-[^/]*lock$/;
