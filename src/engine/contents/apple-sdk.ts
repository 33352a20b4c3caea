import { readLink, readText } from '../../system/fs.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where `xcode-select` says that the tools are. */
const SELECTED = '/var/db/xcode_select_link';
const INSTALLED = ['/Applications/Xcode.app/Contents/Developer', '/Library/Developer/CommandLineTools'];

/**
 * The version of the SDK that a linker is given for `system` (`MacOSX`, `iPhoneOS`, …): of the one that SDKROOT names, where it is for
 * that system, else of the one that `xcrun` would find, by the files that it goes by (`rustc_codegen_ssa`, `apple.rs`, 1.95). Null
 * where there is none. `top` stands for `/` in tests.
 */
export function sdkVersion(system: string, env: Environment, top = ''): string | null {
  const named = env['SDKROOT'];
  const fromVariable = named === undefined || named === '' ? undefined : settingsOf(named);
  if (fromVariable !== undefined && (fromVariable.name === undefined || fromVariable.name.startsWith(system.toLowerCase()))) return fromVariable.version;
  for (const tools of developerDirectories(env, top)) {
    for (const below of [`Platforms/${system}.platform/Developer/SDKs`, 'SDKs']) {
      const found = settingsOf(`${tools}/${below}/${system}.sdk`);
      if (found !== undefined) return found.version;
    }
  }
  return null;
}

/** Where Apple's developer tools may be: in the chosen directory alone, where one is. `top` as above. */
export function developerDirectories(env: Environment, top = ''): string[] {
  const selected = env['DEVELOPER_DIR'] ?? readLink(`${top}${SELECTED}`);
  return selected === undefined ? INSTALLED.map((path) => `${top}${path}`) : [selected];
}

function settingsOf(sdk: string): { readonly name: string | undefined; readonly version: string } | undefined {
  try {
    const { CanonicalName: name, Version: version } = (JSON.parse(readText(`${sdk}/SDKSettings.json`) ?? '{}') ?? {}) as { readonly CanonicalName?: unknown; readonly Version?: unknown };
    return typeof version === 'string' ? { name: typeof name === 'string' ? name : undefined, version } : undefined;
  } catch {
    return undefined;
  }
}
