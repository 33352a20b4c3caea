import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeDepInfo, parseDepInfo } from '../../../src/formats/cargo/dep-info.ts';
import { rewriteRoots, type Roots } from '../../../src/store/place/rewrite.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { FileRole, Origin } from '../../../src/units/model.ts';

const origin = (path: string, means: Origin['means'] = 'worktree'): Origin => ({ path: path as AbsolutePath, means });
const ROOTS: Roots = { worktree: '/new/tree', 'build-directory': '/new/build', 'target-directory': '/new/target' };

function rewrite(text: string | Buffer, origins: readonly Origin[] = [origin('/a/wt')], roots = ROOTS, role: FileRole = 'script-output'): Buffer | undefined {
  return rewriteRoots(Buffer.from(text as string), { role, origins, roots });
}
const rewritten = (...args: Parameters<typeof rewrite>): string | undefined => rewrite(...args)?.toString();

describe('text', () => {
  test.each([
    ['cargo:rustc-link-search=/a/wt/target/x', 'cargo:rustc-link-search=/new/tree/target/x'],
    ['-L/a/wt:/a/wt/x "/a/wt"', '-L/new/tree:/new/tree/x "/new/tree"'],
    ['/a/wt', '/new/tree'],
    ['/a/wt2/x /a/wt-old /a/wt.bak /a/wt_x', '/a/wt2/x /a/wt-old /a/wt.bak /a/wt_x'],
    ['/a/wté/x', '/a/wté/x'],
    ['', ''],
  ])('%s becomes %s', (text, expected) => {
    expect(rewritten(text)).toBe(expected);
  });

  test('each root becomes what it means', () => {
    const origins = [origin('/b/of/wt', 'build-directory'), origin('/t/wt', 'target-directory'), origin('/a/wt')];
    expect(rewritten('/b/of/wt/x /t/wt/y /a/wt/z', origins)).toBe('/new/build/x /new/target/y /new/tree/z');
  });

  test('a root below another is its own', () => {
    const origins = [origin('/a/wt/out', 'build-directory'), origin('/a/wt')];
    expect(rewritten('/a/wt/out/x /a/wt/src', origins)).toBe('/new/build/x /new/tree/src');
  });

  test('what has been rewritten is not rewritten again: a worktree may lie inside its donor', () => {
    const origins = [origin('/cache/build', 'build-directory'), origin('/a/wt')];
    const roots = { ...ROOTS, worktree: '/a/wt/trees/b', 'build-directory': '/a/wt/trees/b/target' };
    expect(rewritten('/cache/build/x /a/wt/y', origins, roots)).toBe('/a/wt/trees/b/target/x /a/wt/trees/b/y');
  });

  test('bytes of any encoding come through unchanged around it, and roots need not be ASCII', () => {
    const latin = Buffer.from([0xe9, 0xff, 0x20]);
    const text = Buffer.concat([latin, Buffer.from('/a/wü/x'), latin]);
    const result = rewrite(text, [origin('/a/wü')], { ...ROOTS, worktree: '/ñ' });
    expect(result).toEqual(Buffer.concat([latin, Buffer.from('/ñ/x'), latin]));
  });

  test('any bytes without a root are what they were', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        fc.pre(!Buffer.from(bytes).includes('/a/wt'));
        expect(rewrite(Buffer.from(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('every whole root goes, and nothing else', () => {
    const piece = fc.constantFrom('/a/wt', '/a/wt/', '/a/wt2', ' ', ':', 'x', '/', '\n', '/a', '.');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        expect(rewritten(text)).toBe(text.replaceAll(/\/a\/wt(?![\w.-])/g, '/new/tree'));
      }),
    );
  });
});

describe('cargo\'s dep-info', () => {
  const depInfo = (...paths: string[]): Buffer =>
    encodeDepInfo({ files: paths.map((path) => ({ base: 'build', path })), env: [{ name: 'DIR', value: '/a/wt' }] });
  const paths = (bytes: Buffer | undefined): string[] => {
    const parsed = parseDepInfo(bytes ?? Buffer.alloc(0));
    return parsed.ok ? parsed.value.files.map((file) => file.path) : [];
  };

  test('whole paths are rewritten, its lengths with them, its variables not', () => {
    const bytes = rewrite(depInfo('/a/wt/shared.txt', '/a/wt2/x', 'debug/build/x/out/gen.rs'), undefined, ROOTS, 'dep-info');
    expect(paths(bytes)).toEqual(['/new/tree/shared.txt', '/a/wt2/x', 'debug/build/x/out/gen.rs']);
    expect(parseDepInfo(bytes ?? Buffer.alloc(0))).toMatchObject({ ok: true, value: { env: [{ name: 'DIR', value: '/a/wt' }] } });
  });

  test('one that cannot be read is not placed', () => {
    expect(rewrite('no dep-info', undefined, ROOTS, 'dep-info')).toBeUndefined();
  });
});
