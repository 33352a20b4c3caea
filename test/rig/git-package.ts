import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { writeFiles, type Files } from './rig.ts';

/** A directory for a test file's git dependencies and the CARGO_HOME that they are fetched into; removed at the end. */
export function useGitPackages(): { readonly cargoHome: string; readonly publish: (name: string, files: Files) => string } {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-git-dependency-')));
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  return {
    cargoHome: join(top, 'home'),
    /** A package in a repository of its own; gives its URL. */
    publish(name, files) {
      const path = join(top, name);
      writeFiles(path, files);
      const git = (...args: string[]): void => {
        execFileSync('git', ['-c', 'user.name=Rig', '-c', 'user.email=rig@example.invalid', ...args], { cwd: path, stdio: 'ignore' });
      };
      git('init', '-q', '-b', 'main');
      git('add', '.');
      git('commit', '-q', '-m', 'Start');
      return `file://${path}`;
    },
  };
}
