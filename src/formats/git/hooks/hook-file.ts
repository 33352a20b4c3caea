import { dirname } from 'node:path';
import { lstat, readBytes, stat } from '../../../system/fs.ts';
import { findBlock, putBlock } from '../marked-block.ts';
import { callsUs, hookBlock, NEW_HOOK_START, type HookName, type RecordedTool } from './script.ts';

/** Why a hook script of somebody else's is not edited. */
export type ForeignReason =
  /** What it points at may be tracked, or serve other repositories. */
  | 'symlink'
  /** Another language, or a program. */
  | 'not-shell'
  /** Git skips it; making it executable would start what its owner switched off. */
  | 'not-executable'
  | 'not-a-file';

export type HookFile =
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'foreign'; readonly path: string; readonly why: ForeignReason; readonly calls: boolean }
  | {
      readonly kind: 'shell';
      readonly path: string;
      readonly bytes: Buffer;
      readonly mode: number;
      /** Our block as it stands there. */
      readonly block: string | undefined;
      /** Whether it calls us outside of the block: somebody added the line by hand. */
      readonly calls: boolean;
    };

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh']);

/** Looks at a hook script. Throws where it cannot be read (`EACCES`, `EIO`). */
export function readHookFile(path: string, name: HookName): HookFile {
  // Where hooks are switched off, a file stands in the directory's place.
  const found = stat(dirname(path))?.kind === 'directory' ? lstat(path) : undefined;
  if (found === undefined) return { kind: 'absent', path };
  if (found.kind === 'directory' || found.kind === 'other') return { kind: 'foreign', path, why: 'not-a-file', calls: false };
  const bytes = readBytes(path) ?? Buffer.alloc(0);
  const text = bytes.toString('latin1');
  const calls = callsUs(name, text);
  if (found.kind === 'symlink') return { kind: 'foreign', path, why: 'symlink', calls };
  if (!isShell(text)) return { kind: 'foreign', path, why: 'not-shell', calls };
  if ((found.mode & 0o111) === 0) return { kind: 'foreign', path, why: 'not-executable', calls };
  const block = findBlock(bytes);
  return { kind: 'shell', path, bytes, mode: found.mode, block, calls: block === undefined && calls };
}

/** A script without `#!` is run by sh: git does that when the system refuses it (run-command.c, ENOEXEC). */
function isShell(text: string): boolean {
  if (text.includes('\0')) return false;
  if (!text.startsWith('#!')) return true;
  const words = text.slice(2, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n')).trim().split(/\s+/);
  const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1));
  // `#!/usr/bin/env -S bash -e`, `#!/bin/busybox sh`
  const program = ['env', 'busybox'].includes(names[0] ?? '')
    ? names.slice(1).find((name) => !name.startsWith('-') && !name.includes('='))
    : names[0];
  return SHELLS.has(program ?? '');
}

/** A hook script with our block in it, as bytes; undefined when it stands there already just so. */
export function withHookBlock(file: HookFile, name: HookName, tool: RecordedTool): Buffer | undefined {
  const block = hookBlock(name, tool);
  switch (file.kind) {
    case 'absent':
      return Buffer.from(NEW_HOOK_START + block);
    case 'foreign':
      return undefined;
    case 'shell':
      // Without its last line end it is the block that putBlock writes after an unended line.
      if (file.block === block || file.block === block.slice(0, -1)) return undefined;
      return putBlock(file.bytes, block, afterOpeningComments(file.bytes));
  }
}

/**
 * The offset behind the `#!` line and the comment lines that follow it: before any command, so that an
 * early `exec` or `exit` does not skip us, and behind the marks by which pre-commit knows its own files.
 */
function afterOpeningComments(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  return /^(?:#[^\n]*(?:\n|$(?![^])))*/.exec(text)?.[0].length ?? 0;
}
