import { join } from 'node:path';
import { hashCompiler } from '../formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { attempt } from '../system/attempt.ts';
import { readText, stat } from '../system/fs.ts';
import { makeDirectoriesBelow } from '../system/move.ts';
import { writeAtomically } from '../system/write.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';

/**
 * Keeps what a compiler says to `-vV`, for as long as the store is there, under cargo's number for it. That is computed from
 * the text: whoever hands in another one is kept under another number, and what is there is never replaced. Only a memory:
 * what cannot be written is not known later.
 */
export function rememberCompiler(store: Store, said: string): void {
  const path = compilerPath(store, String(hashCompiler(said)));
  if (store.unwritable !== undefined || stat(path) !== undefined) return;
  attempt(() => {
    makeDirectoriesBelow(store.root, storePaths.targets(store.root), 0o700);
    writeAtomically(path, said, { mode: 0o600 });
  });
}

export function readCompiler(store: Store, number: string): string | undefined {
  const text = attempt(() => readText(compilerPath(store, number)));
  return text.ok ? text.value : undefined;
}

function compilerPath(store: Store, number: string): string {
  return join(storePaths.targets(store.root), `compiler-${number}.txt`);
}
