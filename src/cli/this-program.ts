import manifest from '../../package.json' with { type: 'json' };
import type { RecordedTool } from '../formats/git/hooks/script.ts';
import { realpath } from '../system/fs.ts';
import { steadyPath } from '../system/steady-path.ts';

/** Who is running. */
export interface ThisProgram {
  /** The package's own. */
  readonly version: string;
  /** What a hook has to record to start the same again, where PATH does not have it. */
  readonly tool: RecordedTool;
}

export function thisProgram(): ThisProgram {
  // In the single-file executable the script has a name that stands for no file.
  return { version: manifest.version, tool: { node: steadyPath(process.execPath), script: realpath(process.argv[1] ?? '') } };
}
