import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unseenPrograms, type ObservedRecord } from '../../../src/engine/observer/observed.ts';
import { cargo, cleanEnvironment } from '../../formats/cargo/sandbox.ts';
import type { LayoutKind } from '../../../src/units/model.ts';
import { LAYOUTS, layoutEnvironment } from '../../rig/layout.ts';
import { exec, type Exit } from '../../rig/process.ts';
import { bench, logged, native, WITHOUT_OBSERVER, type Bench } from './observe.ts';

const FILES = {
  'Cargo.toml': '[package]\nname = "demo-app"\nversion = "0.1.0"\nedition = "2021"\n[lib]\ncrate-type = ["lib", "cdylib"]\n[dependencies]\nreads = { path = "reads" }\nempty = { path = "empty" }\n[workspace]\n',
  'src/lib.rs': 'pub fn words() -> &\'static str { reads::words!() }\n#[derive(empty::Nothing)]\npub struct S;\n#[test] fn t() {}\n',
  'src/main.rs': 'fn main() { println!("{} {}", demo_app::words(), include_str!(concat!(env!("OUT_DIR"), "/made"))) }\n',
  'build.rs': 'fn main() { std::fs::write(format!("{}/made", std::env::var("OUT_DIR").unwrap()), "made").unwrap(); }\n',
  'data/words.txt': 'one\n',
  'reads/Cargo.toml': '[package]\nname = "reads"\nversion = "0.1.0"\nedition = "2021"\n[lib]\nproc-macro = true\n',
  'reads/src/lib.rs': `
    use proc_macro::TokenStream;
    #[proc_macro]
    pub fn words(_: TokenStream) -> TokenStream {
        let data = format!("{}/data", std::env::var("CARGO_MANIFEST_DIR").unwrap());
        let words = std::fs::read_to_string(format!("{data}/words.txt")).unwrap();
        let _ = (std::env::var("MODE"), std::fs::metadata(format!("{data}/absent")), std::fs::read_dir(&data).unwrap().count());
        let file = format!("{data}/threaded.txt");
        std::thread::spawn(move || std::fs::read(file).is_ok()).join().unwrap();
        let _ = std::process::Command::new("cat").arg("data/words.txt").output();
        format!("{:?}", words.trim()).parse().unwrap()
    }`,
  'empty/Cargo.toml': '[package]\nname = "empty"\nversion = "0.1.0"\nedition = "2021"\n[lib]\nproc-macro = true\n',
  'empty/src/lib.rs': 'use proc_macro::TokenStream;\n#[proc_macro_derive(Nothing)]\npub fn nothing(_: TokenStream) -> TokenStream { TokenStream::new() }\n',
};

/** What macros asked for in an expansion: nothing of what rustc asks itself. */
function expectOfMacros(records: readonly ObservedRecord[], directory: string): void {
  const loaded = records.flatMap((record) => (record.kind === 'load' ? [basename(record.path).replace(/-.*/, '')] : []));
  const asked = records.filter(({ kind }) => kind !== 'load');
  const library = asked.map(({ by }) => (typeof by === 'object' ? basename(by.library) : by));
  expect(loaded.sort()).toEqual(['libempty', 'libreads']);
  expect(new Set(library)).toEqual(new Set([expect.stringMatching(/^libreads-[0-9a-f]{16}\.so$/)]));
  const paths = asked.flatMap((record) => ('path' in record ? [`${record.kind} ${record.path} ${'errno' in record ? record.errno : ''}`] : []));
  expect(paths.filter((line) => line.includes(directory))).toEqual([
    `read ${directory}/data/words.txt 0`,
    `look ${directory}/data/absent 2`,
    `list ${directory}/data 0`,
    `read ${directory}/data/threaded.txt 2`,
  ]);
  expect(asked).toContainEqual(expect.objectContaining({ kind: 'variable', name: 'MODE', value: 'fast' }));
  expect(asked).toContainEqual(expect.objectContaining({ kind: 'run', argv: ['cat', 'data/words.txt'] }));
}

interface Unit {
  readonly name: string;
  readonly hash: string;
}

/** Takes what was compiled out of a build directory, into the gate's. */
function takeOut(gate: string, target: string, layout: LayoutKind): Unit[] {
  const units: Unit[] = [];
  const take = (name: string, hash: string, files: readonly string[]): void => {
    mkdirSync(join(gate, 'kept', hash), { recursive: true });
    for (const file of files) {
      if (!existsSync(file)) continue;
      linkSync(file, join(gate, 'kept', hash, basename(file)));
      rmSync(file);
    }
    units.push({ name, hash });
  };
  const inside = (directory: string): string[] => readdirSync(directory).map((name) => join(directory, name)).filter((path) => statSync(path).isFile());
  const debug = join(target, 'debug');
  if (layout === 'unit-dirs') {
    for (const unit of readdirSync(join(debug, 'build')).flatMap((name) => readdirSync(join(debug, 'build', name)).map((hash) => join(debug, 'build', name, hash)))) {
      const info = inside(join(unit, 'out')).find((path) => path.endsWith('.d'));
      if (existsSync(join(unit, 'run')) || info === undefined) continue;
      take(basename(info, '.d').replace(/-[0-9a-f]{16}$/, ''), basename(unit), inside(join(unit, 'out')));
      rmSync(join(unit, 'fingerprint'), { recursive: true });
    }
    return units;
  }
  for (const fingerprint of readdirSync(join(debug, '.fingerprint'))) {
    const hash = fingerprint.slice(-16);
    const kinds = readdirSync(join(debug, '.fingerprint', fingerprint));
    if (kinds.some((kind) => kind.startsWith('run-build-script'))) continue;
    const script = kinds.some((kind) => kind.startsWith('build-script'));
    const directory = script ? join(debug, 'build', fingerprint) : join(debug, 'deps');
    const own = inside(directory).filter((path) => path.includes(hash));
    const name = script ? 'build_script_build' : fingerprint.slice(0, -17).replaceAll('-', '_');
    // The files of a cdylib have no hash.
    take(name, hash, own.length > 0 ? own : [`${name}.d`, `lib${name}.rlib`, `lib${name}.so`].map((file) => join(directory, file)));
    rmSync(join(debug, '.fingerprint', fingerprint), { recursive: true });
  }
  return units;
}

function behindGate(b: Bench, gate: string, args: readonly string[], more: Record<string, string>): Promise<Exit> {
  const env = { ...b.environment, ...more, CARGO_SHARE_GATE: gate, CARGO_SHARE_OBSERVER: native().observer, RUSTC_WRAPPER: native().gate, MODE: 'fast', CARGO_INCREMENTAL: '0' };
  return exec('cargo', args, { cwd: b.directory, env: cleanEnvironment(env), statuses: 'any' });
}

describe.skipIf(WITHOUT_OBSERVER !== '')(`macros${WITHOUT_OBSERVER}`, () => {
  test("what a macro asks for is told from what rustc does, also in a thread of its own", async () => {
    const b = bench(FILES);
    await exec('cargo', ['check', '-q'], { cwd: b.directory, env: cleanEnvironment({ ...b.environment, MODE: 'fast' }) });
    const expansion = logged(b).find(({ executable, argv }) => executable.endsWith('/rustc') && argv.includes('src/lib.rs') && argv.includes('demo_app'));
    expect(expansion?.complete).toBe(true);
    expectOfMacros(expansion?.records ?? [], b.directory);
  });

  test.each(LAYOUTS)('the gate expands what was chosen and compiles nothing (%s)', async (layout) => {
    const b = bench(FILES);
    const more = { ...layoutEnvironment(layout) };
    const gate = join(b.directory, '../gate');
    mkdirSync(gate);
    await cargo(b.directory, ['build', '-q'], { ...more, MODE: 'fast', CARGO_INCREMENTAL: '0' });
    const before = (await exec(join(b.directory, 'target/debug/demo-app'), [], { cwd: b.directory, env: {} })).stdout;
    const units = takeOut(gate, join(b.directory, 'target'), layout);
    const chosen = units.filter(({ name }) => name === 'demo_app');
    expect(chosen).toHaveLength(2);
    writeFileSync(join(gate, 'chosen'), chosen.map(({ hash }) => `${hash}\n`).join(''));

    const { stderr, status } = await behindGate(b, gate, ['build', '-v'], more);
    expect({ stderr, status }).toEqual({ stderr: expect.stringContaining('Finished') as string, status: 0 });
    expect((await exec(join(b.directory, 'target/debug/demo-app'), [], { cwd: b.directory, env: {} })).stdout).toBe(before);
    expect(readdirSync(join(gate, 'expanded')).sort()).toEqual(chosen.flatMap(({ hash }) => ['code', 'command', 'invoked', 'rs', 'stderr'].map((kind) => `${hash}.${kind}`)).sort());
    const texts = chosen.map(({ hash }) => readFileSync(join(gate, 'expanded', `${hash}.rs`), 'utf8'));
    expect(texts.filter((text) => text.includes('fn words() -> &\'static str { "one" }'))).toHaveLength(1);

    const expansions = chosen.map(({ hash }) => logged(b, `expand-${hash}`));
    const lib = expansions.find((processes) => processes.some(({ argv }) => argv.includes('src/lib.rs')));
    expect(lib?.every(({ complete }) => complete)).toBe(true);
    expect(unseenPrograms(lib ?? [])).toEqual([]);
    expectOfMacros(lib?.find(({ executable }) => executable.endsWith('/rustc'))?.records ?? [], b.directory);
    expect(logged(b).some(({ executable }) => executable === native().gate)).toBe(false);
    const [cwd, ...rest] = readFileSync(join(gate, 'expanded', `${chosen[0]?.hash}.command`), 'utf8').split('\0');
    expect(cwd).toBe(b.directory);
    expect(rest).toContain('MODE=fast');
    expect(rest.slice(rest.indexOf('')).some((word) => word === '-Zunpretty=expanded')).toBe(true);
    const invoked = readFileSync(join(gate, 'expanded', `${chosen[0]?.hash}.invoked`), 'utf8').split('\0');
    expect(invoked.some((word) => word.startsWith('--emit='))).toBe(true);
    expect(rest.filter((word) => /^(?:LD_PRELOAD|CARGO_SHARE_)/.test(word))).toEqual([]);
  });

  test('what was neither chosen nor kept ends the build', async () => {
    const b = bench(FILES);
    const gate = join(b.directory, '../gate');
    mkdirSync(gate);
    const { status } = await behindGate(b, gate, ['build', '-q', '-j1'], {});
    expect(status).toBe(101);
    expect(readFileSync(join(gate, 'refused'), 'utf8')).toMatch(/^unknown \w+ [0-9a-f]{16}\n/);
    expect(existsSync(join(gate, 'expanded'))).toBe(false);
  });
});
