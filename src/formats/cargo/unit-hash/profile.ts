/** A profile's settings, as cargo hashes them (`Profile::comparable` in `core/profiles.rs`, cargo 1.95). */
export interface Profile {
  readonly optLevel: string;
  readonly lto: boolean | string;
  readonly codegenBackend: string | null;
  readonly codegenUnits: number | null;
  readonly debugInfo: 'none' | 'line-directives-only' | 'line-tables-only' | 'limited' | 'full';
  readonly splitDebugInfo: string | null;
  readonly debugAssertions: boolean;
  readonly overflowChecks: boolean;
  readonly rpath: boolean;
  readonly incremental: boolean;
  readonly panic: 'unwind' | 'abort' | 'immediate-abort';
  readonly strip: string | null;
  readonly rustflags: readonly string[];
}

type Table = Readonly<Record<string, unknown>>;

const DEV: Profile = {
  optLevel: '0',
  lto: false,
  codegenBackend: null,
  codegenUnits: null,
  debugInfo: 'full',
  splitDebugInfo: null,
  debugAssertions: true,
  overflowChecks: true,
  rpath: false,
  incremental: true,
  panic: 'unwind',
  strip: null,
  rustflags: [],
};
const RELEASE: Profile = { ...DEV, optLevel: '3', debugInfo: 'none', debugAssertions: false, overflowChecks: false, incremental: false };

/**
 * The profiles that a unit may have been built in, the likeliest first: which of them it was, its unit hash tells.
 *
 * @param directory the last part of the profile directory: `debug`, `release`, or a profile's own name
 * @param profiles the tables below `[profile]` of the manifests and the configuration, those that win last
 */
export function possibleProfiles(directory: string, packageName: string, profiles: readonly Table[]): Profile[] {
  const names = directory === 'debug' ? ['dev', 'test'] : directory === 'release' ? ['release', 'bench'] : [directory];
  const found = names.flatMap((name) => {
    const base = baseOf(name, profiles, 0);
    const tables = base.tables;
    const own = tables.reduce<Profile>(merged, base.from);
    const packages = tables.map((table) => tableIn(table, 'package'));
    const forAll = packages.reduce<Profile>((profile, table) => merged(profile, tableIn(table, '*')), own);
    const forOne = (profile: Profile): Profile => packages.reduce<Profile>((before, table) => merged(before, tableIn(table, packageName)), profile);
    const host = tables.reduce<Profile>((profile, table) => merged(profile, tableIn(table, 'build-override')), { ...own, optLevel: '0', codegenUnits: null });
    const hostForAll = packages.reduce<Profile>((profile, table) => merged(profile, tableIn(table, '*')), host);
    return [forOne(own), forOne(forAll), forOne(host), forOne(hostForAll)];
  });
  const variants = found.flatMap((profile) => [profile, { ...profile, incremental: !profile.incremental }]);
  // Cargo leaves out what only build scripts would need, and takes off what nobody asked for.
  const weakened = variants.flatMap((profile) => [profile, { ...profile, debugInfo: 'none' as const }]);
  const stripped = weakened.flatMap((profile) => (profile.strip === null && profile.debugInfo === 'none' ? [profile, { ...profile, strip: 'debuginfo' }] : [profile]));
  const unwinding = stripped.flatMap((profile) => (profile.panic === 'unwind' ? [profile] : [profile, { ...profile, panic: 'unwind' as const }]));
  const split = unwinding.flatMap((profile) => (profile.splitDebugInfo === null && profile.debugInfo !== 'none' ? [profile, { ...profile, splitDebugInfo: 'unpacked' }] : [profile]));
  return [...new Map(split.map((profile) => [JSON.stringify(profile), profile])).values()];
}

/** The built-in profile that a named one comes from, and the tables on the way, the outermost first. */
function baseOf(name: string, profiles: readonly Table[], depth: number): { readonly from: Profile; readonly tables: readonly Table[] } {
  const own = profiles.map((tables) => tableIn(tables, name));
  if (name === 'dev') return { from: DEV, tables: own };
  if (name === 'release') return { from: RELEASE, tables: own };
  const named = own.map((table) => table['inherits']).findLast((value) => typeof value === 'string');
  const inherits = typeof named === 'string' ? named : name === 'bench' ? 'release' : 'dev';
  // A circle is an error of cargo's.
  const base = baseOf(depth > 8 ? 'dev' : inherits, profiles, depth + 1);
  return { from: base.from, tables: [...base.tables, ...own] };
}

function tableIn(table: Table, key: string): Table {
  const value = table[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function merged(profile: Profile, table: Table): Profile {
  const text = (key: string): string | undefined => (typeof table[key] === 'string' ? table[key] : undefined);
  const flag = (key: string): boolean | undefined => (typeof table[key] === 'boolean' ? table[key] : undefined);
  const level = table['opt-level'];
  const lto = table['lto'];
  const units = table['codegen-units'];
  const strip = table['strip'];
  const panic = text('panic');
  return {
    ...profile,
    optLevel: level === undefined ? profile.optLevel : String(level),
    lto: typeof lto === 'boolean' ? lto : typeof lto === 'string' ? (OFF.has(lto) ? 'off' : lto) : profile.lto,
    codegenBackend: text('codegen-backend') ?? profile.codegenBackend,
    codegenUnits: typeof units === 'number' || typeof units === 'bigint' ? Number(units) : profile.codegenUnits,
    debugInfo: debugInfoOf(table['debug']) ?? profile.debugInfo,
    splitDebugInfo: text('split-debuginfo') ?? profile.splitDebugInfo,
    debugAssertions: flag('debug-assertions') ?? profile.debugAssertions,
    overflowChecks: flag('overflow-checks') ?? profile.overflowChecks,
    rpath: flag('rpath') ?? profile.rpath,
    incremental: flag('incremental') ?? profile.incremental,
    panic: panic === 'unwind' || panic === 'abort' || panic === 'immediate-abort' ? panic : profile.panic,
    strip: strip === true ? 'symbols' : strip === false || strip === 'none' ? null : (text('strip') ?? profile.strip),
    rustflags: Array.isArray(table['rustflags']) ? table['rustflags'].filter((item) => typeof item === 'string') : profile.rustflags,
  };
}

const OFF: ReadonlySet<string> = new Set(['off', 'n', 'no', 'false']);

function debugInfoOf(value: unknown): Profile['debugInfo'] | undefined {
  switch (typeof value === 'bigint' ? Number(value) : value) {
    case 0:
    case false:
    case 'none':
      return 'none';
    case 1:
    case 'limited':
      return 'limited';
    case 2:
    case true:
    case 'full':
      return 'full';
    case 'line-directives-only':
    case 'line-tables-only':
      return value as Profile['debugInfo'];
    default:
      return undefined;
  }
}
