import type { Machine } from '../../bench/machine.ts';

/** A machine that no result was measured on. */
export const MACHINE: Machine = { system: 'Linux 6', cores: 2, processor: 'P', memory: 2 ** 33, fileSystem: 'ext4', node: 'v20', cargo: 'cargo 1', rustc: 'rustc 1', git: 'git 2' };
