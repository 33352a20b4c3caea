/**
 * For which version of one of Apple's systems something was compiled, and with which SDK it was linked. Compilers get the first by a
 * variable that neither cargo nor rustc notes anywhere (seen with 1.95): only what they made tells.
 */
import { readRange, withOpenFile } from '../../system/read-at.ts';
import { isArchive, readMembers } from './archive.ts';
import { isFat, readSlices } from './fat.ts';
import { machoVersion, type MachoVersion } from './macho.ts';

export interface Deployment {
  /** What sets the version: `MACOSX_DEPLOYMENT_TARGET`. */
  readonly variable: string;
  /** As SDKs are named: `MacOSX`. */
  readonly system: string;
  /** `11.0` */
  readonly version: string;
  /** Whether rustc takes that version where the variable is not set; no for what is not known here. */
  readonly isDefault: boolean;
  /** Of what a linker made: the SDK's version. */
  readonly sdk: string | undefined;
}

/**
 * By `platform` of LC_BUILD_VERSION (`mach-o/loader.h`) what names the version, and the SDK. Simulators and Mac Catalyst go by the
 * device's variable.
 */
const SYSTEMS: ReadonlyMap<number, readonly [variable: string, sdk: string]> = new Map([
  [1, ['MACOSX', 'MacOSX']], [2, ['IPHONEOS', 'iPhoneOS']], [3, ['TVOS', 'AppleTVOS']], [4, ['WATCHOS', 'WatchOS']], [6, ['IPHONEOS', 'MacOSX']],
  [7, ['IPHONEOS', 'iPhoneSimulator']], [8, ['TVOS', 'AppleTVSimulator']], [9, ['WATCHOS', 'WatchSimulator']], [11, ['XROS', 'XROS']], [12, ['XROS', 'XRSimulator']],
]);
const [ARM64, X86_64] = [0x0100000c, 0x01000007];
/** By platform and processor (`rustc --print deployment-target`, 1.95). One that is not here counts as set, and so is compared. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  [`1 ${ARM64}`, '11.0'], [`1 ${X86_64}`, '10.12'], [`2 ${ARM64}`, '10.0'], [`7 ${ARM64}`, '14.0'],
]);

/** Of a program, a library, or the objects in one; undefined for other systems. */
export function deploymentOf(path: string): Deployment | undefined {
  const found = withOpenFile(path, (fd, size) => versionIn(fd, { start: 0, size }));
  const system = found && SYSTEMS.get(found.platform);
  if (found === undefined || system === undefined) return undefined;
  return {
    variable: `${system[0]}_DEPLOYMENT_TARGET`,
    system: system[1],
    version: found.version,
    isDefault: DEFAULTS.get(`${found.platform} ${found.processor}`) === found.version,
    sdk: found.sdk,
  };
}

interface Piece {
  readonly name?: string;
  readonly start: number;
  readonly size: number;
}

/** In a library rustc's own objects tell, its metadata first: what a build script had compiled from C may be for another version. */
function versionIn(fd: number, { start, size }: Piece): MachoVersion | undefined {
  const head = readRange(fd, start, Math.min(size, 8));
  const held: readonly Piece[] = isArchive(head) ? listed(readMembers(fd, start, size)) : isFat(head) ? listed(readSlices(fd, start, size)) : [];
  if (held.length === 0) return machoVersion({ fd, base: start, size });
  const first = held.find(({ name }) => name === 'lib.rmeta') ?? held.find(({ name }) => name?.endsWith('.rcgu.o') === true);
  for (const piece of first === undefined ? held : [first]) {
    const version = versionIn(fd, piece);
    if (version !== undefined) return version;
  }
  return undefined;
}

function listed(read: { readonly ok: true; readonly value: readonly Piece[] } | { readonly ok: false }): readonly Piece[] {
  return read.ok ? read.value : [];
}
