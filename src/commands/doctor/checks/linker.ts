import { configFilePaths, readConfigFiles, isConfigTable } from '../../../formats/cargo/config-files.ts';
import { at } from '../../../engine/workspaces/discover.ts';
import type { Fix } from '../fix.ts';
import type { Site } from '../site.ts';
import { checkPlacement } from './placement.ts';

export type LinkerFinding =
  | { readonly check: 'linker'; readonly verdict: 'pass'; readonly finding: 'linker-replaces' }
  /** It overwrites a test executable in place; harmless where every worktree has its own inode. */
  | { readonly check: 'linker'; readonly verdict: 'pass'; readonly finding: 'linker-in-place-harmless'; readonly linker: string; readonly from: string; readonly because: 'reflink' | 'copy' }
  | { readonly check: 'linker'; readonly verdict: 'warn'; readonly finding: 'linker-in-place'; readonly linker: string; readonly from: string; readonly fix: Fix };

/**
 * Linkers that write an executable in place, by the flags and settings that name them: mold overwrites test
 * executables (seen with strace, mold 1.10), wild does so by its own documentation.
 */
export async function checkLinker(site: Site): Promise<LinkerFinding[]> {
  const named = await findLinker(site);
  if (named === undefined) return [{ check: 'linker', verdict: 'pass', finding: 'linker-replaces' }];
  if (site.clone.settings.executables === 'copy') return [{ check: 'linker', verdict: 'pass', finding: 'linker-in-place-harmless', ...named, because: 'copy' }];
  const placements = checkPlacement(site);
  const linked = placements.some((found) => found.finding === 'placement-shares' && found.placement === 'link');
  if (placements.length > 0 && !linked) return [{ check: 'linker', verdict: 'pass', finding: 'linker-in-place-harmless', ...named, because: 'reflink' }];
  return [{ check: 'linker', verdict: 'warn', finding: 'linker-in-place', ...named, fix: { action: 'copy-executables' } }];
}

const IN_PLACE = /(?:^|[^\w-])(mold|wild)(?:$|[^\w-])/;
const VARIABLE = /^(RUSTFLAGS|CARGO_ENCODED_RUSTFLAGS|CARGO_BUILD_RUSTFLAGS|CARGO_TARGET_.*_(LINKER|RUSTFLAGS))$/;

async function findLinker(site: Site): Promise<{ linker: string; from: string } | undefined> {
  for (const [variable, value] of Object.entries(site.env)) {
    const linker = VARIABLE.test(variable) ? IN_PLACE.exec(value ?? '')?.[1] : undefined;
    if (linker !== undefined) return { linker, from: variable };
  }
  const { here } = site;
  if (here === undefined) return undefined;
  const cwd = at(here.worktree.path, here.workspaces[0] ?? '');
  const { files } = await readConfigFiles(configFilePaths(cwd, site.env));
  for (const { path, values } of files) {
    const linker = [values['build'], values['target']].flatMap(texts).map((text) => IN_PLACE.exec(text)?.[1]).find((name) => name !== undefined);
    if (linker !== undefined) return { linker, from: path };
  }
  return undefined;
}

/** Every text below `rustflags` and `linker`. */
function texts(table: unknown): string[] {
  if (!isConfigTable(table)) return [];
  return Object.entries(table).flatMap(([key, value]) => {
    if (key === 'linker' || key === 'rustflags') return typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [];
    return texts(value);
  });
}
