import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { debugObject, deployed } from '../../../src/engine/save/artifacts.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { debugObjects } from '../../../src/formats/objects/debug-objects.ts';
import { DARWIN, LINUX } from '../../../src/system/platform.ts';
import type { BuiltUnit, FileRole } from '../../../src/units/model.ts';
import { removeTrees, sourceTree } from '../../formats/objects/compiled.ts';
import { appleLibrary, fatFile, linkFor } from '../../formats/objects/linked.ts';
import { canLinkForMac } from '../../formats/objects/targets.ts';
import { builtUnit, collected, staged } from './donors.ts';

afterAll(removeTrees);

const noBundle = { isThere: () => false };
const unitOf = (kind: BuiltUnit['kind'], role: FileRole, path: string, profileDirectory = 'aarch64-apple-darwin/debug') => {
  const unit = collected(builtUnit('linked'), staged(role, 'deps/linked', path));
  return { ...unit, unit: { ...unit.unit, kind, profileDirectory } };
};

describe.skipIf(!canLinkForMac.isThere)(`a program for a Mac: ${canLinkForMac.title}`, () => {
  test('names the objects that its debug information is in, as they lie there', () => {
    const tree = sourceTree({});
    const program = linkFor('aarch64-apple-darwin', tree, 'a text');
    const objects = debugObjects(program).filter((name) => name.startsWith(`${tree.out}/`));
    expect(objects.length).toBeGreaterThan(0);
    // A library's member, as of the standard library's, is where the library is.
    expect(debugObjects(program).filter((name) => !objects.includes(name) && !name.endsWith('.o)'))).toEqual([]);
    expect(objects.filter((name) => !existsSync(name))).toEqual([]);
    const root = program.slice(0, program.lastIndexOf('/')) as AbsolutePath;
    expect(readdirSync(root).filter((name) => name.endsWith('.rcgu.o'))).toHaveLength(objects.length);
    expect(debugObject(unitOf('bin', 'executable', program), { roots: [root], ...noBundle })).toEqual({ file: 'deps/linked', object: objects[0] });
    expect(debugObject(unitOf('test', 'executable', program), { roots: [root], ...noBundle })).toBeDefined();
    expect(debugObject(unitOf('bin', 'executable', program), { roots: [`${root}-2` as AbsolutePath], ...noBundle })).toBeUndefined();
    expect(debugObject(unitOf('build-script', 'executable', program), { roots: [root], ...noBundle })).toBeUndefined();
    const fat = fatFile(tree, [readFileSync(linkFor('aarch64-apple-darwin', sourceTree({}), 'a text')), readFileSync(program)]);
    expect(debugObject(unitOf('bin', 'executable', fat), { roots: [root], ...noBundle })).toEqual({ file: 'deps/linked', object: objects[0] });
    const deployment = { kind: 'deployment', variable: 'MACOSX_DEPLOYMENT_TARGET', version: '11.0', isDefault: true, system: 'MacOSX', sdk: '11.0' };
    expect(deployed(unitOf('bin', 'executable', program))).toEqual([deployment]);
    expect(deployed(unitOf('build-script', 'executable', program))).toEqual([]);
    // On a Mac, what is for the host is for one of Apple's systems too.
    const forHost = unitOf('bin', 'executable', program, 'debug');
    expect([debugObject(forHost, { roots: [root], ...noBundle, platform: DARWIN }), deployed(forHost, DARWIN)]).toEqual([{ file: 'deps/linked', object: objects[0] }, [deployment]]);
    expect([debugObject(forHost, { roots: [root], ...noBundle, platform: LINUX }), deployed(forHost, LINUX)]).toEqual([undefined, []]);
    // An object stands for a library here: none is linked in it.
    expect(deployed(unitOf('lib', 'rlib', objects[0]!))).toEqual([{ ...deployment, sdk: null }]);
  });

  test('and a library that programs load; a macro is for the compiler', () => {
    const tree = sourceTree({ 'src/lib.rs': '#[no_mangle] pub extern "C" fn f() {}' });
    const library = appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib' });
    expect(debugObject(unitOf('lib', 'dylib', library), { roots: [tree.root], ...noBundle })).toMatchObject({ file: 'deps/linked' });
    expect(debugObject(unitOf('proc-macro', 'dylib', library), { roots: [tree.root], ...noBundle })).toBeUndefined();
  });

  test('an object by a relative path is in no other worktree', () => {
    const tree = sourceTree({ 'src/lib.rs': '#[no_mangle] pub extern "C" fn f() {}' });
    const args = ['-Clink-arg=-oso_prefix', `-Clink-arg=${tree.root}/`];
    const library = appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib', args });
    expect(debugObject(unitOf('lib', 'dylib', library), { roots: [tree.root], ...noBundle })?.object).toMatch(/^target\/.*\.rcgu\.o$/);
  });

  test('without debug information it names none; what dsymutil has made of it stays beside it', () => {
    const tree = sourceTree({ 'src/lib.rs': '#[no_mangle] pub extern "C" fn f() {}' });
    const without = unitOf('lib', 'dylib', appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib', args: ['-Cdebuginfo=0'] }));
    expect(debugObject(without, { roots: [tree.root], ...noBundle })).toBeUndefined();
    // As `split-debuginfo = "packed"` with `strip` leaves it.
    const bundle = 'deps/linked.dSYM';
    expect(debugObject(without, { roots: [tree.root], isThere: (path) => path === bundle })).toEqual({ file: 'deps/linked', object: bundle });
  });
});

test('a program of this machine has its debug information in itself', () => {
  expect(debugObjects(process.execPath)).toEqual([]);
});
