import { statfsSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { exec, type Environment } from '../test/rig/process.ts';

/** What a result depends on, without anything that names the machine or its owner. */
export interface Machine {
  readonly system: string;
  readonly cores: number;
  readonly processor: string;
  /** Bytes. */
  readonly memory: number;
  readonly fileSystem: string;
  readonly node: string;
  readonly cargo: string;
  readonly rustc: string;
  readonly git: string;
}

/** `f_type` of statfs(2), from linux/magic.h. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x9123683e: 'btrfs',
  0x58465342: 'xfs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlayfs',
  0x2fc12fc1: 'zfs',
};

/** Describes this machine; the file system is that of `directory`. */
export async function describeMachine(directory: string, env: Environment): Promise<Machine> {
  const version = async (program: string): Promise<string> =>
    (await exec(program, ['--version'], { cwd: directory, env })).stdout.trim();
  const kind = statfsSync(directory).type;
  return {
    system: `${type()} ${release().split('-')[0] ?? ''}`,
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memory: totalmem(),
    fileSystem: FILE_SYSTEMS[kind] ?? `0x${kind.toString(16)}`,
    node: process.version,
    cargo: await version('cargo'),
    rustc: await version('rustc'),
    git: await version('git'),
  };
}
