import { placeOf } from '../../formats/cargo/layout/unhashed-outputs.ts';
import { forecast, type Forecast } from '../../engine/forecast/forecast.ts';
import type { ForecastUnit } from '../../engine/forecast/parse.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { ok, type Result } from '../../system/result.ts';
import type { BuiltUnit } from '../../units/model.ts';
import { unhashedFiles } from '../../units/outputs.ts';
import type { Finding } from './answer.ts';

/** What the usual cargo commands say of a unit: the first that needs it, else the first of all. */
export async function askAbout(
  unit: BuiltUnit,
  o: { readonly workspaceRoot: AbsolutePath; readonly buildDirectory: AbsolutePath; readonly env: NodeJS.ProcessEnv },
): Promise<Result<Forecast, Failure>> {
  let first: Forecast | undefined;
  for (const command of commandsFor(unit)) {
    const told = await forecast({ ...o, cwd: o.workspaceRoot, command });
    if (!told.ok) return told;
    if (forecastOf(unit, told.value) !== undefined) return told;
    first ??= told.value;
  }
  return ok(first ?? { units: [], freshPackages: [], builtPackages: [] });
}

function commandsFor(unit: BuiltUnit): string[][] {
  const parts = unit.profileDirectory.split('/');
  const profile = parts.at(-1) ?? 'debug';
  const flags = [...(profile === 'debug' ? [] : ['--profile', profile]), ...(parts.length > 1 ? ['--target', parts[0] ?? ''] : [])];
  const commands = unit.kind === 'test' ? [['test', '--no-run']] : [['build'], ['check'], ['test', '--no-run'], ['build', '--examples']];
  return commands.map((command) => [...command, ...flags]);
}

/** What was told of a unit. One whose files hold no unit hash is known by its package and crate: there is one such at a time. */
export function forecastOf(unit: BuiltUnit, { units }: Forecast): ForecastUnit | undefined {
  const hashed = units.find(({ unitHash }) => unitHash === unit.unitHash);
  if (hashed !== undefined || unhashedFiles(unit).length === 0) return hashed;
  const { crate } = placeOf(unit);
  return units.find((told) => told.unitHash === null && told.package === unit.packageName && told.target?.name.replaceAll('-', '_') === crate);
}

/** Reasons that go by times alone, where contents say more (cargo: `fingerprint/dirty_reason.rs`). */
const BY_TIMES = /^the file `.*` has changed|^the dependency .* was rebuilt/;

/** What cargo holds against the units of a closure, apart from times. */
export function cargoFindings(told: Forecast, o: { readonly asked: BuiltUnit; readonly isHashed: boolean; readonly closure: readonly BuiltUnit[] }): Finding[] {
  const { asked } = o;
  if (forecastOf(asked, told) === undefined) return [unneeded(told, o)];
  return o.closure.flatMap((unit): Finding[] => {
    const now = forecastOf(unit, told);
    if (now === undefined || now.fresh || (now.dirty !== null && BY_TIMES.test(now.dirty))) return [];
    // Cargo gives its reason for one unit of each package only.
    const verdict = now.dirty === null || /precalculated/.test(now.dirty) ? 'unknown' : 'no';
    const words = now.dirty ?? 'cargo does not say why';
    return [{ verdict, package: unit.packageName, slot: unit.slot, evidence: 'cargo', because: { reason: 'cargo-rebuilds', words } }];
  });
}

/** A file with a unit hash may be of a build with other flags; one without is what the last build put there. */
function unneeded(told: Forecast, { asked, isHashed }: { readonly asked: BuiltUnit; readonly isHashed: boolean }): Finding {
  const name = asked.name.slice(asked.name.lastIndexOf(`${asked.kind}-`) + asked.kind.length + 1).replaceAll('-', '_');
  const instead = told.units.find((unit) => unit.package === asked.packageName && unit.target?.kind === asked.kind && unit.target.name.replaceAll('-', '_') === name);
  const place = { package: asked.packageName, slot: asked.slot, evidence: 'cargo' } as const;
  if (instead === undefined) return { ...place, verdict: 'unknown', because: { reason: 'not-needed' } };
  return { ...place, verdict: isHashed ? 'unknown' : 'no', because: { reason: 'other-unit', unitHash: instead.unitHash } };
}
