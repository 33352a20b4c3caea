import { readText } from '../../system/fs.ts';

/** What compilers have said to `-vV` in a build directory (`util/rustc.rs`, `Cache`, cargo 1.95). */
export function compilersUsed(buildDirectory: string): string[] {
  try {
    const info = JSON.parse(readText(`${buildDirectory}/.rustc_info.json`) ?? '{}') as { outputs?: Record<string, { stdout?: unknown }> } | null;
    const said = Object.values(info?.outputs ?? {}).map((output) => output?.stdout);
    return said.filter((text): text is string => typeof text === 'string' && text.startsWith('rustc '));
  } catch {
    return [];
  }
}
