import { bakesDirectories, cargoVersion, parseRustcVersion } from '../../../formats/cargo/versions.ts';
import type { Failure } from '../../../system/failure.ts';
import { run } from '../../../system/process.ts';
import type { Site } from '../site.ts';

export type CargoFinding =
  | { readonly check: 'cargo'; readonly verdict: 'pass'; readonly finding: 'cargo-version'; readonly version: string; readonly rustc: string }
  | { readonly check: 'cargo'; readonly verdict: 'fail'; readonly finding: 'cargo-unusable'; readonly failure: Failure }
  /** Units of different compilers never meet. */
  | { readonly check: 'cargo'; readonly verdict: 'warn'; readonly finding: 'compilers-differ'; readonly compilers: readonly Compiler[] }
  /** Their own packages are left to cargo. */
  | { readonly check: 'cargo'; readonly verdict: 'warn'; readonly finding: 'compiler-bakes-directories'; readonly compilers: readonly Compiler[] };

interface Compiler {
  readonly rustc: string;
  readonly worktrees: readonly string[];
}

/** The cargo that runs here, and the compilers of all worktrees: rustup chooses by directory. */
export async function checkCargo(site: Site): Promise<CargoFinding[]> {
  const cwd = site.here?.worktree.path ?? site.cwd;
  const version = await cargoVersion({ cwd, env: site.env });
  if (!version.ok) return [{ check: 'cargo', verdict: 'fail', finding: 'cargo-unusable', failure: version.error }];
  const told = await compilersOf(site);
  const compilers = told.map(({ rustc, worktrees }) => ({ rustc, worktrees }));
  const rustc = compilers.find(({ worktrees }) => worktrees.includes(cwd))?.rustc ?? compilers[0]?.rustc ?? 'unknown';
  const findings: CargoFinding[] = [{ check: 'cargo', verdict: 'pass', finding: 'cargo-version', version: version.value.text, rustc }];
  if (compilers.length > 1) findings.push({ check: 'cargo', verdict: 'warn', finding: 'compilers-differ', compilers });
  const baking = compilers.filter((_, index) => told[index]?.bakes === true);
  if (baking.length > 0) findings.push({ check: 'cargo', verdict: 'warn', finding: 'compiler-bakes-directories', compilers: baking });
  return findings;
}

async function compilersOf(site: Site): Promise<(Compiler & { readonly bakes: boolean })[]> {
  const said = await Promise.all(
    site.worktrees.map(async ({ worktree: { path }, env }) => {
      const output = await run(env['RUSTC'] ?? 'rustc', ['-vV'], { cwd: path, env });
      return { path, text: output.ok ? output.value.stdout : undefined };
    }),
  );
  const byText = new Map<string, string[]>();
  for (const { path, text } of said) {
    if (text !== undefined) byText.set(text, [...(byText.get(text) ?? []), path]);
  }
  return [...byText].map(([text, worktrees]) => {
    const version = parseRustcVersion(text);
    const commit = version === undefined ? '' : ` (${version.commit.slice(0, 9)})`;
    return { rustc: `${version?.release ?? text.split('\n')[0] ?? ''}${commit}`, worktrees, bakes: version !== undefined && bakesDirectories(version) };
  });
}
