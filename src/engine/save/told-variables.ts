import type { Condition } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { isOfShell } from '../../units/variables.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { CompiledFrom } from './compiled-from.ts';
import type { Edges } from './edges.ts';

/**
 * What a package of a registry, or from git, was told by `env!` and `option_env!`. Rustc writes it down, but cargo looks at
 * that for path packages alone (`use_dep_info` in its `fingerprint/mod.rs`, 1.95). What was not set is asked when it is
 * placed; what was set nobody can compare with a build that is still to come.
 */
export function toldVariables({ source, env }: CompiledFrom, { manifests }: Edges): Result<Condition[], SaveRefusal> {
  if (source.kind === 'path') return ok([]);
  const asked = env.filter(({ name }) => isOfShell(name, 'expand'));
  // What its own script printed is set for it as well.
  const hasScript = manifests.some(({ kind }) => kind === 'run-build-script');
  const given = hasScript ? undefined : asked.find(({ value }) => value !== null);
  if (given !== undefined) return err({ reason: 'left', because: 'shell-variable', what: given.name });
  const unset = asked.flatMap(({ name, value }) => (value === null ? [{ see: 'variable', name, value } as const] : []));
  return ok(unset.length === 0 ? [] : [{ kind: 'observed', observations: unset }]);
}
