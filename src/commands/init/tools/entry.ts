import { parse, TomlError } from 'smol-toml';
import { withKey, type KeyPath } from '../../../formats/cargo/config-edit/edit.ts';
import { jsonValue, withJson } from './append.ts';
import { WARM, type ToolFormat } from './tools.ts';

/** `unclear`: the file cannot be parsed, or something else stands where the entry belongs. */
export type EntryProblem = 'unclear';

/**
 * What a tool's set-up file has to hold so that a new worktree is warmed, every other byte as it was. The same text where
 * it calls this program already, in whatever way. `text` undefined: there is no file. `name`: the repository's, for
 * formats that want one.
 */
export function withEntry(tool: ToolFormat, text: string | undefined, name: string): string | EntryProblem {
  if (text !== undefined && !isParsed(tool, text)) return 'unclear';
  if (text !== undefined && calls(valueIn(tool, text))) return text;
  return written(tool, text, name) ?? 'unclear';
}

function written(tool: ToolFormat, text: string | undefined, name: string): string | undefined {
  switch (tool) {
    case 'claude-code':
      return withJson(text ?? '{}\n', ['hooks', 'SessionStart'], { append: { matcher: 'startup', hooks: [{ type: 'command', command: WARM }] } });
    case 'codex': {
      const start = text ?? `version = 1\nname = ${JSON.stringify(name)}\n`;
      return withScript(tool, start, ['setup', 'script']);
    }
    case 'cursor': {
      // The one of a system wins over that of all.
      const value = jsonValue(text ?? '{}');
      const key = hasKey(value, 'setup-worktree-unix') ? 'setup-worktree-unix' : 'setup-worktree';
      return withJson(text ?? '{}\n', [key], { append: WARM });
    }
    case 'conductor':
      return withScript(tool, text ?? '', ['scripts', 'setup']);
    case 'old-conductor': {
      const before = stringAt(jsonValue(text ?? '{}'), ['scripts', 'setup']);
      return withJson(text ?? '{}\n', ['scripts', 'setup'], { set: before === undefined ? WARM : `${WARM}; ${before}` });
    }
    case 'worktrunk':
      return withToml(text ?? '', ['pre-start', 'cargo-share'], WARM);
    case 'jj':
      return withToml(text ?? '', ['aliases', 'warm'], ['util', 'exec', '--', 'cargo', 'share', 'warm']);
    case 'zed':
      return withJson(text ?? '[]\n', [], {
        append: { label: 'cargo share warm', command: WARM, cwd: '$ZED_WORKTREE_ROOT', hooks: ['create_worktree'], reveal: 'no_focus', hide: 'on_success' },
      });
    case 'vscode':
      return withJson(text ?? '{\n  "version": "2.0.0"\n}\n', ['tasks'], {
        append: {
          label: 'cargo share warm',
          type: 'shell',
          command: WARM,
          presentation: { reveal: 'silent' },
          problemMatcher: [],
          runOptions: { runOn: 'folderOpen' },
        },
      });
  }
}

/** It comes first, so that the script's exit status stays that of its last command; not before a `#!`. */
function withScript(tool: ToolFormat, text: string, path: KeyPath): string | undefined {
  const before = stringAt(valueIn(tool, text), path);
  if (before?.startsWith('#!') === true) return undefined;
  const rest = before === undefined || before.trim() === '' ? '' : before.replace(/^\n/, '');
  return withToml(text, path, `${WARM}\n${rest}`);
}

function withToml(text: string, path: KeyPath, value: string | readonly string[]): string | undefined {
  const edited = withKey(Buffer.from(text), path, value);
  return edited.ok ? edited.value.toString() : undefined;
}

const TOML: ReadonlySet<ToolFormat> = new Set(['codex', 'conductor', 'worktrunk', 'jj']);

function valueIn(tool: ToolFormat, text: string): unknown {
  return TOML.has(tool) ? tomlValue(text) : jsonValue(text);
}

function isParsed(tool: ToolFormat, text: string): boolean {
  return valueIn(tool, text) !== undefined;
}

function tomlValue(text: string): unknown {
  try {
    return parse(text, { integersAsBigInt: true });
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

/** Whether any string in it runs the commands that warm. */
function calls(value: unknown): boolean {
  if (typeof value === 'string') return ['cargo share', 'cargo-share'].some((program) => value.includes(`${program} warm`) || value.includes(`${program} run`));
  if (Array.isArray(value)) return value.join(' ').includes('cargo share warm') || value.some(calls);
  return typeof value === 'object' && value !== null && Object.values(value).some(calls);
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

function stringAt(value: unknown, path: KeyPath): string | undefined {
  const found = path.reduce<unknown>((at, key) => (hasKey(at, key) ? (at as Record<string, unknown>)[key] : undefined), value);
  return typeof found === 'string' ? found : undefined;
}
