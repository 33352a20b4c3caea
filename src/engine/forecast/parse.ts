/** One unit that a cargo command needs. */
export interface ForecastUnit {
  /** As in `Cargo.toml`. */
  readonly package: string;
  readonly version: string;
  /** Cargo's id of the package; null for a unit that only the compiler's stand-in told of. */
  readonly packageId: string | null;
  /** `lib`, `bin`, `proc-macro`, `test`, `custom-build`, `run-build-script`, …; null where not told. */
  readonly target: { readonly kind: string; readonly name: string } | null;
  /** 16 hex digits; null for the unhashed output of a path package's `dylib` or `cdylib`. */
  readonly unitHash: string | null;
  readonly features: readonly string[];
  readonly fresh: boolean;
  /** Cargo's words for why a unit that stands there is rebuilt; null where it is fresh, or not there. */
  readonly dirty: string | null;
}

export interface Forecast {
  readonly units: readonly ForecastUnit[];
  /** Packages after `Fresh` and after `Compiling` or `Checking`, as `cargo -v` names them; sorted, each once. */
  readonly freshPackages: readonly string[];
  readonly builtPackages: readonly string[];
}

export interface ForecastOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** What the stand-ins wrote down, a line for each process, in order. */
  readonly log: string;
  readonly root: string;
  /** The unit file that a path of the replica is another name of, relative to {@link root}. */
  readonly nameOf: (path: string) => string | undefined;
}

/** Reads what cargo (`-v`, one job, JSON messages; seen with 1.95 and 1.97 nightly) said of a replica. */
export function parseForecast(o: ForecastOutput): Forecast {
  const { works, fresh, built } = readStatus(o);
  const left = new Set(works);
  const units: ForecastUnit[] = [];
  for (const message of messages(o.stdout)) {
    const unit = message.reason === 'build-script-executed' ? runUnit(message, left) : compiledUnit(message, left, o);
    if (unit !== undefined) units.push(unit);
  }
  for (const { package: name, version, unitHash, dirty } of left) {
    units.push({ package: name, version, packageId: null, target: null, unitHash, features: [], fresh: false, dirty });
  }
  return { units, freshPackages: [...fresh].sort(), builtPackages: [...built].sort() };
}

interface Message {
  readonly reason: string;
  readonly package_id: string;
  readonly target?: { readonly kind: readonly string[]; readonly name: string };
  readonly profile?: { readonly test: boolean };
  readonly features?: readonly string[];
  readonly filenames?: readonly string[];
  readonly executable?: string | null;
  readonly fresh?: boolean;
  readonly out_dir?: string;
}

function* messages(stdout: string): Generator<Message> {
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{"reason":"compiler-artifact"') && !line.startsWith('{"reason":"build-script-executed"')) continue;
    yield JSON.parse(line) as Message;
  }
}

/** What was not fresh was compiled: with one job, the messages come in the order of the processes. */
function compiledUnit(m: Message, left: Set<Work>, o: ForecastOutput): ForecastUnit | undefined {
  if (m.target === undefined) return undefined;
  const id = packageOf(m.package_id);
  const isTest = m.profile?.test === true;
  const target = { kind: isTest ? 'test' : (m.target.kind[0] ?? 'lib'), name: m.target.name };
  const features = m.features ?? [];
  if (m.fresh === true) {
    const names = [...(m.filenames ?? []), ...(typeof m.executable === 'string' ? [m.executable] : [])];
    const unitHash = names.map((name) => hashIn(name) ?? hashIn(o.nameOf(name) ?? '')).find((hash) => hash !== undefined) ?? null;
    return { ...id, target, unitHash, features, fresh: true, dirty: null };
  }
  const crate = target.name.replaceAll('-', '_');
  const work = [...left].find((w) => w.package === id.package && w.crate === crate && w.isTest === isTest);
  if (work !== undefined) left.delete(work);
  return { ...id, target, unitHash: work?.unitHash ?? null, features, fresh: false, dirty: work?.dirty ?? null };
}

/** Cargo does not say of a run whether it was fresh: it was where its program did not run. */
function runUnit(m: Message, left: Set<Work>): ForecastUnit {
  const unitHash = hashIn(`${m.out_dir ?? ''}/`) ?? null;
  const work = [...left].find((w) => w.crate === undefined && w.unitHash === unitHash);
  if (work !== undefined) left.delete(work);
  const target = { kind: 'run-build-script', name: 'build-script-build' };
  return { ...packageOf(m.package_id), target, unitHash, features: [], fresh: work === undefined, dirty: work?.dirty ?? null };
}

/** `path+file:///ws/app#0.1.0`, `path+file:///ws/app#name@0.1.0`, `registry+https://…#serde@1.0.1` (package id spec). */
function packageOf(packageId: string): Pick<ForecastUnit, 'package' | 'version' | 'packageId'> {
  const [place = '', fragment = ''] = [packageId.slice(0, packageId.lastIndexOf('#')), packageId.slice(packageId.lastIndexOf('#') + 1)];
  const at = fragment.lastIndexOf('@');
  const name = at < 0 ? (place.replace(/\?.*$/, '').split('/').at(-1) ?? '') : fragment.slice(0, at);
  return { package: name, version: fragment.slice(at + 1), packageId };
}

/** In a file's name, or in the name of its unit's directory. */
function hashIn(path: string): string | undefined {
  return (/-([0-9a-f]{16})(?:\.[^/]*)?$/.exec(path) ?? /\/build\/[^/]+[-/]([0-9a-f]{16})\//.exec(path))?.[1];
}

/** A process that cargo started for a unit. */
interface Work {
  readonly package: string;
  readonly version: string;
  /** Undefined: a build script that ran. */
  readonly crate: string | undefined;
  readonly isTest: boolean;
  readonly unitHash: string | null;
  readonly dirty: string | null;
}

const STATUS = /^\s*(Compiling|Checking|Fresh|Dirty) (\S+) v\S+(?: \([^)]*\))*(?:: (.*))?$/;

/** With one job, each `Dirty` line stands before the `Running` line of its unit, and those stand as in the log. */
function readStatus(o: ForecastOutput): { works: Work[]; fresh: Set<string>; built: Set<string> } {
  const log = o.log.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
  const works: Work[] = [];
  const fresh = new Set<string>();
  const built = new Set<string>();
  let dirty: string | null = null;
  for (const line of o.stderr.split('\n')) {
    const running = /^\s*Running `/.test(line);
    if (running) {
      const [, name = '', place = '', extra = '', version = ''] = log[works.length] ?? [];
      const crate = /--crate-name (\S+)/.exec(line)?.[1];
      const unitHash = hashIn(extra) ?? hashIn(`${place}/`) ?? null;
      works.push({ package: name, version, crate, isTest: / --test(?: |`)/.test(line), unitHash, dirty });
      dirty = null;
      continue;
    }
    const [, verb, name, reason] = STATUS.exec(line) ?? [];
    if (verb === undefined || name === undefined) continue;
    if (verb === 'Fresh') fresh.add(name);
    else if (verb === 'Dirty') dirty = reason ?? '';
    else built.add(name);
  }
  return { works, fresh, built };
}
