#!/usr/bin/env node
import manifest from '../../package.json' with { type: 'json' };
import { keepCompiled } from '../system/compile-cache.ts';

/** cargo runs `cargo-share share …` for `cargo share …`; both spellings come in here. */
function ownArguments(argv: readonly string[]): string[] {
  const args = argv.slice(2);
  return args[0] === 'share' ? args.slice(1) : args;
}

async function main(): Promise<number> {
  const args = ownArguments(process.argv);
  // Answered before anything is loaded: programs ask this often.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`cargo-share ${manifest.version}\n`);
    return 0;
  }
  if (args[0] === 'hook') {
    keepCompiled(process.env);
    const { runHook } = await import('./run-hook.ts');
    return runHook(args.slice(1));
  }
  // What follows is cargo's, whatever it looks like.
  if (args[0] === 'run' && args.length > 1 && args[1] !== '--help' && args[1] !== '-h') {
    const { runCargo } = await import('./run-cargo.ts');
    return runCargo(args.slice(1));
  }
  if (args[0] === '__complete') {
    const { runComplete } = await import('./run-complete.ts');
    return runComplete(args.slice(1));
  }
  const { runProgram } = await import('./program.ts');
  return runProgram(args, manifest.version);
}

/** A reader that went away (`| head`) or a full disk behind `>` ends the words, not the work. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await main();
