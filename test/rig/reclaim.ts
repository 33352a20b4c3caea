import { dependsOn, manifest, workspace } from './crate.ts';
import type { Files } from './rig.ts';
import type { RunOptions, Worktree } from './worktree.ts';

export interface ReclaimDocument {
  readonly schema: 1;
  readonly command: 'reclaim';
  readonly dryRun: boolean;
  readonly findings: readonly {
    readonly kind: 'stale' | 'orphaned' | 'shadowed' | 'duplicate' | 'budget';
    readonly reason: string;
    readonly directory: string;
    readonly worktree?: string;
    readonly units?: number;
    readonly paths?: readonly string[];
    readonly merges?: readonly { readonly from: string; readonly to: readonly string[]; readonly way: string; readonly size: number }[];
    readonly bytes: { readonly logical: number; readonly physical: number };
  }[];
  readonly total: { readonly logical: number; readonly physical: number };
  readonly budget?: { readonly limit: number; readonly before: number; readonly after: number };
  readonly tracked: readonly string[];
  readonly removed?: number;
  readonly merged?: number;
  readonly busy: readonly string[];
  readonly problems?: readonly { readonly code: string; readonly path?: string }[];
  readonly freed?: number;
}

/** `cargo-share --json reclaim --yes`; with `--dry-run` among `args` nothing is done. */
export async function reclaim(worktree: Worktree, args: readonly string[] = [], options: RunOptions = {}): Promise<ReclaimDocument> {
  const { stdout } = await worktree.share(['--json', 'reclaim', '--yes', ...args], options);
  return JSON.parse(stdout) as ReclaimDocument;
}

/** `kind reason` of each finding. */
export function found({ findings }: ReclaimDocument): string[] {
  return findings.map(({ kind, reason }) => `${kind} ${reason}`);
}

/** Two members above crates of the registry: one with a build script, one without. */
export const registryFiles: Files = {
  'Cargo.toml': workspace(['app', 'core_lib']),
  'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
  'app/src/main.rs': 'fn main() { println!("{}", core_lib::say()); }\n',
  'app/tests/it.rs': '#[test]\nfn works() { assert_eq!(core_lib::say(), "7"); }\n',
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nitoa = "1"\nanyhow = "=1.0.100"\n'),
  'core_lib/src/lib.rs':
    'pub fn say() -> String { go().unwrap() }\nfn go() -> anyhow::Result<String> { Ok(itoa::Buffer::new().format(7).to_string()) }\n',
};
