import { existsSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { debugObject, deployed } from '../../../src/engine/save/artifacts.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { debugObjects } from '../../../src/formats/objects/debug-objects.ts';
import type { BuiltUnit, FileRole } from '../../../src/units/model.ts';
import { removeTrees, sourceTree } from '../../formats/objects/compiled.ts';
import { appleLibrary, linkFor } from '../../formats/objects/linked.ts';
import { canLinkForMac } from '../../formats/objects/targets.ts';
import { builtUnit, collected, staged } from './donors.ts';

afterAll(removeTrees);

const unitOf = (kind: BuiltUnit['kind'], role: FileRole, path: string) => {
  const unit = collected(builtUnit('linked'), staged(role, 'deps/linked', path));
  return { ...unit, unit: { ...unit.unit, kind, profileDirectory: 'aarch64-apple-darwin/debug' } };
};

describe.skipIf(!canLinkForMac.isThere)(`a program for a Mac: ${canLinkForMac.title}`, () => {
  test('names the objects that its debug information is in, as they lie there', () => {
    const tree = sourceTree({});
    const program = linkFor('aarch64-apple-darwin', tree, 'a text');
    const objects = debugObjects(program).filter((name) => name.startsWith(`${tree.out}/`));
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.filter((name) => !existsSync(name))).toEqual([]);
    const root = program.slice(0, program.lastIndexOf('/')) as AbsolutePath;
    expect(readdirSync(root).filter((name) => name.endsWith('.rcgu.o'))).toHaveLength(objects.length);
    expect(debugObject(unitOf('bin', 'executable', program), [root])).toEqual({ file: 'deps/linked', object: objects[0] });
    expect(debugObject(unitOf('test', 'executable', program), [root])).toBeDefined();
    expect(debugObject(unitOf('bin', 'executable', program), [`${root}-2` as AbsolutePath])).toBeUndefined();
    expect(debugObject(unitOf('build-script', 'executable', program), [root])).toBeUndefined();
    const deployment = { kind: 'deployment', variable: 'MACOSX_DEPLOYMENT_TARGET', version: '11.0', isDefault: true, system: 'MacOSX', sdk: '11.0' };
    expect(deployed(unitOf('bin', 'executable', program))).toEqual([deployment]);
    expect(deployed(unitOf('build-script', 'executable', program))).toEqual([]);
    // An object stands for a library here: none is linked in it.
    expect(deployed(unitOf('lib', 'rlib', objects[0]!))).toEqual([{ ...deployment, sdk: null }]);
  });

  test('and a library that programs load; a macro is for the compiler', () => {
    const tree = sourceTree({ 'src/lib.rs': '#[no_mangle] pub extern "C" fn f() {}' });
    const library = appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib' });
    expect(debugObject(unitOf('lib', 'dylib', library), [tree.root])).toMatchObject({ file: 'deps/linked' });
    expect(debugObject(unitOf('proc-macro', 'dylib', library), [tree.root])).toBeUndefined();
  });

  test('by relative paths, or without debug information, it names none of the worktree\'s', () => {
    const tree = sourceTree({ 'src/lib.rs': '#[no_mangle] pub extern "C" fn f() {}' });
    const args = ['-Clink-arg=-oso_prefix', `-Clink-arg=${tree.root}/`];
    const library = appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib', args });
    expect(debugObjects(library).some((name) => name.startsWith('target/'))).toBe(true);
    expect(debugObject(unitOf('lib', 'dylib', library), [tree.root])).toBeUndefined();
    const without = appleLibrary(tree, { source: 'src/lib.rs', type: 'cdylib', args: ['-Cdebuginfo=0'] });
    expect(debugObject(unitOf('lib', 'dylib', without), [tree.root])).toBeUndefined();
  });
});

test('a program of this machine has its debug information in itself', () => {
  expect(debugObjects(process.execPath)).toEqual([]);
});
