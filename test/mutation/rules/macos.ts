import { rulesOf } from '../rule.ts';

const PLATFORM = ['system/platform.test.ts'];
const DOCTOR = ['commands/doctor/checks/mac.test.ts'];

/** What is otherwise on a Mac, by the platform's value or its C library's calls: each is tried on Linux. */
export const MACOS = [
  ...rulesOf('store/place/policy.ts', ['store/place/policy.test.ts'], [
    ['macOS: what is run or loaded has no second name', "if ((role === 'dylib' || role === 'executable') && platform.programsByInode) return false;", ''],
  ]),
  ...rulesOf('engine/save/artifacts.ts', ['engine/save/debug-object.test.ts'], [
    ['macOS: what is for the host is for one of Apple\'s systems', "name === 'darwin' || ", ''],
    ['macOS: elsewhere what is for the host is not', "name === 'darwin' || unit.profileDirectory.includes('/')", 'true'],
  ]),
  ...rulesOf('engine/save/donor.ts', ['engine/save/donor.test.ts'], [
    ['macOS: a build directory below /private goes by its short way too', 'spellings[1], shortWay(buildDirectory, platform)]', 'spellings[1]]'],
    ['macOS: a target directory below /private goes by its short way too', 'spellings[0], shortWay(targetDirectory, platform)]', 'spellings[0]]'],
  ]),
  ...rulesOf('formats/cargo/target-directory.ts', PLATFORM, [
    ['macOS: backups leave out a target directory that warming makes', '  excludeFromBackups(buildDirectory, libc);\n', ''],
    ['macOS: of one that is there the user decides', '  if (!isNew) return;\n', ''],
  ]),
  ...rulesOf('system/move.ts', PLATFORM, [
    ['macOS: Node\'s own copy does not clone', 'if (clone === undefined) {', 'if (clone !== undefined) {'],
    ['macOS: a clone that fails is a failure', 'if (errno !== 0) throw', 'if (errno < 0) throw'],
  ]),
  ...rulesOf('system/native.ts', PLATFORM, [
    ['macOS: clonefile is a Mac\'s', "isMac ? library.func('int clonefile", "true ? library.func('int clonefile"],
    ['macOS: getattrlist is a Mac\'s', "isMac ? library.func('int getattrlist", "true ? library.func('int getattrlist"],
    ['macOS: the attribute for backups is a Mac\'s', "isMac ? library.func('int setxattr", "true ? library.func('int setxattr"],
    ['macOS: ioctl is Linux\'s', "isLinux ? library.func('int ioctl", "true ? library.func('int ioctl"],
    ['macOS: attributes are asked for by another call', 'isMac ? getxattr(path, name, null, 0, 0, XATTR_NOFOLLOW) : ', ''],
    ['macOS: times have other constants', 'darwin: { atFdcwd: -2, atSymlinkNofollow: 0x20, utimeOmit: -2n }', 'darwin: { atFdcwd: -100, atSymlinkNofollow: 0x100, utimeOmit: 0x3ffffffen }'],
    ['macOS: a volume that does not tell a private size tells none', '(answer.readUInt32LE(ANSWER.forkAt) & PRIVATE_SIZE) === 0 ? undefined : ', ''],
    ['macOS: a private size that cannot be asked for is none', 'if (getattrlist(list, answer, ANSWER.bytes, NO_FOLLOW_EXTENDED) !== 0) return undefined;', 'getattrlist(list, answer, ANSWER.bytes, NO_FOLLOW_EXTENDED);'],
  ]),
  ...rulesOf('system/extents.ts', PLATFORM, [
    ['macOS: files may share blocks', "platform.name === 'darwin' || ", ''],
    ['macOS: what a clone holds is not given back', 'Math.min(own, stat.physical)', 'stat.physical'],
  ]),
  ...rulesOf('system/cache-directory.ts', PLATFORM, [
    ['macOS: caches lie elsewhere', 'join(home, platform.caches)', "join(home, '.cache')"],
  ]),
  ...rulesOf('system/steady-path.ts', ['system/steady-path.test.ts'], [
    ['macOS: of Homebrew\'s Node the link is recorded', 'prefix !== undefined && realpath(steady) === realpath(path)', 'false'],
    ['macOS: a link to another version is not', ' && realpath(steady) === realpath(path)', ''],
  ]),
  ...rulesOf('engine/contents/apple-sdk.ts', ['formats/objects/deployment.test.ts'], [
    ['macOS: an SDK for another system is not the one', 'fromVariable.name === undefined || fromVariable.name.startsWith(system.toLowerCase())', 'true'],
    ['macOS: the chosen tools are the only ones', 'return selected === undefined ? INSTALLED.map((path) => `${top}${path}`) : [selected];', 'return INSTALLED.map((path) => `${top}${path}`);'],
  ]),
  ...rulesOf('formats/objects/parts.ts', ['formats/objects/linked.test.ts'], [
    ['macOS: each part of a fat file counts', 'collectEach(fd, piece, slices.value.map((slice) => ({ ...slice, name: piece.name })), parts)', 'undefined'],
  ]),
  ...rulesOf('formats/objects/debug-objects.ts', ['engine/save/debug-object.test.ts'], [
    ['macOS: each program in a fat file names its objects', 'slices?.ok === true ? slices.value : ', ''],
  ]),
  ...rulesOf('commands/doctor/checks/git.ts', DOCTOR, [
    ['macOS: a stand-in for git is not started', 'if (isStandIn && ', 'if (false && '],
    ['macOS: with tools behind it, it is', '.every((path) => stat(path) === undefined)', '.every(() => true)'],
  ]),
  ...rulesOf('commands/doctor/checks/backups.ts', DOCTOR, [
    ['macOS: only there backups are asked about', "platform.name !== 'darwin' || ", ''],
    ['macOS: a target directory in backups is told of', 'libc.attributeSize(directory, BACKUPS_LEAVE_OUT) < 0', 'false'],
  ]),
  ...rulesOf('commands/doctor/checks/names.ts', DOCTOR, [
    ['macOS: letters that the volume does not tell apart are seen', 'written !== undefined && written.dev === other?.dev && written.ino === other.ino', 'false'],
  ]),
];
