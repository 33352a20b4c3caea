import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sdkVersion } from '../../../src/engine/contents/apple-sdk.ts';
import { deploymentOf } from '../../../src/formats/objects/deployment.ts';
import { examineArtifact } from '../../../src/formats/objects/scan.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { isSameVersion } from '../../../src/units/may-place.ts';
import { temporaryDirectory } from '../git/rig.ts';
import { removeTrees, sourceTree } from './compiled.ts';
import { linkFor } from './linked.ts';
import { canLinkForMac, FORMATS, llvmTool } from './targets.ts';

afterAll(removeTrees);

const APPLE = FORMATS.filter(({ target }) => target?.includes('-apple-') === true);

for (const { target = '', isThere, title } of APPLE) {
  describe.skipIf(!isThere)(title, () => {
    // `IPHONEOS_DEPLOYMENT_TARGET=10.0`
    const [variable = '', byItself = ''] = execFileSync('rustc', ['--print', 'deployment-target', '--target', target], { encoding: 'utf8' }).trim().split('=');
    const compile = (version: string | undefined, emit: 'obj' | 'link,metadata') => {
      const tree = sourceTree({ 'src/lib.rs': '#![no_std] pub fn f() {}' });
      return tree.rustc({ crate: 'x', source: 'src/lib.rs', emit, args: ['--target', target], env: version === undefined ? {} : { [variable]: version } });
    };

    test('what the compiler takes by itself is known as that, in a library and in an object', () => {
      const expected = { variable, version: byItself, isDefault: true, sdk: undefined };
      expect(deploymentOf(join(compile(undefined, 'link,metadata'), 'libx.rlib'))).toMatchObject(expected);
      expect(deploymentOf(join(compile(undefined, 'obj'), 'x.o'))).toMatchObject(expected);
    });

    test('what a variable says is read', () => {
      expect(deploymentOf(join(compile('16.1', 'link,metadata'), 'libx.rlib'))).toMatchObject({ variable, version: '16.1', isDefault: false });
    });

    test('a C object beside rustc\'s does not tell', () => {
      const [library, other] = [join(compile(undefined, 'link,metadata'), 'libx.rlib'), join(compile('16.1', 'obj'), 'x.o')];
      // In front of all others.
      const archive = readFileSync(library);
      const object = readFileSync(other);
      const header = `${'c.o/'.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(object.length).padEnd(10)}\`\n`;
      writeFileSync(library, Buffer.concat([archive.subarray(0, 8), Buffer.from(header), object, Buffer.alloc(object.length & 1), archive.subarray(8)]));
      expect(deploymentOf(library)).toMatchObject({ version: byItself });
    });
  });
}

describe('what is for a simulator', () => {
  /** Without any library of the compiler's: the target need not be installed. */
  const built = (text: string, file: 'libx.rlib' | 'libx.a'): string => {
    const items = ['pointee_sized', 'meta_sized: PointeeSized', 'sized: MetaSized'].map((each) => {
      const [item = '', above] = each.split(': ');
      const name = item.split('_').map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
      return `#[lang = "${item}"] pub trait ${name}${above === undefined ? '' : `: ${above}`} {}`;
    });
    const code = `#[no_mangle] pub extern "C" fn f() -> &'static [u8; ${text.length}] { b"${text}" }`;
    const tree = sourceTree({ 'src/lib.rs': `#![feature(no_core, lang_items)] #![no_core] ${items.join(' ')} ${code}` });
    const args = ['--target', 'aarch64-apple-ios-sim', '--crate-type', 'staticlib', '-C', 'panic=abort'];
    return join(tree.rustc({ crate: 'x', source: 'src/lib.rs', args, env: { RUSTC_BOOTSTRAP: '1' } }), file);
  };

  test('goes by the variable of the device, and has an SDK of its own', () => {
    const expected = { variable: 'IPHONEOS_DEPLOYMENT_TARGET', system: 'iPhoneSimulator', version: '14.0', isDefault: true, sdk: undefined };
    expect(deploymentOf(built('a text', 'libx.rlib'))).toEqual(expected);
  });

  test.each(['libx.rlib', 'libx.a'] as const)('is searched for paths as all else is: %s', (file) => {
    const root = '/work/of-somebody/tree' as AbsolutePath;
    const leak = (text: string): unknown => {
      const examined = examineArtifact({ path: built(text, file), role: 'rlib', roots: [root], sources: [], workspaceRoot: root, wantDigest: false });
      if (!examined.ok) throw new Error(examined.error);
      return examined.value.leak;
    };
    expect(leak(`${root}/data`)).toBeDefined();
    expect(leak('/work/of-nobody/tree')).toBeUndefined();
  });
});

test.skipIf(!canLinkForMac.isThere)(`a program has an SDK as well, as llvm-objdump reads it: ${canLinkForMac.title}`, () => {
  const program = linkFor('aarch64-apple-darwin', sourceTree({}), 'a text');
  const said = execFileSync(llvmTool('llvm-objdump') ?? '', ['--macho', '--private-headers', program], { encoding: 'utf8' });
  const [, sdk, version] = /platform macos\s+sdk (\S+)\s+minos (\S+)/.exec(said) ?? [];
  expect(deploymentOf(program)).toEqual({ variable: 'MACOSX_DEPLOYMENT_TARGET', system: 'MacOSX', version, isDefault: true, sdk });
});

test('nothing else has any', () => {
  expect(deploymentOf(process.execPath)).toBeUndefined();
  expect(deploymentOf('/no such file')).toBeUndefined();
});

test('versions are the same with and without zeros', () => {
  expect([isSameVersion('11', '11.0'), isSameVersion('11.0.0', '11.0'), isSameVersion('11.1', '11.0'), isSameVersion('1', '10.0')]).toEqual([true, true, false, false]);
});

test('the SDK is that of SDKROOT, where it is for the system, else the one that is selected', () => {
  const top = temporaryDirectory();
  const sdk = (path: string, name: string, version: string) => {
    mkdirSync(`${top}/${path}`, { recursive: true });
    writeFileSync(`${top}/${path}/SDKSettings.json`, JSON.stringify({ CanonicalName: name, Version: version }));
    return `${top}/${path}`;
  };
  sdk('Library/Developer/CommandLineTools/SDKs/MacOSX.sdk', 'macosx14.5', '14.5');
  const phone = sdk('phone.sdk', 'iphoneos18.2', '18.2');
  const mac = sdk('mac.sdk', 'macosx15.2', '15.2');
  expect(sdkVersion('MacOSX', {}, top)).toBe('14.5');
  expect(sdkVersion('MacOSX', { SDKROOT: mac }, top)).toBe('15.2');
  expect(sdkVersion('MacOSX', { SDKROOT: phone }, top)).toBe('14.5');
  expect(sdkVersion('iPhoneOS', { SDKROOT: phone }, top)).toBe('18.2');
  expect(sdkVersion('iPhoneOS', { SDKROOT: mac }, top)).toBeNull();
  sdk('Xcode/Platforms/MacOSX.platform/Developer/SDKs/MacOSX.sdk', 'macosx26.0', '26.0');
  mkdirSync(`${top}/var/db`, { recursive: true });
  symlinkSync(`${top}/Xcode`, `${top}/var/db/xcode_select_link`);
  expect(sdkVersion('MacOSX', {}, top)).toBe('26.0');
  expect(sdkVersion('MacOSX', { DEVELOPER_DIR: `${top}/nowhere` }, top)).toBeNull();
  writeFileSync(`${mac}/SDKSettings.json`, '{');
  expect(sdkVersion('MacOSX', { SDKROOT: mac }, top)).toBe('26.0');
});
