/** Tools that make worktrees, or open them, and read from a file what to do in a new one; sources in docs/editors.md. */
export const TOOL_NAMES = ['claude-code', 'codex', 'cursor', 'conductor', 'worktrunk', 'jj', 'zed', 'vscode'] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** The set-up file of each tool, below the worktree's root; null where the tool says itself where it is. */
export const TOOL_FILES: Readonly<Record<ToolName, string | null>> = {
  'claude-code': '.claude/settings.json',
  codex: '.codex/environments/environment.toml',
  cursor: '.cursor/worktrees.json',
  conductor: '.conductor/settings.toml',
  worktrunk: '.config/wt.toml',
  jj: null,
  zed: '.zed/tasks.json',
  vscode: '.vscode/tasks.json',
};

/** What Conductor read before, and still reads where the other one is not there. */
export const OLD_CONDUCTOR_FILE = 'conductor.json';

/** How a tool's set-up file is written. */
export type ToolFormat = ToolName | 'old-conductor';

export function formatOf(tool: ToolName, path: string): ToolFormat {
  return tool === 'conductor' && path.endsWith(OLD_CONDUCTOR_FILE) ? 'old-conductor' : tool;
}

/** Never ends a tool's set-up: who works on the repository without this program must get a worktree too. */
export const WARM = 'cargo share warm || true';
