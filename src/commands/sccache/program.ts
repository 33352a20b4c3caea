import { basename, delimiter, isAbsolute, join } from 'node:path';
import { cargoHome } from '../../formats/cargo/home.ts';
import { stat } from '../../system/fs.ts';
import { run } from '../../system/process.ts';

/** An sccache that answers. */
export interface SccacheProgram {
  /** As found, links not followed: an upgrade behind the link keeps working. */
  readonly path: string;
  /** What `sccache --version` says behind the name: `0.4.0-pre.6`. */
  readonly version: string;
}

/** The first sccache on PATH, then in CARGO_HOME/bin and ~/.cargo/bin, that says that it is one. */
export async function findSccache(cwd: string, env: NodeJS.ProcessEnv): Promise<SccacheProgram | undefined> {
  const directories = [
    ...(env['PATH'] ?? '').split(delimiter),
    join(cargoHome(env, cwd), 'bin'),
    join(env['HOME'] ?? '', '.cargo', 'bin'),
  ];
  for (const directory of new Set(directories)) {
    const path = join(directory, 'sccache');
    if (!isAbsolute(directory) || !isProgram(path)) continue;
    const said = await run(path, ['--version'], { cwd, env, timeoutMs: 10_000 });
    const version = said.ok ? /^sccache (\S+)/.exec(said.value.stdout)?.[1] : undefined;
    if (version !== undefined) return { path, version };
  }
  return undefined;
}

/** Whether a wrapper's value names an sccache, by name alone. */
export function namesSccache(wrapper: string): boolean {
  return /^sccache(\.exe)?$/.test(basename(wrapper));
}

function isProgram(path: string): boolean {
  const found = stat(path);
  return found?.kind === 'file' && (found.mode & 0o111) !== 0;
}
