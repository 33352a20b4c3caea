import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../rig/crate.ts';
import type { WhichDocument } from '../rig/documents.ts';
import { LAYOUTS, TRIED_LAYOUTS, layoutEnvironment } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';
import { scratchRun } from '../rig/round-trip.ts';
import { copyTree, copyTarget } from '../rig/times.ts';
import { compareTrees, snapshotTree } from '../rig/tree.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();
const MACRO = `extern crate proc_macro;
#[proc_macro]
pub fn words(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let path = std::path::Path::new(&std::env::var("CARGO_PKG_NAME").unwrap()).join("words.txt");
    format!("{:?}", std::fs::read_to_string(path).unwrap()).parse().unwrap()
}
`;
const SAYS = (text: string): string => `pub fn say() -> String { "${text}".to_string() }\n`;
const MAIN = (text: string): string => `fn main() { println!("${text} {}", core_lib::say()); }\n`;

async function which(worktree: Worktree, file = 'target/debug/app', env: Readonly<Record<string, string>> = {}): Promise<WhichDocument> {
  const run = await worktree.share(['--json', 'which', file], { statuses: 'any', env: { ...layoutEnvironment(worktree.layout), ...env } });
  const document = JSON.parse(run.stdout) as WhichDocument;
  if (document.error === undefined) expect(run.status).toBe({ yes: 0, no: 1, unknown: 2 }[document.current]);
  return document;
}

/** The answer, after making sure that a `yes` is never false: the program prints what a scratch build prints. */
async function answer(worktree: Worktree): Promise<WhichDocument> {
  const document = await which(worktree);
  const prints = await worktree.run('app');
  const scratch = await scratchRun(worktree);
  if (document.current === 'yes') expect(prints).toBe(scratch);
  return document;
}

const reasons = ({ findings }: WhichDocument): string[] => findings.map(({ because }) => because.reason);

describe.each(TRIED_LAYOUTS)('which never says yes wrongly (%s)', (layout) => {
  it('after edits, a touch, an old time, another profile', async () => {
    const { main } = await createRig({ files: appAndLibrary({ 'app/src/main.rs': MAIN('one') }), layout });
    await main.cargo(['build']);
    expect(await answer(main)).toMatchObject({ current: 'yes', origin: { how: 'built' }, evidence: { recorded: 2 } });

    const text = main.read('core_lib/src/lib.rs');
    main.writeOld('core_lib/src/lib.rs', SAYS('hidden'));
    expect(await answer(main)).toMatchObject({ current: 'no', findings: [{ evidence: 'source-digest', because: { reason: 'digest-missing' } }] });
    main.write('core_lib/src/lib.rs', text);
    expect((await answer(main)).current).toBe('yes');

    main.write('app/src/main.rs', MAIN('two'));
    expect(await answer(main)).toMatchObject({ current: 'no', findings: [{ because: { reason: 'edited-since', file: 'app/src/main.rs' } }] });
    await main.cargo(['build']);
    expect((await answer(main)).current).toBe('yes');
    main.writeOld('app/src/main.rs', MAIN('three'));
    expect((await answer(main)).current).toBe('unknown');
    main.write('app/src/main.rs', MAIN('two'));
    await main.cargo(['build']);

    main.write('Cargo.toml', `${main.read('Cargo.toml')}[profile.dev]\noverflow-checks = false\n`);
    expect(await answer(main)).toMatchObject({ current: 'no', findings: [{ evidence: 'cargo', because: { reason: 'other-unit' } }] });
  });

  it('after an edit of comments only, before which the compiler keeps its list of sources', async () => {
    const { main } = await createRig({ files: appAndLibrary({ 'app/src/main.rs': MAIN('one') }), layout });
    await main.cargo(['build']);
    main.write('core_lib/src/lib.rs', `${main.read('core_lib/src/lib.rs')}// A comment.\n`);
    expect((await answer(main)).current).toBe('no');
    await main.cargo(['build']);
    expect((await answer(main)).current).not.toBe('no');
    await main.cargo(['clean', '-p', 'core_lib']);
    await main.cargo(['build']);
    expect((await answer(main)).current).toBe('yes');
  });

  it('in a warmed worktree, and with a copied target directory', async () => {
    const rig = await createRig({ files: appAndLibrary({ 'app/src/main.rs': MAIN('one') }), layout });
    const { main } = rig;
    const c = await rig.addWorktree('c');
    c.write('app/src/main.rs', MAIN('other'));
    await main.cargo(['build']);
    await main.save();
    const b = await rig.addWorktree('b');
    await b.warm();
    await b.cargo(['build']);
    expect(await answer(b)).toMatchObject({ current: 'yes', origin: { how: 'placed', from: { worktree: main.path, branch: 'main' } } });
    b.write('core_lib/src/lib.rs', SAYS('edited'));
    expect((await answer(b)).current).toBe('no');

    // Built after the other worktree's files were written: by times alone its program looks current.
    copyTree(main.target, c.target);
    expect((await answer(c)).current).not.toBe('yes');
    const d = await rig.addWorktree('d');
    d.write('app/src/main.rs', MAIN('another'));
    copyTarget(main.path, d.path);
    expect((await answer(d)).current).not.toBe('yes');
  });

  it('in a hand-made shared target directory, where it names the other worktree', async () => {
    const rig = await createRig({ files: appAndLibrary({ 'app/src/main.rs': MAIN('one') }), layout });
    const { main } = rig;
    const b = await rig.addWorktree('b');
    const env = { CARGO_TARGET_DIR: join(rig.temporary, 'shared') };
    const app = join(env.CARGO_TARGET_DIR, 'debug/app');
    b.write('app/src/main.rs', MAIN('other'));
    await main.cargo(['build'], { env });
    await b.cargo(['build'], { env });
    const told = await which(b, app, env);
    expect(told.current).toBe('no');
    expect(told.findings).toMatchObject([{ evidence: 'debug-info', because: { reason: 'other-worktree', worktree: main.path, file: 'app/src/main.rs' } }]);
    expect((await which(main, app, env)).current).toBe('yes');
    b.write('app/src/main.rs', MAIN('newest'));
    await b.cargo(['build'], { env });
    expect((await which(main, app, env)).current).not.toBe('yes');
    // The library is still the one that was built for both, so the debug information names the other worktree too.
    expect((await which(b, app, env)).current).not.toBe('no');
  });
});

it('libraries, tests and hashed names are known; copies, other files and missing ones are not', async () => {
  const rig = await createRig({ files: appAndLibrary({ 'app/tests/it.rs': '#[test]\nfn it() {}\n' }) });
  const { main } = rig;
  await main.cargo(['build']);
  await main.cargo(['test', '--no-run']);
  const test = readdirSync(join(main.target, 'debug/deps')).find((name) => /^it-[0-9a-f]{16}$/.test(name)) ?? '';
  const before = snapshotTree(main.path);
  for (const file of ['target/debug/libcore_lib.rlib', `target/debug/deps/${test}`]) expect((await which(main, file)).current).toBe('yes');
  copyFileSync(join(main.target, 'debug/app'), join(rig.temporary, 'copy'));
  for (const file of [join(rig.temporary, 'copy'), 'target/CACHEDIR.TAG', 'target/debug/nothing']) {
    expect((await which(main, file)).error).toMatchObject({ code: 'not-build-output' });
  }
  expect(compareTrees(before, snapshotTree(main.path))).toEqual([]);
  expect(reasons(await which(main))).toEqual([]);
});

it('a program that names its directory, and whose macro was not observed, is no yes; one of everything equal is', async () => {
  const rig = await createRig({
    files: {
      'Cargo.toml': workspace(['app', 'words']),
      'words/Cargo.toml': manifest('words', '[lib]\nproc-macro = true\n'),
      'words/src/lib.rs': MACRO,
      'app/Cargo.toml': manifest('app', dependsOn('words')),
      'app/words.txt': 'first',
      'app/src/main.rs': 'fn main() { println!("{} {}", words::words!(), env!("CARGO_MANIFEST_DIR")); }\n',
    },
  });
  const { main } = rig;
  await main.cargo(['build']);
  expect(await answer(main)).toMatchObject({ current: 'yes', evidence: { 'everything-equal': 1, unknown: 0 } });
  // Nothing tells cargo of it.
  main.write('app/words.txt', 'second');
  expect(await answer(main)).toMatchObject({ current: 'unknown', evidence: { unknown: 1 }, findings: [{ because: { reason: 'not-observed' } }] });
});

it.each(LAYOUTS)('what a script without any rerun-if was seen to ask is known where its run was placed (%s)', async (layout) => {
  const rig = await createRig({
    files: {
      'Cargo.toml': manifest('app', 'build = "build.rs"\n'),
      'build.rs': 'fn main() { println!("cargo:rustc-env=WORDS={}", std::fs::read_to_string("words.txt").unwrap()); }\n',
      'words.txt': 'first',
      'src/main.rs': 'fn main() { println!("{}", env!("WORDS")); }\n',
    },
    layout,
  });
  const { main } = rig;
  await main.cargo(['build']);
  await main.save();
  await main.share(['audit']);
  const b = await rig.addWorktree('b');
  await b.warm();
  expect((await b.cargo(['build'])).compiled).toEqual([]);
  expect(await answer(b)).toMatchObject({ current: 'yes', evidence: { observed: 1 }, findings: [] });
});
