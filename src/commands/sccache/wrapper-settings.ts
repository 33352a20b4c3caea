import { configFilePaths, configValue, readConfigFiles } from '../../formats/cargo/config-files.ts';
import type { AbsolutePath } from '../../system/brand.ts';

/** Where cargo gets a `rustc-wrapper` from. */
export interface WrapperSetting {
  /** A name in the environment, or a configuration file. */
  readonly where: { readonly variable: string } | { readonly file: AbsolutePath };
  /** As it is written there; empty turns every weaker one off. */
  readonly value: string;
}

/** The strongest first (cargo's `util/context/mod.rs`, `get_tool` and `build_config`: RUSTC_WRAPPER goes before configuration). */
const VARIABLES = ['RUSTC_WRAPPER', 'CARGO_BUILD_RUSTC_WRAPPER'] as const;

/** All wrappers that a cargo in `directory` would see, the one in force first. */
export async function wrapperSettings(directory: AbsolutePath, env: NodeJS.ProcessEnv): Promise<WrapperSetting[]> {
  const fromEnvironment = VARIABLES.flatMap((variable): WrapperSetting[] => {
    const value = env[variable];
    return value === undefined ? [] : [{ where: { variable }, value }];
  });
  const { files } = await readConfigFiles(configFilePaths(directory, env));
  const fromFiles = files.flatMap(({ path, values }): WrapperSetting[] => {
    const value = configValue(values, 'build', 'rustc-wrapper');
    return typeof value === 'string' ? [{ where: { file: path }, value }] : [];
  });
  return [...fromEnvironment, ...fromFiles];
}
