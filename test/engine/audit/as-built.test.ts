import { rmSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { isAsBuilt } from '../../../src/engine/audit/as-built.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { setMtime } from '../../../src/system/times.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { afterTick } from '../../support/ticks.ts';
import { manifestOf } from '../../units/samples.ts';

let worktree: AbsolutePath;
let builtNs: bigint;

beforeEach(() => {
  worktree = temporaryDirectory() as AbsolutePath;
  write(`${worktree}/build.rs`, 'fn main() {}');
  builtNs = afterTick();
});

function built(at: bigint, where: string = worktree): Manifest {
  const manifest = manifestOf('app');
  return { ...manifest, provenance: { ...manifest.provenance, worktree: where as AbsolutePath, builtNs: String(at) } };
}

const asBuilt = (...manifests: Manifest[]): boolean => isAsBuilt({ worktree, manifests, tracked: ['build.rs'], contents: new WorktreeContents(worktree) });

test('nothing has changed since the last build', () => {
  expect(asBuilt(built(1n), built(builtNs))).toBe(true);
  write(`${worktree}/notes.txt`, 'not tracked');
  expect(asBuilt(built(builtNs))).toBe(true);
});

test('what was checked out, or edited, since was never built, whatever its time says', () => {
  write(`${worktree}/build.rs`, 'fn main() { stranger() }');
  setMtime(`${worktree}/build.rs`, 1n);
  expect(asBuilt(built(builtNs))).toBe(false);
});

test('nor is what lacks a file', () => {
  rmSync(`${worktree}/build.rs`);
  expect(asBuilt(built(builtNs))).toBe(false);
});

test('a build elsewhere says nothing of files here', () => {
  expect(asBuilt(built(builtNs, '/repos/other'))).toBe(false);
  expect(asBuilt()).toBe(false);
});
