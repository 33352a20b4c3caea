import { symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { judgeUnit } from '../../../src/engine/audit/judge-unit.ts';
import type { AuditedUnit, Mirror, Verdict } from '../../../src/engine/audit/model.ts';
import { printedBefore } from '../../../src/engine/audit/prepare.ts';
import { digestInMirror } from '../../../src/engine/audit/verdict.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import { gitState } from '../../../src/formats/git/work-tree.ts';
import type { ObservedProcess, ObservedRecord } from '../../../src/engine/observer/observed.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { makeRepository, temporaryDirectory, write } from '../../formats/git/rig.ts';
import { afterTick } from '../../support/ticks.ts';
import { fileOf, manifestOf } from '../../units/samples.ts';

let donor: AbsolutePath;
let mirror: Mirror;
let gate: string;
let builtNs: bigint;

beforeEach(() => {
  const root = temporaryDirectory();
  donor = makeRepository(`${root}/donor`) as AbsolutePath;
  const tree = `${root}/audit/tree` as AbsolutePath;
  mirror = { worktree: tree, around: `${root}/audit`, buildDirectory: `${tree}/target` as AbsolutePath, git: undefined, temporary: `${root}/scratch` };
  gate = `${root}/scratch/gate`;
  for (const place of [donor, tree]) write(`${place}/words.txt`, 'words');
  builtNs = afterTick();
});

function judge(unit: AuditedUnit, ...paths: readonly string[]): Verdict {
  return judgeProcesses(unit, [processOf(paths)]);
}

function processOf(paths: readonly string[]): ObservedProcess {
  const records: ObservedRecord[] = paths.map((path) => ({ by: 'program', kind: 'read', path: `${mirror.worktree}/${path}`, errno: 0, call: 'open' }));
  return { file: '1', parent: undefined, start: undefined, pid: 1, executable: '/x', cwd: mirror.worktree, outDir: undefined, argv: [], complete: true, records };
}

function judgeProcesses(unit: AuditedUnit, processes: readonly ObservedProcess[], { env = {}, alike, written = [] }: { readonly env?: NodeJS.ProcessEnv; readonly alike?: boolean; readonly written?: readonly string[] } = {}): Verdict {
  return judgeUnit(unit, {
    processes,
    unseen: [],
    mirror,
    written,
    prepared: { gate, log: `${gate}/log`, standing: new Map() },
    donor: { worktree: donor, contents: new WorktreeContents(donor), git: gitState(donor), gitDirectories: undefined, tracked: () => [], headFiles: () => [], configEnv: { digest: () => sha256(''), variable: () => undefined, files: [], read: [], compilers: [] }, configFiles: [] },
    env,
    built: [`${donor}/target`],
    alike,
  });
}

const seen: Verdict = { state: 'observed', observations: [{ see: 'file', path: 'words.txt', sha256: sha256('words') }] };

test('what left no record at all was not watched', () => {
  expect(judgeProcesses({ manifest: manifestOf('app'), way: 'expand', evidence: 'needed' }, [])).toEqual({ state: 'not-run', why: 'it left no record' });
});

describe('a run of a build script', () => {
  const run = (more: Partial<Manifest> = {}): AuditedUnit => {
    const manifest = manifestOf('app', { kind: 'run-build-script', files: [fileOf('script-output', 'debug/build/app/output')], directories: ['debug/build/app/out'], ...more });
    return { manifest, way: 'run', evidence: 'needed' };
  };

  test('that comes out the same is known by what it asked for', () => {
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:x=y');
    const digest = digestInMirror(run().manifest, mirror) as Manifest['digest'];
    expect(judge(run({ digest }), 'words.txt')).toEqual(seen);
  });

  test('that reads what another one writes meanwhile is left: the answer is looked up later', () => {
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:x=y');
    const unit = run({ digest: digestInMirror(run().manifest, mirror) as Manifest['digest'] });
    expect(judgeProcesses(unit, [processOf(['words.txt'])], { written: ['words.txt'] })).toEqual({ state: 'left', because: 'failed', what: 'words.txt may be what another one writes' });
    expect(judgeProcesses(unit, [processOf(['words.txt'])], { written: ['other.txt'] })).toEqual(seen);
  });

  test('that comes out otherwise is left to cargo', () => {
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:x=z');
    expect(judge(run(), 'words.txt')).toMatchObject({ state: 'left', because: 'other-elsewhere' });
  });

  test('that fails shows nothing', () => {
    expect(judge(run())).toMatchObject({ state: 'left', because: 'failed' });
  });

  test('that goes up behind a link is left to cargo: the words of the path lead elsewhere', () => {
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:x=y');
    write(`${mirror.worktree}/real/inner/x`, '');
    symlinkSync('real/inner', `${mirror.worktree}/link`);
    const digest = digestInMirror(run().manifest, mirror) as Manifest['digest'];
    expect(judge(run({ digest }), 'link/../words.txt')).toEqual({ state: 'left', because: 'failed', what: 'link/../words.txt goes up behind a link' });
    expect(judge(run({ digest }), 'real/../words.txt')).toEqual(seen);
  });

  test('of a registry, which was shown an empty directory in the place of what is built, is held against what it made in the donor', () => {
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:x=y');
    const digest = digestInMirror(run().manifest, mirror) as Manifest['digest'];
    const process: ObservedProcess = { ...processOf([]), records: [{ by: 'program', kind: 'list', path: `${mirror.buildDirectory}/debug/deps`, errno: 0, call: 'opendir-other' }] };
    expect(judgeProcesses({ ...run({ digest }), evidence: 'doubted' }, [process])).toEqual({ state: 'observed', observations: [] });
    expect(judgeProcesses({ ...run(), evidence: 'doubted' }, [process])).toMatchObject({ state: 'left', because: 'other-elsewhere' });
  });

  test('of a package from elsewhere that is told a variable, and has not declared it, is left to cargo', () => {
    const doubted: AuditedUnit = { ...run(), evidence: 'doubted' };
    const asked = (name: string, value: string | null): ObservedProcess => ({ ...processOf([]), records: [{ by: 'program', kind: 'variable', name, value }] });
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:rerun-if-env-changed=TOLD');
    expect(judgeProcesses(doubted, [asked('MODE', 'one')])).toEqual({ state: 'left', because: 'shell-variable', what: 'MODE' });
    for (const [name, value] of [['MODE', null], ['TOLD', 'one'], ['HOME', '/home/one'], ['CARGO_PKG_AUTHORS', 'one']] as const) {
      expect(judgeProcesses(doubted, [asked(name, value)])).toMatchObject({ state: 'observed' });
    }
  });

  test('of a package from elsewhere that reads a file of the worktree is left to cargo, but for what it has told', () => {
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:x=y');
    const source = { kind: 'git', name: 'app', revision: 'a' } as const;
    const elsewhere = (more: Partial<Manifest>): AuditedUnit => ({ ...run({ source, ...more }), evidence: 'doubted' });
    expect(judge(elsewhere({ inputs: [] }), 'words.txt')).toEqual({ state: 'left', because: 'untold', what: 'words.txt' });
    expect(judge(elsewhere({ inputs: [{ kind: 'file', path: 'words.txt', sha256: sha256('words') }] }), 'words.txt')).toEqual(seen);
  });

  test('of a package from elsewhere that was told a variable by the build alone has printed something else then', () => {
    const asked: ObservedProcess = { ...processOf([]), records: [{ by: 'program', kind: 'variable', name: 'MODE', value: null }] };
    const output = 'debug/build/app/output';
    write(`${mirror.buildDirectory}/${output}`, 'cargo:x=none');
    write(printedBefore(gate, output), 'cargo:x=none');
    expect(judgeProcesses({ ...run(), evidence: 'doubted' }, [asked])).toMatchObject({ state: 'observed' });
    write(printedBefore(gate, output), 'cargo:x=one');
    expect(judgeProcesses({ ...run(), evidence: 'doubted' }, [asked])).toEqual({ state: 'left', because: 'shell-variable', what: 'MODE' });
  });

  test('that reads what others built is left to cargo', () => {
    write(`${mirror.buildDirectory}/debug/build/app/output`, 'cargo:x=y');
    expect(judge(run(), 'target/debug/app')).toMatchObject({ state: 'left', because: 'reads-target' });
  });
});

describe('an expansion of macros', () => {
  const user = (): AuditedUnit => {
    const { provenance, ...manifest } = manifestOf('app');
    return { manifest: { ...manifest, provenance: { ...provenance, builtNs: String(builtNs) } }, way: 'expand', evidence: 'needed' };
  };
  const expanded = (there: string, here: string, code = '0'): void => {
    const base = `${gate}/expanded/${user().manifest.unitHash}`;
    write(`${base}.code`, `${code}\n`);
    write(`${base}.rs`, there);
    write(`${base}.donor.rs`, here);
  };

  test('that comes out the same is known by what it asked for', () => {
    expanded('"words"', '"words"');
    expect(judge(user(), 'words.txt')).toEqual(seen);
  });

  test('that holds the path is left to cargo: what is made of it does not show', () => {
    expanded(`"${mirror.worktree}".len()`, `"${donor}".len()`);
    expect(judge(user(), 'words.txt')).toMatchObject({ state: 'left', because: 'other-elsewhere' });
  });

  test('of a registry\'s crate counts by the path alone: its record vouches for the rest', () => {
    expanded(`"${mirror.worktree}".len()`, `"${donor}".len()`);
    expect(judge({ ...user(), evidence: 'doubted' }, 'target/debug/app')).toMatchObject({ state: 'left', because: 'other-elsewhere' });
  });

  test('with a piece of the path in it is left to cargo', () => {
    expanded('"tree"', '"donor"');
    expect(judge(user(), 'words.txt')).toEqual({ state: 'left', because: 'other-elsewhere', what: 'the expansion of its macros' });
  });

  test('does not show what the assembler reads', () => {
    const code = 'asm!(".incbin \\"blob\\"");';
    expanded(code, code);
    expect(judge(user(), 'words.txt')).toMatchObject({ state: 'left', because: 'assembler' });
  });

  test('that fails shows nothing', () => {
    expanded('x', 'x', '101');
    expect(judge(user(), 'words.txt')).toMatchObject({ state: 'left', because: 'failed' });
  });

  test('shows nothing where a variable of the shell was kept from it', () => {
    expanded('x', 'x');
    const asks: ObservedProcess = { ...processOf([]), records: [{ by: 'program', kind: 'variable', name: 'RUSTFLAGS', value: null }] };
    expect(judgeProcesses(user(), [asks], { env: { RUSTFLAGS: '--cfg x' } })).toMatchObject({ state: 'not-run', why: '$RUSTFLAGS is set in this shell, and steers builds' });
    expect(judgeProcesses(user(), [asks])).toMatchObject({ state: 'observed' });
  });

  test('that asked for a variable of the shell counts only where the build is known to have been told the same', () => {
    expanded('x', 'x');
    const asks: ObservedProcess = { ...processOf([]), records: [{ by: 'program', kind: 'variable', name: 'MODE', value: null }] };
    expect(judgeProcesses(user(), [asks])).toMatchObject({ state: 'not-run', why: 'MODE may have been another one in the shell that built it' });
    expect(judgeProcesses(user(), [asks], { alike: false })).toEqual({ state: 'left', because: 'shell-variable', what: 'MODE' });
    expect(judgeProcesses(user(), [asks], { alike: true })).toMatchObject({ state: 'observed' });
  });

  test('shows nothing of a build before a file was written that it reads', () => {
    expanded('x', 'x');
    write(`${donor}/words.txt`, 'words');
    expect(judge(user(), 'words.txt')).toEqual({ state: 'not-run', why: 'words.txt has changed since it was built' });
  });
});
