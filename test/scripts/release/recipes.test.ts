import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TARGETS, type Target } from '../../../scripts/release/files.ts';
import { formula, pkgbuild, type Release } from '../../../scripts/release/recipes.ts';

const RELEASE: Release = {
  version: '1.2.3',
  repository: 'owner/cargo-share',
  digests: Object.fromEntries(TARGETS.map((target, index) => [target, String(index).repeat(64)])) as Record<Target, string>,
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cargo-share-recipes-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const without = (program: string): boolean => spawnSync(program, ['--version']).error !== undefined;

function check(program: string, args: readonly string[], name: string, text: string): void {
  writeFileSync(join(directory, name), text);
  const { status, stdout, stderr } = spawnSync(program, [...args, name], { cwd: directory, encoding: 'utf8' });
  expect([status, stderr, status === 0 ? '' : stdout]).toEqual([0, '', '']);
}

it('each archive has its address and digest in the recipes for its system', () => {
  for (const target of TARGETS) {
    const address = `https://github.com/owner/cargo-share/releases/download/v1.2.3/cargo-share-1.2.3-${target}.tar.gz`;
    const digest = RELEASE.digests[target];
    expect(formula(RELEASE)).toContain(`url "${address}"\n      sha256 "${digest}"`);
    if (target.startsWith('linux')) expect(pkgbuild(RELEASE)).toMatch(new RegExp(`=\\("${address}"\\)\\nsha256sums_\\w+=\\('${digest}'\\)`));
  }
});

it.skipIf(without('ruby'))('ruby takes the formula', () => check('ruby', ['-wc'], 'cargo-share.rb', formula(RELEASE)));

// What makepkg reads is not used in the file itself; makepkg sets srcdir and pkgdir, and ends where a command of it fails.
it.skipIf(without('shellcheck'))('shellcheck finds nothing in the PKGBUILD', () => check('shellcheck', ['--shell=bash', '--exclude=SC2034,SC2154,SC2164'], 'PKGBUILD', pkgbuild(RELEASE)));
