import type { SourceMapDocument } from './documents/source-map.ts';
import type { SourceMapping } from '../commands/source-map/source-map.ts';
import { unreachable } from '../system/unreachable.ts';

export type Debugger = 'gdb' | 'lldb' | 'vscode';

/** The JSON document of a source map. */
export function sourceMapDocument(worktree: string, map: readonly SourceMapping[]): SourceMapDocument {
  return { schema: 1, command: 'source-map', worktree, map };
}

/** What a debugger reads: gdb's and lldb's commands, or settings of VS Code with CodeLLDB. Empty where nothing maps. */
export function sourceMapText(debuggerName: Debugger, map: readonly SourceMapping[]): string {
  switch (debuggerName) {
    case 'gdb':
      return map.map(({ from, to }) => `set substitute-path ${quoted(from)} ${quoted(to)}`).join('\n');
    case 'lldb':
      return map.map(({ from, to }) => `settings append target.source-map ${quoted(from)} ${quoted(to)}`).join('\n');
    case 'vscode':
      return JSON.stringify({ 'lldb.launch.sourceMap': Object.fromEntries(map.map(({ from, to }) => [from, to])) }, undefined, 2);
    default:
      return unreachable(debuggerName);
  }
}

/** Both debuggers split at spaces and know double quotes with backslashes. */
function quoted(path: string): string {
  return /^[\w./+@-]+$/.test(path) ? path : `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
