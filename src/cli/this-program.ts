import manifest from '../../package.json' with { type: 'json' };
import type { RecordedTool } from '../git/hooks/script.ts';
import { realpath } from '../system/fs.ts';

/** Who is running: what a hook has to record to start the same again. */
export function thisProgram(): { readonly version: string; readonly tool: RecordedTool } {
  const script = realpath(process.argv[1] ?? '') ?? '';
  return { version: manifest.version, tool: { node: process.execPath, script } };
}
