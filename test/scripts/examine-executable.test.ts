import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { examineExecutable } from '../../scripts/examine-executable.ts';
import { withoutSignature } from '../../scripts/remove-signature.ts';
import { removeTrees, sourceTree } from '../formats/objects/compiled.ts';
import { appleLibrary, linkFor } from '../formats/objects/linked.ts';
import { canLinkForMac, llvmTool } from '../formats/objects/targets.ts';

afterAll(removeTrees);

describe.skipIf(!canLinkForMac.isThere)(`a program for a Mac: ${canLinkForMac.title}`, () => {
  test('is taken as it was linked, and not with a byte changed, cut or without its signature', () => {
    const tree = sourceTree({ 'src/lib.rs': '#[no_mangle] pub extern "C" fn f() {}' });
    const path = linkFor('aarch64-apple-darwin', tree, 'a text');
    const whole = readFileSync(path);
    expect(examineExecutable(path)).toMatchObject({ cpu: 'arm64', bytes: whole.length, signature: 'whole' });
    const changed = (change: (bytes: Buffer) => Buffer) => {
      writeFileSync(path, change(Buffer.from(whole)));
      return () => examineExecutable(path);
    };
    expect(changed((bytes) => (bytes.writeUInt8(bytes.readUInt8(8192) ^ 1, 8192), bytes))).toThrow('Page 2 is not what was signed.');
    expect(changed((bytes) => bytes.subarray(0, bytes.length - 4096))).toThrow('A segment lies beyond the end.');
    expect(changed((bytes) => (bytes.writeUInt32LE(0x01000012, 4), bytes))).toThrow('another processor');
    expect(changed(withoutSignature)).toThrow('not signed');
    // Intel's need none.
    const forIntel = changed((bytes) => (bytes.writeUInt32LE(0x01000007, 4), withoutSignature(bytes)));
    expect(forIntel()).toMatchObject({ cpu: 'x64', signature: 'none' });
    expect(execFileSync(llvmTool('llvm-objdump')!, ['--macho', '--private-headers', path], { encoding: 'utf8' })).not.toContain('LC_CODE_SIGNATURE');
    expect(withoutSignature(readFileSync(path)).equals(readFileSync(path))).toBe(true);
    expect(() => examineExecutable(process.execPath)).toThrow('no 64-bit Mach-O file');
    expect(() => examineExecutable(appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib' }))).toThrow('no program');
  });
});
