import { dirname } from 'node:path';
import { parseDepInfo } from '../../formats/cargo/dep-info.ts';
import { layoutsOf } from '../../formats/cargo/layout/detect.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes, realpath, stat, type FileStat } from '../../system/fs.ts';
import { makeDirectories, symbolicLink } from '../../system/move.ts';
import { walk } from '../../system/walk.ts';
import { writeNew } from '../../system/write.ts';
import { STAND_IN } from './stand-in.ts';

/** A build directory that looks to cargo's judgement of freshness like another one. */
export interface Replica {
  readonly root: string;
  /** The unit file that a path of the replica is another name of, relative to the root: cargo gives final files a second name without a unit hash. */
  readonly nameOf: (path: string) => string | undefined;
}

/**
 * Makes one below `root`. Cargo compares hash texts, its dep-info and the times of files, and reads what build scripts
 * printed (`fingerprint/mod.rs`, `custom_build.rs`): those are copied. Of everything else only names and times count:
 * links to the true files stand for them, which cargo may remove and never writes through, and programs that do nothing for
 * programs. `root-output` is left out, so that what scripts printed keeps naming the true OUT_DIR, whose paths cargo
 * hashes; so are final files, which cargo makes anew. The units of the hashes in `unbuilt` have no fingerprint in it.
 */
export function makeReplica(buildDirectory: AbsolutePath, root: string, unbuilt: ReadonlySet<string> = new Set()): Replica {
  const names = new Map<string, string>();
  const made = new Set<string>();
  const put = (path: string, from: FileStat, bytes: Uint8Array | undefined): void => {
    const to = `${root}/${path}`;
    const directory = dirname(to);
    if (!made.has(directory)) {
      makeDirectories(directory);
      made.add(directory);
    }
    if (bytes !== undefined) writeNew(to, bytes, { mode: from.mode | 0o600, mtimeNs: from.mtimeNs });
    else if ((from.mode & 0o111) === 0) {
      symbolicLink(`${buildDirectory}/${path}`, to);
      names.set(inodeOf(from), path);
    } else {
      writeNew(to, STAND_IN, { mode: from.mode | 0o600, mtimeNs: from.mtimeNs });
      const program = stat(to);
      if (program !== undefined) names.set(inodeOf(program), path);
    }
  };
  makeDirectories(root);
  const generated = new Map<string, FileStat>();
  for (const layout of layoutsOf(buildDirectory)) {
    for (const profile of layout.profileDirectories(buildDirectory)) {
      walk(`${buildDirectory}/${profile}`, ({ relative, stat: found }) => {
        if (found.kind === 'directory') return isSkipped(relative) || unbuilt.has(fingerprintOf(relative) ?? '') ? 'skip' : undefined;
        if (!relative.includes('/') || LEFT_OUT.test(relative)) return undefined;
        const path = `${profile}/${relative}`;
        const from = found.kind === 'symlink' ? stat(`${buildDirectory}/${path}`) : found;
        if (from?.kind !== 'file') return undefined;
        const isRead = IS_READ.test(relative);
        const bytes = isRead ? readBytes(`${buildDirectory}/${path}`) : undefined;
        if (isRead && bytes === undefined) return undefined;
        put(path, from, bytes);
        if (bytes !== undefined && IS_DEP_INFO.test(relative)) for (const [file, of] of generatedIn(buildDirectory, bytes)) generated.set(file, of);
        return undefined;
      });
    }
  }
  for (const [path, from] of generated) if (lstat(`${root}/${path}`) === undefined) put(path, from, undefined);
  const nameOf = (path: string): string | undefined => {
    const file = stat(path);
    return file === undefined ? undefined : names.get(inodeOf(file));
  };
  return { root: realpath(root) ?? root, nameOf };
}

const inodeOf = ({ dev, ino }: FileStat): string => `${dev}:${ino}`;

/** Files below OUT_DIR that a unit was compiled from: their times count. */
function* generatedIn(buildDirectory: string, depInfo: Buffer): Generator<[string, FileStat]> {
  const parsed = parseDepInfo(depInfo);
  for (const { base, path } of parsed.ok ? parsed.value.files : []) {
    const from = base === 'build' && !path.startsWith('/') ? stat(`${buildDirectory}/${path}`) : undefined;
    if (from?.kind === 'file') yield [path, from];
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
