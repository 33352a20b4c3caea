import { run } from '../../../system/process.ts';
import { readBytes, stat } from '../../../system/fs.ts';
import type { Failure } from '../../../system/failure.ts';
import { attempt } from '../../../system/attempt.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import type { ToolFile } from './plan-tools.ts';
import { OLD_CONDUCTOR_FILE, TOOL_FILES, type ToolName } from './tools.ts';

/** Reads a tool's set-up file in a worktree. Jujutsu is asked where its own is: it keeps a repository's outside of it. */
export async function findToolFile(tool: ToolName, worktree: string, env: NodeJS.ProcessEnv): Promise<Result<ToolFile, Failure>> {
  const below = TOOL_FILES[tool];
  let path = `${worktree}/${below}`;
  // A new file beside the old one would make Conductor ignore what is in the old one.
  if (tool === 'conductor' && stat(path) === undefined && stat(`${worktree}/${OLD_CONDUCTOR_FILE}`) !== undefined) path = `${worktree}/${OLD_CONDUCTOR_FILE}`;
  if (below === null) {
    const asked = await run(tool, ['config', 'path', '--repo'], { cwd: worktree, env });
    if (!asked.ok) return err({ code: 'usage', message: `\`${tool} config path --repo\` gave nothing.`, path: worktree, hint: `Is ${tool} installed, and this a repository of it?` });
    path = asked.value.stdout.trim();
  }
  const read = attempt(() => readBytes(path) ?? null);
  if (!read.ok) return err({ code: 'io', message: `A tool's set-up file cannot be read (${read.error.code}).`, path });
  return ok({ tool, path, bytes: read.value });
}
