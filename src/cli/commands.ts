import { Argument, Option, type Command } from '@commander-js/extra-typings';
import { FailureError } from '../system/failure.ts';
import { daysOf, INCREMENTAL_DAYS, kindsOf, sizeOf } from './option-values.ts';
import { TOOL_NAMES } from '../commands/init/tools/tools.ts';
import { SHELLS } from './completion/shells.ts';
import type { CommandContext, ExitStatus } from './context.ts';

/** Runs a command with what the global flags made of it. */
export type Run = (flags: unknown, run: (context: CommandContext) => Promise<ExitStatus>) => Promise<void>;

/** The commands and their words. What they do is loaded when one runs. */
export function addCommands(program: Command, run: Run): void {
  program
    .command('init')
    .description('set this clone up: git hooks that warm new worktrees and save what is built')
    .addOption(
      new Option('--mode <mode>', 'linked: each worktree has a target directory of its own; shared: one build directory for all').choices(
        ['linked', 'shared'] as const,
      ),
    )
    .option('--target-dir', 'shared mode as the well-known recipe has it: one target directory, and `target` a link to it')
    .option('--no-hooks', 'install no git hooks; `cargo share warm` and `save` by hand')
    .addOption(new Option('--for <tool>', "write a line that warms new worktrees into this tool's set-up file as well; shows it and asks first").choices(TOOL_NAMES))
    .option('-y, --yes', 'do not ask')
    .option('--store <dir>', 'keep the store in <dir> (default: your cache directory, if on the same file system)')
    .addHelpText('after', examples('cargo share init', 'cargo share init --for cursor --yes', 'cargo share init --mode shared', 'cargo share init --dry-run'))
    .action((flags, command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { init } = await import('./commands/init.ts');
        if (flags.targetDir === true && flags.mode === 'linked') throw new FailureError(TARGET_DIR_IS_SHARED);
        return init(context, { mode: flags.mode, targetDir: flags.targetDir === true, hooks: flags.hooks, store: flags.store, for: flags.for, yes: flags.yes === true });
      }),
    );
  program
    .command('deinit')
    .description('undo everything that init did; build output stays')
    .addHelpText('after', examples('cargo share deinit', 'cargo share deinit --dry-run'))
    .action((_flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/deinit.ts')).deinit(context)),
    );
  program
    .command('warm')
    .description('bring into a worktree every unit that other worktrees, and your other clones, have built and that is right there')
    .argument('[worktree]', 'its path (default: the one this runs in)')
    .option('--from <dir>', 'save first from this worktree alone (default: from all)')
    .option('--incremental', 'then compile your own crates once more, aside, so that the first edit of each is compiled incrementally')
    .addOption(new Option('--background').hideHelp())
    .addHelpText('after', examples('cargo share warm', 'cargo share warm ../feature --from ../main', 'cargo share warm --incremental'))
    .action((worktree, flags, command) =>
      run(command.optsWithGlobals(), async (context) =>
        (await import('./commands/warm.ts')).warm(context, worktree, { from: flags.from, incremental: flags.incremental === true, background: flags.background === true }),
      ),
    );
  program
    .command('save')
    .description('put what a worktree has built into the store')
    .argument('[worktree]', 'its path (default: the one this runs in)')
    .addHelpText('after', examples('cargo share save', 'cargo share save ../feature --verbose'))
    .action((worktree, _flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/save.ts')).save(context, worktree)),
    );
  program
    .command('audit')
    .description('observe what build scripts and macros of this worktree ask for, so that their units can be shared')
    .argument('[cargo-args...]', 'the cargo command that built them (default: the usual ones are tried)')
    .addOption(new Option('--background').hideHelp())
    .addHelpText('after', examples('cargo share audit', 'cargo share audit --verbose', 'cargo share audit -- build -p app --features x'))
    .action((cargoArguments, flags, command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { audit } = await import('./commands/audit.ts');
        return audit(context, { background: flags.background === true, command: cargoArguments });
      }),
    );
  program
    .command('export')
    .description('write what the worktrees have built into a directory, or one file, for other machines and containers')
    .argument('<place>', 'a directory, or a file whose name ends with .cargo-share')
    .option('--commit <commit...>', 'only of worktrees at these commits (default: of all)')
    .addHelpText('after', examples('cargo share export ../units', 'cargo share export units.cargo-share --commit HEAD'))
    .action((place, flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/export.ts')).exportUnits(context, place, flags.commit ?? [])),
    );
  program
    .command('import')
    .description('put what was exported, and is right on this machine, into the store; `warm` places it')
    .argument('<place>', 'what `export` wrote')
    .option('--unsigned', 'take it though nobody has signed it: you know where it comes from')
    .option('--older', 'take it though it is older than what the same signer had before')
    .addHelpText('after', examples('cargo share import ../units', 'cargo share import units.cargo-share --unsigned'))
    .action((place, flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/import.ts')).importUnits(context, place, { unsigned: flags.unsigned === true, older: flags.older === true })),
    );
  program
    .command('remote')
    .description('name places that other machines share with this one, and the key that signs what goes there')
    .addArgument(new Argument('<action>', 'what to do').choices(['add', 'list', 'remove', 'test', 'key'] as const))
    .argument('[name-and-url...]', 'a remote; its address is a directory, s3://BUCKET/PREFIX?endpoint=URL, or https://HOST/PATH')
    .addHelpText('after', examples('cargo share remote key', 'cargo share remote add team ~/team-units', 'cargo share remote test team'))
    .action((action, [name, url], _flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/remote.ts')).remote(context, action, { name, url })),
    );
  program
    .command('push')
    .description('send what the worktrees have built to a remote, signed; in CI only from a push to a protected branch')
    .argument('[remote]', 'its name (default: the only one)')
    .option('--commit <commit...>', 'only of worktrees at these commits (default: of all)')
    .option('--force', 'from any CI job')
    .addHelpText('after', examples('cargo share push', 'cargo share push team --commit HEAD'))
    .action((name, flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/push.ts')).push(context, name, { commits: flags.commit ?? [], force: flags.force === true })),
    );
  program
    .command('pull')
    .description('fetch from a remote what is right in this worktree, and warm it; hooks do it by themselves')
    .argument('[remote]', 'its name (default: the only one)')
    .addOption(new Option('--background').hideHelp())
    .addHelpText('after', examples('cargo share pull', 'cargo share pull team'))
    .action((name, flags, command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { pull, pullInBackground } = await import('./commands/pull.ts');
        return flags.background === true ? pullInBackground(context) : pull(context, name);
      }),
    );
  program
    .command('status')
    .description('show the worktrees, what each shares, and what it takes on the disk')
    .addHelpText('after', `${examples('cargo share status', 'cargo share status --json')}
Own: units that are not in the store; Refused: those of them that were looked at.
Ready: stored units that stand there and are fresh by the times of files.
Warm: units that \`cargo share warm\` would bring; ? where there was no time to find out.
`)
    .action((_flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/status.ts')).status(context)),
    );
  program
    .command('run')
    .description('warm this worktree if it needs it, then run cargo with the arguments that follow, in its own words and with its exit status')
    .argument('<cargo arguments...>', 'a cargo command and its options')
    .allowUnknownOption()
    .addHelpText('after', examples('cargo share run -- build', 'cargo share run -- test --workspace'))
    .action((args, _flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./run-cargo.ts')).warmAndRun(context, args)),
    );
  program
    .command('sccache')
    .description("let cargo compile through sccache, in your own cargo configuration; undo that; show how it does")
    .addArgument(new Argument('<action>', 'what to do').choices(['enable', 'disable', 'status'] as const))
    .addHelpText('after', examples('cargo share sccache enable', 'cargo share sccache status'))
    .action((action, _flags, command) =>
      run(command.optsWithGlobals(), async (context) =>
        (await import('./commands/sccache.ts')).sccache(context, action),
      ),
    );
  program
    .command('reclaim')
    .description('give back the disk space of build output that nobody needs, or that several worktrees hold; asks first')
    .option('-y, --yes', 'do not ask')
    .option('--only <kinds>', 'stale, orphaned, shadowed, duplicate; several with commas', kindsOf)
    .option('--incremental-days <n>', 'how long incremental state must be unused to go, in days', daysOf, INCREMENTAL_DAYS)
    .addOption(
      new Option('--budget <size>', 'what the build directories of all worktrees may hold, such as 100GB: takes what builds would still use as well, from those built in least recently')
        .argParser(sizeOf)
        .conflicts('only'),
    )
    .addOption(new Option('--background').hideHelp())
    .addHelpText('after', examples('cargo share reclaim --dry-run', 'cargo share reclaim --budget 100GB', 'cargo share reclaim --only orphaned,duplicate --yes'))
    .action((flags, command) =>
      run(command.optsWithGlobals(), async (context) => {
        if (flags.background === true) return (await import('./reclaim-later.ts')).reclaimNow(context);
        const { reclaim } = await import('./commands/reclaim.ts');
        return reclaim(context, { yes: flags.yes === true, only: flags.only, incrementalDays: flags.incrementalDays, budget: flags.budget });
      }),
    );
  program
    .command('doctor')
    .description('check the machine, the clone and its builds, and say how to mend what is wrong')
    .option('--fix', 'make the mends that are safe, and say what was done')
    .addHelpText('after', examples('cargo share doctor', 'cargo share doctor --fix --dry-run'))
    .action((flags, command) =>
      run(command.optsWithGlobals(), async (context) =>
        (await import('./commands/doctor.ts')).doctor(context, { fix: flags.fix === true }),
      ),
    );
  program
    .command('gc')
    .description('bring the store below its size and age limits, the least recently used units first')
    .option('--max-size <size>', 'what the store alone may hold, such as 20GB (default: a tenth of the disk, at most 50 GB)')
    .option('--max-age <age>', 'drop units that no worktree holds and nobody used for so long, such as 12h or 30d (default: 30d)')
    .addOption(new Option('--background').hideHelp())
    .addHelpText('after', examples('cargo share gc --dry-run', 'cargo share gc --max-size 10GB'))
    .action((flags, command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { gc } = await import('./commands/gc.ts');
        return gc(context, { maxSize: flags.maxSize, maxAge: flags.maxAge, background: flags.background === true });
      }),
    );
  program
    .command('report')
    .description('write one HTML file: what sharing saved, disk by worktree, units by state, refusals, a timeline')
    .option('--html <file>', 'where to write it (default: cargo-share-report.html in the temporary directory)')
    .option('--open', 'show it in your browser')
    .addHelpText('after', examples('cargo share report --open', 'cargo share report --html report.html'))
    .action((flags, command) =>
      run(command.optsWithGlobals(), async (context) =>
        (await import('./commands/report.ts')).report(context, { html: flags.html, open: flags.open === true }),
      ),
    );
  program
    .command('source-map')
    .description('tell a debugger where the sources of units from other worktrees are')
    .argument('[worktree]', 'its path (default: the one this runs in)')
    .addOption(new Option('--for <debugger>', 'whose words').choices(DEBUGGERS).default('gdb' as const))
    .addHelpText('after', examples('cargo share source-map > .gdbinit', 'cargo share source-map --for vscode'))
    .action((worktree, flags, command) =>
      run(command.optsWithGlobals(), async (context) =>
        (await import('./commands/source-map.ts')).printSourceMap(context, worktree, flags.for),
      ),
    );
  program
    .command('bench')
    .description('measure on this very repository what a fresh worktree costs, with and without')
    .argument('[cargo-args...]', 'what cargo does in each worktree (default: build)')
    .option('--rounds <n>', 'fresh worktrees to measure', '3')
    .option('--sccache', 'measure builds through sccache as well, with a cache of their own')
    .option('--html <file>', 'write the result as a page, with a chart')
    .addHelpText('after', examples('cargo share bench', 'cargo share bench --rounds 10 --html bench.html', 'cargo share bench -- test --no-run'))
    .action((cargoArguments, flags, command) =>
      run(command.optsWithGlobals(), async (context) =>
        (await import('./commands/bench.ts')).bench(context, { command: cargoArguments, rounds: flags.rounds, sccache: flags.sccache === true, html: flags.html }),
      ),
    );
  program
    .command('completions')
    .description('print the script that completes cargo-share and `cargo share` in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', examples('cargo share completions bash', 'cargo share completions fish'))
    .action((shell, _flags, command) =>
      run(command.optsWithGlobals(), async (context) =>
        (await import('./commands/completions.ts')).completions(context, shell),
      ),
    );
  program
    .command('verify')
    .description('check that every stored unit is what was stored; with --deep, byte for byte')
    .option('--repair', 'drop what is damaged; cargo builds it where it is needed')
    .option('--deep', 'read everything and compare digests, which the first such run records')
    .addHelpText('after', examples('cargo share verify', 'cargo share verify --deep --repair'))
    .action((flags, command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { verify } = await import('./commands/verify.ts');
        return verify(context, { repair: flags.repair === true, deep: flags.deep === true });
      }),
    );
  program
    .command('which')
    .description('tell where a built file comes from, and whether it was built from this tree as it is now')
    .argument('<file>', 'a program, library or test below a target directory')
    .addHelpText('after', `${examples('cargo share which target/debug/app', 'cargo share which target/debug/app && target/debug/app')}
Exit status: 0 yes, 1 no, 2 unknown or a failure.
`)
    .action((file, _flags, command) =>
      run(command.optsWithGlobals(), async (context) => (await import('./commands/which.ts')).which(context, file)),
    );
  program
    .command('explain')
    .description('say what the next build reuses, what cargo will build, and why; the costliest cause first')
    .argument('[package]', 'only what concerns this package')
    .argument('[cargo-args...]', 'behind `--`: the cargo command to foretell (default: the one that built last)')
    .addHelpText('after', examples('cargo share explain', 'cargo share explain serde --verbose', 'cargo share explain -- build -p app --features x'))
    .action((_package, _arguments, _flags, command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { explain } = await import('./commands/explain.ts');
        const own = command.args.slice(0, command.args.length - context.behindDashes.length);
        if (own.length > 1) throw new FailureError(ONE_PACKAGE);
        return explain(context, { package: own[0], command: context.behindDashes });
      }),
    );
}

const ONE_PACKAGE = {
  code: 'usage',
  message: '`explain` takes one package.',
  hint: 'Arguments for cargo stand behind `--`: `cargo share explain -- build -p app`.',
} as const;

const DEBUGGERS = ['gdb', 'lldb', 'vscode'] as const;
const TARGET_DIR_IS_SHARED = {
  code: 'usage',
  message: '`--target-dir` is a way of shared mode.',
  hint: '`cargo share init --mode shared --target-dir`',
} as const;

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
