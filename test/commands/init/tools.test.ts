import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { jsonValue, withJson } from '../../../src/commands/init/tools/append.ts';
import { withEntry } from '../../../src/commands/init/tools/entry.ts';
import { findToolFile } from '../../../src/commands/init/tools/find-tool-file.ts';
import { planToolFile, planToolRemoval } from '../../../src/commands/init/tools/plan-tools.ts';
import { TOOL_NAMES, WARM } from '../../../src/commands/init/tools/tools.ts';
import { findSplice } from '../../../src/commands/init/splice.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';

const TOML: ReadonlySet<string> = new Set(['codex', 'conductor', 'worktrunk', 'jj']);

describe.each(TOOL_NAMES)('%s', (tool) => {
  const fresh = withEntry(tool, undefined, 'shop');
  const value = (text: string): unknown => (TOML.has(tool) ? parse(text) : jsonValue(text));

  test('a new file warms, and a second time nothing is added', () => {
    expect(JSON.stringify(value(fresh))).toMatch(/cargo share warm|"cargo","share","warm"/);
    expect(withEntry(tool, fresh, 'shop')).toBe(fresh);
  });

  test('what cannot be parsed stays', () => {
    expect(withEntry(tool, '{ "a": [ ', 'shop')).toBe('unclear');
  });

  test('what is written is taken out again byte for byte, also where others have written since', () => {
    const before = TOML.has(tool) ? '# mine\n[other]\nkey = 1 # why\n' : tool === 'zed' ? '// mine\n[\n\t{ "label": "x" }, // why\n]' : '// mine\n{ "other": 1 } // why\n';
    const path = join(temporaryDirectory(), 'file');
    const plan = planToolFile({ tool, path, bytes: Buffer.from(before) }, '/nowhere');
    const [step] = plan.steps;
    if (step?.action !== 'write-tool-file') throw new Error('no step');
    const recorded = { tool, path, created: false, splice: findSplice(Buffer.from(before), step.bytes) };
    expect(step.bytes.toString()).toContain(step.inserted);
    expect(planToolRemoval(recorded, step.bytes).steps).toMatchObject([{ action: 'write-tool-file', bytes: Buffer.from(before) }]);
    const later = Buffer.concat([Buffer.from('\n\n'), step.bytes]);
    expect(planToolRemoval(recorded, later).steps).toMatchObject([{ bytes: Buffer.from(`\n\n${before}`) }]);
    expect(planToolRemoval(recorded, Buffer.from('{}'))).toEqual({ steps: [], notes: [{ note: 'tool-file-changed', tool, path }] });
    expect(planToolRemoval({ ...recorded, created: true, splice: findSplice(Buffer.alloc(0), step.bytes) }, step.bytes).steps).toMatchObject([{ action: 'remove-tool-file' }]);
  });
});

test('claude-code: beside other hooks, comments and a comma at the end', () => {
  const text = '{\n  // rules\n  "hooks": {\n    "SessionStart": [\n      { "matcher": "resume" }, // old\n    ],\n  },\n  "model": "x"\n}\n';
  const after = withEntry('claude-code', text, 'shop');
  expect(after).toContain('// rules');
  expect(after).toContain('// old');
  expect(jsonValue(after)).toEqual({
    hooks: { SessionStart: [{ matcher: 'resume' }, { matcher: 'startup', hooks: [{ type: 'command', command: WARM }] }] },
    model: 'x',
  });
});

test('cursor: into the list that wins on this system; not into a script that is named', () => {
  expect(withEntry('cursor', '{"setup-worktree": ["a"], "setup-worktree-unix": ["b"]}', 'shop')).toBe(
    `{"setup-worktree": ["a"], "setup-worktree-unix": ["b", ${JSON.stringify(WARM)}]}`,
  );
  expect(withEntry('cursor', '{"setup-worktree": "setup.sh"}', 'shop')).toBe('unclear');
});

test('conductor and codex: first, so that the exit status stays that of the last command', () => {
  expect(jsonValue(withEntry('old-conductor', '{"scripts": {"setup": "npm ci", "run": "x"}}', 'shop'))).toEqual({ scripts: { setup: `${WARM}; npm ci`, run: 'x' } });
  expect(parse(withEntry('conductor', '[scripts]\nsetup = "npm ci"\nrun = "x"\n', 'shop'))).toEqual({ scripts: { setup: `${WARM}\nnpm ci`, run: 'x' } });
  const codex = withEntry('codex', "version = 1\nname = 'x'\n\n[setup]\nscript = '''\nnpm ci\n''' # theirs\n", 'shop');
  expect(parse(codex)).toEqual({ version: 1, name: 'x', setup: { script: `${WARM}\nnpm ci\n` } });
  expect(codex).toContain('# theirs');
  expect(withEntry('codex', '[setup]\nscript = "#!/bin/zsh\\nnpm ci"\n', 'shop')).toBe('unclear');
});

test('conductor: the old file where the repository has that one alone', async () => {
  const root = temporaryDirectory();
  const found = async (): Promise<string> => {
    const file = await findToolFile('conductor', root, {});
    return file.ok ? file.value.path.slice(root.length + 1) : file.error.code;
  };
  expect(await found()).toBe('.conductor/settings.toml');
  writeFileSync(join(root, 'conductor.json'), '{"scripts": {"setup": "npm ci"}}');
  expect(await found()).toBe('conductor.json');
  expect(planToolFile({ tool: 'conductor', path: join(root, 'conductor.json'), bytes: Buffer.from('{}') }, root).steps).toMatchObject([{ action: 'write-tool-file' }]);
  mkdirSync(join(root, '.conductor'));
  writeFileSync(join(root, '.conductor/settings.toml'), '');
  expect(await found()).toBe('.conductor/settings.toml');
});

test('worktrunk: a hook of one command is left to its author', () => {
  expect(withEntry('worktrunk', 'pre-start = "npm ci"\n', 'shop')).toBe('unclear');
  expect(parse(withEntry('worktrunk', '[pre-start]\nnpm = "npm ci"\n', 'shop'))).toEqual({ 'pre-start': { npm: 'npm ci', 'cargo-share': WARM } });
});

test.each([
  ['cursor', '{"setup-worktree": ["cargo-share run -- check"]}'],
  ['worktrunk', 'post-start = "cargo share warm"\n'],
  ['jj', '[aliases]\nw = ["util", "exec", "--", "cargo", "share", "warm"]\n'],
] as const)('%s: a file that calls it in another way stays', (tool, text) => {
  expect(withEntry(tool, text, 'shop')).toBe(text);
});

test('a file that is no text is left alone; a missing directory is made', () => {
  const root = temporaryDirectory();
  const path = join(root, '.zed/tasks.json');
  expect(planToolFile({ tool: 'zed', path, bytes: Buffer.from([0x5b, 0xff, 0x5d]) }, root)).toEqual({ steps: [], notes: [{ note: 'tool-file-unclear', tool: 'zed', path }] });
  const plan = planToolFile({ tool: 'zed', path, bytes: null }, root);
  expect(plan.steps.map(({ action }) => action)).toEqual(['create-directory', 'write-tool-file']);
  expect(plan.notes).toEqual([{ note: 'commit-tool-file', tool: 'zed', path }]);
  expect(() => statSync(path)).toThrow();
});

test('random JSON keeps what it holds, whatever its layout', () => {
  const layout = fc.constantFrom(undefined, 1, 2, '\t');
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), layout, (object, indent) => {
      const before = JSON.parse(JSON.stringify({ ...object, list: [object] })) as Record<string, unknown>;
      const after = withJson(JSON.stringify(before, null, indent), ['list'], { append: 1 });
      expect(jsonValue(after ?? '')).toEqual({ ...before, list: [object, 1].map((value) => JSON.parse(JSON.stringify(value)) as unknown) });
    }),
  );
});

test('what was written elsewhere in the repository stays readable', () => {
  // The manifest of this very project, as a file that people wrote.
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  expect(jsonValue(withJson(text, ['a', 'b'], { set: 'c' }) ?? '')).toEqual({ ...(JSON.parse(text) as object), a: { b: 'c' } });
});
