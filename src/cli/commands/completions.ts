import { COMPLETION_SCRIPTS } from '../completion/scripts.ts';
import type { Shell } from '../completion/shells.ts';
import type { CommandContext, ExitStatus } from '../context.ts';

/** `cargo share completions SHELL` */
export async function completions(context: CommandContext, shell: Shell): Promise<ExitStatus> {
  const script = COMPLETION_SCRIPTS[shell];
  context.reporter.document({ schema: 1, command: 'completions', shell, script });
  context.reporter.result(script.trimEnd());
  return 0;
}
