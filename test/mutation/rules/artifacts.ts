import { rulesOf } from '../rule.ts';

const CONTRACT = ['formats/objects/contract.test.ts', 'formats/objects/linked.test.ts'];
const LOCATIONS = ['formats/objects/panic-locations.test.ts'];

/** What of an artifact reaches the program, by its format, and what may stand there all the same. */
export const ARTIFACTS = [
  ...rulesOf('formats/objects/elf.ts', CONTRACT, [
    ['what is loaded of an ELF file counts', "if (section.allocated) return 'program';", "if (section.allocated) return 'apart';"],
  ]),
  ...rulesOf('formats/objects/wasm.ts', CONTRACT, [
    ['what is no debug information of a WebAssembly file counts', "use: number === CUSTOM ? useOfCustom(name, mayHoldMetadata) : 'program'", "use: 'apart'"],
  ]),
  ...rulesOf('formats/objects/coff.ts', CONTRACT, [
    ['what is no debug information of a COFF file counts', "(isDebug ? 'apart' : 'program')", "'apart'"],
    ['the names of symbols of a COFF file count', "name: () => 'symbols', use: 'program'", "name: () => 'symbols', use: 'apart'"],
  ]),
  ...rulesOf('formats/objects/macho.ts', CONTRACT, [
    ['what is no debug information of a Mach-O file counts', "(segment === '__DWARF' ? 'apart' : 'program')", "'apart'"],
    ['the load commands of a Mach-O file count', "name: () => 'load command', use: 'program'", "name: () => 'load command', use: 'apart'"],
    ['bitcode in a Mach-O object counts', "if (segment === '__LLVM' && name === '__bitcode') return 'bitcode';", "if (segment === '__LLVM' && name === '__bitcode') return 'apart';"],
  ]),
  ...rulesOf('formats/objects/macho-symbols.ts', CONTRACT, [
    ['the names of symbols of a Mach-O file count', "name: () => 'symbols', use: 'program'", "name: () => 'symbols', use: 'apart'"],
  ]),
  ...rulesOf('units/may-place.ts', ['units/may-place.test.ts'], [
    ['what is for another version of a system stays', "if (!agrees) return { reason: 'deployment-differs', variable, built: version, here: set ?? null };", ''],
    ['what was linked with another SDK stays', 'return linked === sdk ? undefined', 'return true ? undefined'],
  ]),
  ...rulesOf('formats/objects/deployment.ts', ['formats/objects/deployment.test.ts'], [
    ['rustc\'s own objects tell for which version', "held.find(({ name }) => name === 'lib.rmeta') ?? held.find(({ name }) => name?.endsWith('.rcgu.o') === true)", 'undefined'],
  ]),
  ...rulesOf('engine/save/spellings.ts', ['engine/save/donor.test.ts'], [
    ['what a unit\'s build called its worktree is looked for', 'if (found !== undefined) added.set(found.path, found);', ''],
  ]),
  ...rulesOf('engine/save/donor.ts', ['engine/save/donor.test.ts'], [
    ['the short way below /private is looked for', "  add(shortWay(worktree, platform), 'worktree');\n", ''],
  ]),
  ...rulesOf('engine/save/artifacts.ts', ['engine/save/debug-object.test.ts'], [
    ['a program whose debug information is in the donor\'s objects stays there', 'roots.some((root) => name.startsWith(`${root}/`)) || ', ''],
    ['a program whose objects have relative paths stays there', " || (!name.startsWith('/') && !name.endsWith(')'))", ''],
    ['a program stays beside what dsymutil has made of it', '(isThere(bundle) ? bundle : undefined)', 'undefined'],
    ['of a build script nobody looks at debug information', " && unit.kind !== 'build-script' && unit.kind !== 'proc-macro'", ''],
  ]),
  ...rulesOf('formats/objects/object.ts', CONTRACT, [
    ['bitcode in an object counts', "if (name === '.llvmbc') return 'bitcode';", "if (name === '.llvmbc') return 'apart';"],
  ]),
  ...rulesOf('formats/objects/location-references.ts', LOCATIONS, [
    ['a file\'s name that code of an object refers to is a leak', 'if (mayReferTo(text, to, { type, addend })) return false;', ''],
    ['a constant with another length is no panic\'s location', 'Number(bytes.readBigUInt64LE(8)) === length && ', ''],
    ['a constant of another size is no panic\'s location', 'at !== 0 || changed.size !== LOCATION_BYTES || ', ''],
    ['a file\'s name that another object knows is a leak', 'if (isNamed) return false;\n  let locations', 'let locations'],
  ]),
  ...rulesOf('formats/objects/code-references.ts', LOCATIONS, [
    ['a constant behind a distance counts', 'to + constant >= first', 'constant === 0 && to >= first'],
  ]),
  ...rulesOf('engine/save/callers.ts', ['engine/save/callers.test.ts'], [
    ['own code that may show where it was called', '(caller && location)', 'false'],
    ['what is compiled against such code', 'either(all, this.named(dependency))', 'all'],
  ]),
  ...rulesOf('formats/objects/search.ts', LOCATIONS, [
    ['a panic\'s location is excused only where nothing else shows it', 'found === undefined || showsCallers()', 'found === undefined'],
    ['a panic\'s location in a program\'s own code waits', "panicsAtHome ||= found === 'own';", ''],
  ]),
  ...rulesOf('formats/objects/panic-locations.ts', LOCATIONS, [
    ['a panic in what people edit is a leak', ' || edited.some((directory) => nameOf(text).startsWith(`${directory}/`))', ''],
    ['a program\'s own code is not told by its shape', "ownSources.some((name) => posix.normalize(name) === nameOf(text)) ? 'own' : 'proved'", "'proved'"],
    ['a file\'s name that a program\'s code refers to is a leak', ' || isReferredToByCode(text)', ''],
  ]),
  ...rulesOf('engine/save/out-file-readers.ts', ['engine/save/out-file-readers.test.ts', 'e2e/hazards/compiler-probe.test.ts'], [
    ['a file of OUT_DIR that a unit lists is read', ' && listed.every((path) => posix.basename(path) !== name)', ''],
    ['a file of OUT_DIR is unread only once something was compiled', 'readers.length > 0 && ', ''],
    ['a file of OUT_DIR that a script tells of is read', '!printsRoot && ', ''],
  ]),
];
