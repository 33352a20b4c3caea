import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../test/rig/process.ts';
import type { Base } from './base.ts';

let edits = 0;

/** A Rust source with a function more, another one at each call: no cache can have seen it. */
export function edited(source: string): string {
  edits += 1;
  return `${source.trimEnd()}\n\n#[allow(dead_code)]\nfn bench_edit_${edits}() -> u64 {\n    ${edits}\n}\n`;
}

export function editFile(path: string): void {
  writeFileSync(path, edited(readFileSync(path, 'utf8')));
}

/** A commit on top of HEAD in which one file is another; no worktree is touched. */
export async function commitWith(base: Base, file: string, change: (content: string) => string): Promise<string> {
  const place = mkdtempSync(join(base.root, 'index-'));
  try {
    const options = { cwd: base.main, env: { ...base.env, GIT_INDEX_FILE: join(place, 'index') } };
    const git = async (...args: readonly string[]): Promise<string> => (await exec('git', args, options)).stdout;
    await git('read-tree', 'HEAD');
    writeFileSync(join(place, 'content'), change(await git('show', `HEAD:${file}`)));
    const blob = (await git('hash-object', '-w', join(place, 'content'))).trim();
    await git('update-index', '--cacheinfo', `100644,${blob},${file}`);
    const tree = (await git('write-tree')).trim();
    return (await git('commit-tree', '-p', 'HEAD', '-m', `Edit ${file}`, tree)).trim();
  } finally {
    rmSync(place, { recursive: true });
  }
}
