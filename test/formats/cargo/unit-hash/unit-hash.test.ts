import { describe, expect, test } from 'vitest';
import { possibleProfiles } from '../../../../src/formats/cargo/unit-hash/profile.ts';
import { unitHash, type HashedUnit, type Mode, type UnitLto } from '../../../../src/formats/cargo/unit-hash/unit-hash.ts';

/**
 * A workspace /w/repo/tool that stands on /w/repo/shared, as cargo named its units. The program's version is
 * 1.2.3-beta.4+five; the profile `thin` says lto="thin", codegen-units=1, debug=1, strip="symbols", panic="abort".
 */
const SEEN = {
  '1.95.0': { debug: '0c1570d60fd02ec4', checked: '47f950cb7404cb78', thin: 'c6718cb78a89172d', target: 'd990dd34fb87697b', tool: 'fcbaf30a941d96f4', test: '73250f3796bfe2ca', thinTool: 'e204e639f10b0712' },
  '1.99.1': { debug: 'bc3f8295285de3c9', checked: 'b71ebb7f55da7a55', thin: 'a6abe6ef23752f8f', target: 'c88dea884927cef4', tool: 'c727d35970efd4c3', test: '16f37c61905c6dab', thinTool: 'c0dbb8860e83bf83' },
  '1.100.0-nightly': { debug: 'f0535279132e488a', checked: '48c487f8bba5b75a', thin: 'ef2aefc425614f94', target: 'a44f2ec9983fe479', tool: '668f66f68471c85a', test: '028dde09a73f38f0', thinTool: 'e97f03f86e34b9bd' },
} as const;

const COMPILERS = {
  '1.95.0': 'rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\ncommit-hash: 59807616e1fa2540724bfbac14d7976d7e4a3860\ncommit-date: 2026-04-14\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\nLLVM version: 22.1.2\n',
  '1.99.1': 'rustc 1.99.1 (58cf8f9c3 2026-10-13)\nbinary: rustc\ncommit-hash: 58cf8f9c35b355199727627d07ae34a4e2846d67\ncommit-date: 2026-10-13\nhost: x86_64-unknown-linux-gnu\nrelease: 1.99.1\nLLVM version: 23.1.1\n',
  '1.100.0-nightly': 'rustc 1.100.0-nightly (f7575a9da 2026-09-24)\nbinary: rustc\ncommit-hash: f7575a9da8e4a4fca3b5668d5a2ea7476db44b3f\ncommit-date: 2026-09-24\nhost: x86_64-unknown-linux-gnu\nrelease: 1.100.0-nightly\nLLVM version: 23.1.1\n',
} as const;

const PROFILES = [{ thin: { inherits: 'release', lto: 'thin', 'codegen-units': 1, debug: 1, strip: 'symbols', panic: 'abort' } }];
const LTOS: readonly UnitLto[] = [{ is: 'only-object' }, { is: 'only-bitcode' }, { is: 'run', how: 'thin' }];

interface Asked {
  readonly directory: string;
  readonly modes: readonly Mode[];
  readonly compileKind?: bigint;
}

/** One for each way in which the unit may have been built. */
function hashes(unit: Omit<HashedUnit, 'build' | 'compileKind'>, { directory, modes, compileKind = 0n }: Asked): string[] {
  const profiles = possibleProfiles(directory, unit.package.name, PROFILES);
  return profiles.flatMap((profile) => modes.flatMap((mode) => LTOS.map((lto) => unitHash({ ...unit, compileKind, build: { profile, mode, lto } }))));
}

describe.each(Object.keys(SEEN) as (keyof typeof SEEN)[])('cargo %s', (version) => {
  const seen = SEEN[version];
  const shared = (path: string) => ({
    package: { name: 'shared', version: '0.1.0', source: { kind: 'path', path } as const },
    features: ['default', 'x'],
    target: { kind: 'lib', name: 'shared', crateTypes: ['lib'] } as const,
    compiler: COMPILERS[version],
    rustflags: [],
    dependencies: [],
  });
  const tool = (below: string) => ({
    package: { name: 'tool', version: '1.2.3-beta.4+five', source: { kind: 'below-root', path: '' } as const },
    features: [],
    target: { kind: 'bin', name: 'tool', crateTypes: [] } as const,
    compiler: COMPILERS[version],
    rustflags: [],
    dependencies: [BigInt(`0x${below}`)],
  });

  test('a library outside of the root, in each profile and mode', () => {
    const at = shared('/w/repo/shared');
    expect(hashes(at, { directory: 'debug', modes: ['build'] })).toContain(seen.debug);
    expect(hashes(at, { directory: 'debug', modes: ['check'] })).toContain(seen.checked);
    expect(hashes(at, { directory: 'thin', modes: ['build'] })).toContain(seen.thin);
    expect(hashes(at, { directory: 'debug', modes: ['build'], compileKind: 13270707523875659407n })).toContain(seen.target);
  });

  test('elsewhere none of them', () => {
    const all = hashes(shared('/w/other/shared'), { directory: 'debug', modes: ['build', 'check'] });
    expect(all).not.toContain(seen.debug);
    expect(all).not.toContain(seen.checked);
  });

  test('a program below the root, which stands on it', () => {
    expect(hashes(tool(seen.debug), { directory: 'debug', modes: ['build'] })).toContain(seen.tool);
    expect(hashes(tool(seen.checked), { directory: 'debug', modes: ['check-test'] })).toContain(seen.test);
    expect(hashes(tool(seen.thin), { directory: 'thin', modes: ['build'] })).toContain(seen.thinTool);
    expect(hashes(tool(seen.thin), { directory: 'debug', modes: ['build'] })).not.toContain(seen.tool);
  });
});
