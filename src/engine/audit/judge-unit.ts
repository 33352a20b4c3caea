import { posix } from 'node:path';
import { parseScriptOutput } from '../../formats/cargo/script-output.ts';
import { readText } from '../../system/fs.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import type { ObservedProcess } from '../observer/observed.ts';
import { assemblerMayRead } from '../../units/assembler.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import { nameOfObservation, WORKTREE_MARK, type Observation } from '../../units/observation.ts';
import { isComparedVariable, isOfShell, steersBuilds } from '../../units/variables.ts';
import { answer, withoutRepeats } from './answer.ts';
import { cargoHome } from '../../formats/cargo/home.ts';
import type { DonorState } from './audit.ts';
import { upBehindLink } from './behind-link.ts';
import { classify } from './classify.ts';
import { machinePlaces } from './machine.ts';
import type { AuditedUnit, Mirror, Question, Verdict } from './model.ts';
import { printedBefore, type Prepared } from './prepare.ts';
import { looksThroughVariables, wordsOfShells } from './shell-words.ts';
import { changedSince, digestInMirror, expansion } from './verdict.ts';
import { shownOthers } from './weigh-built.ts';
import { mayReadAllVariables } from './whole-environment.ts';
import { mayTellOf } from './written.ts';

interface Seen {
  readonly processes: readonly ObservedProcess[];
  readonly unseen: readonly string[];
  readonly mirror: Mirror;
  readonly prepared: Prepared;
  /** Into the source tree of the mirror, by all that has run there. */
  readonly written: readonly string[];
  readonly donor: DonorState;
  readonly env: NodeJS.ProcessEnv;
  readonly built: readonly string[];
  /** Whether it came out the same when it was compiled once more; undefined: it was not. */
  readonly alike: boolean | undefined;
}

/** What the records of one unit, and what it made in the mirror, come to. */
export function judgeUnit(unit: AuditedUnit, o: Seen): Verdict {
  const { manifest, way } = unit;
  const { mirror, prepared, donor } = o;
  // A process always leaves a record of its start: with none at all, nothing was watched.
  if (o.processes.length === 0) return { state: 'not-run', why: 'it left no record' };
  const failed = way === 'run' ? runProblem(manifest, mirror) : expandProblem(manifest, prepared);
  if (failed !== undefined) return { state: 'left', because: 'failed', what: failed };
  const astray = upBehindLink(o.processes, mirror.worktree);
  if (astray !== undefined) return { state: 'left', because: 'failed', what: `${astray} goes up behind a link` };
  const output = way === 'run' ? manifest.directories[0] : undefined;
  // A registry's crate that was given a path is only asked what comes of that.
  if (unit.evidence === 'doubted' && way === 'expand') {
    const told = expansionTells(manifest, o);
    if (told !== undefined) return { state: 'left', because: 'other-elsewhere', what: told };
  }
  const reading = classify(o.processes, o.unseen, {
    way,
    worktree: mirror.worktree,
    donor: donor.worktree,
    around: mirror.around,
    built: [mirror.buildDirectory],
    git: mirror.git,
    temporary: mirror.temporary,
    ownOutput: output === undefined ? undefined : `${mirror.buildDirectory}/${output}`,
    dependencies: outputsBelow(manifest, prepared.standing).map((path) => `${mirror.buildDirectory}/${path}`),
    machine: machinePlaces(o.env),
    cargoHome: cargoHome(o.env),
    path: o.env['PATH'],
    isUnset: (name) => o.env[name] === undefined && !isConfigured(name, donor),
  });
  if (reading.state === 'left') return reading;
  const looking = looksThroughVariables(o.processes, mirror.worktree);
  if (looking !== undefined) return { state: 'left', because: 'shell-variable', what: `all of them, by ${looking}` };
  const variable = unit.evidence === 'doubted' && way === 'run' ? undeclaredVariable(manifest, reading.questions, o) : undefined;
  if (variable !== undefined) return { state: 'left', because: 'shell-variable', what: variable };
  // What a registry's script leaves is vouched for by cargo's own record, unless it was shown less than there was.
  const isVouchedFor = unit.evidence === 'doubted' && shownOthers(o.processes).size === 0;
  const elsewhere = isVouchedFor ? undefined : way === 'run' ? runDiffers(manifest, mirror) : expansionTells(manifest, o);
  if (elsewhere !== undefined) return { state: 'left', because: 'other-elsewhere', what: elsewhere };
  if (unit.evidence === 'needed' && way === 'expand' && assemblerMayRead(readText(`${prepared.gate}/expanded/${manifest.unitHash}.rs`) ?? '')) {
    return { state: 'left', because: 'assembler', what: '`.incbin` or `.include`' };
  }
  const here = { contents: new WorktreeContents(mirror.worktree), gitDirectories: mirror.git, configEnv: donor.configEnv, built: [mirror.buildDirectory] };
  const unsure = reading.questions.find((question) => mayTellOf(question, o.written));
  if (unsure !== undefined) return { state: 'left', because: 'failed', what: `${'path' in unsure ? unsure.path : 'what git says'} may be what another one writes` };
  const observations = [];
  const taking = manifest.conditions.find(({ kind }) => kind === 'unobserved');
  if (taking?.kind === 'unobserved' && taking.takes !== undefined && mayReadAllVariables(o.processes, mirror.worktree, taking.takes)) {
    return { state: 'left', because: 'shell-variable', what: 'a library looks through all of them' };
  }
  const readsAll = unit.evidence === 'needed' && mayReadAllVariables(o.processes, mirror.worktree);
  // Of packages from elsewhere cargo compares no variables.
  const asked = reading.questions.filter((question) => manifest.source.kind === 'path' || question.ask !== 'variable' || question.name !== 'PATH');
  for (const question of readsAll ? [...asked, { ask: 'configuration' } as const] : asked) {
    const found = answer(question, here);
    if (found === undefined) return { state: 'not-run', why: 'what it reads changed meanwhile' };
    observations.push(found);
  }
  const told = withoutRepeats([...observations, ...variablesOfShells(reading.questions, o, way)]);
  const untold = told.find((seen) => !mayBeWatched(seen, manifest));
  if (untold !== undefined) return { state: 'left', because: 'untold', what: nameOfObservation(untold) };
  if (way === 'expand') {
    // What a run leaves proves that it was told the same in the donor; what a macro made cannot be looked at.
    const withheld = told.find((seen) => seen.see === 'variable' && seen.value === null && o.env[seen.name] !== undefined);
    if (withheld !== undefined) return { state: 'not-run', why: `${nameOfObservation(withheld)} is set in this shell, and steers builds` };
    const changed = changedSince(BigInt(manifest.provenance.builtNs), told, { ...donor, built: o.built, headMovedNs: donor.git.head?.movedNs ?? null });
    if (changed !== undefined) return { state: 'not-run', why: `${changed} has changed since it was built` };
    const [name] = told.flatMap((seen) => (seen.see === 'variable' && isOfShell(seen.name, 'expand') ? [seen.name] : []));
    if (unit.evidence === 'needed' && name !== undefined && o.alike !== true) return toldByShell(name, o.alike);
  }
  return { state: 'observed', observations: told };
}

/** Cargo reads what warming adds to a dep-info for path packages only (`use_dep_info` in its `fingerprint/mod.rs`, 1.95). */
function mayBeWatched(seen: Observation, { source, inputs }: Manifest): boolean {
  if (source.kind === 'path' || !('path' in seen) || seen.path.startsWith('/')) return true;
  switch (seen.see) {
    case 'file':
    case 'listing':
    case 'tree':
    case 'link':
    case 'kind':
      return (seen.see === 'kind' && seen.is === 'directory') || inputs.some(({ path }) => seen.path === path || seen.path.startsWith(`${path}/`));
    default:
      return true;
  }
}

/** The build that made the unit may have been told another value than an audit is. */
function toldByShell(name: string, alike: false | undefined): Verdict {
  return alike === false ? { state: 'left', because: 'shell-variable', what: name } : { state: 'not-run', why: `${name} may have been another one in the shell that built it` };
}

/** Whether `[env]` of cargo's configuration sets a variable. */
function isConfigured(name: string, { configEnv }: DonorState): boolean {
  return configEnv.digest([name]) !== configEnv.digest([]);
}

/** What shells and interpreters may have taken from the environment; what `[env]` of cargo's configuration sets is compared as a whole. */
function variablesOfShells(asked: readonly Question[], { processes, mirror, donor, env }: Seen, way: AuditedUnit['way']): Observation[] {
  const known = new Set(asked.flatMap((question) => (question.ask === 'variable' ? [question.name] : [])));
  return wordsOfShells(processes, mirror.worktree)
    .filter((name) => isComparedVariable(name, way) && !known.has(name) && !isConfigured(name, donor))
    .map((name) => ({ see: 'variable', name, value: steersBuilds(name) ? null : (env[name]?.replaceAll(mirror.worktree, WORKTREE_MARK) ?? null) }));
}

/**
 * A variable that the script of a package from elsewhere was told, and did not declare: cargo compares what is declared.
 * One that is not set now was set at the build, where the script printed something else then.
 */
function undeclaredVariable({ files }: Manifest, asked: readonly Question[], { mirror, prepared }: Seen): string | undefined {
  const output = files.find(({ role }) => role === 'script-output');
  const printed = (output && readText(`${mirror.buildDirectory}/${output.path}`)) ?? '';
  const before = output && readText(printedBefore(prepared.gate, output.path));
  const declared = parseScriptOutput(printed).rerunIfEnvChanged;
  const wasToldTheSame = before === undefined || before === printed;
  return asked.flatMap((question) => (question.ask === 'variable' && (question.value !== null || !wasToldTheSame) && isOfShell(question.name, 'run') && !declared.includes(question.name) ? [question.name] : []))[0];
}

function runProblem({ files }: Manifest, { buildDirectory }: Mirror): string | undefined {
  const output = files.find(({ role }) => role === 'script-output');
  return output !== undefined && readText(`${buildDirectory}/${output.path}`) === undefined ? 'its build script failed' : undefined;
}

function expandProblem({ unitHash }: Manifest, { gate }: Prepared): string | undefined {
  const code = readText(`${gate}/expanded/${unitHash}.code`)?.trim();
  return code === '0' ? undefined : `the compiler ended with ${code ?? 'nothing'}`;
}

function runDiffers(manifest: Manifest, mirror: Mirror): string | undefined {
  return digestInMirror(manifest, mirror) === manifest.digest ? undefined : 'what it printed or left in OUT_DIR';
}

/** How the code shows where it was expanded. A path in it need not reach the program: its length may, or what is made of it. */
function expansionTells({ unitHash }: Manifest, { prepared, mirror, donor, built }: Seen): string | undefined {
  const [first, second] = [`${prepared.gate}/expanded/${unitHash}.rs`, `${prepared.gate}/expanded/${unitHash}.donor.rs`];
  const there = expansion(first, [mirror.buildDirectory, mirror.worktree]);
  const here = expansion(second, [...built, donor.worktree]);
  if (there === undefined || there.sha256 !== here?.sha256) return 'the expansion of its macros';
  return there.holdsPlace || here.holdsPlace ? "the worktree's path in the expansion of its macros" : undefined;
}

/** Cargo runs a build script by a further name of its program, in the same directory (`link_targets`, 1.95): that of the target. */
function runningName(path: string, { kind, slot }: Manifest): string[] {
  return kind === 'build-script' ? [posix.join(posix.dirname(path), posix.basename(slot).replace(/^build-script-/, ''))] : [];
}

/** OUT_DIRs of the build-script runs below a unit, relative to the build directory. */
export function outputsBelow(manifest: Manifest, standing: ReadonlyMap<Slot, Manifest>): string[] {
  const seen = new Set<Slot>();
  const found: string[] = [];
  const visit = (unit: Manifest): void => {
    for (const { slot } of unit.dependencies) {
      if (seen.has(slot)) continue;
      seen.add(slot);
      const below = standing.get(slot);
      if (below === undefined) continue;
      if (below.kind === 'run-build-script' && below.directories[0] !== undefined) found.push(below.directories[0]);
      else found.push(...below.files.filter(({ role }) => role === 'executable').flatMap(({ path }) => [path, ...runningName(path, below)]));
      visit(below);
    }
  };
  visit(manifest);
  return found;
}
