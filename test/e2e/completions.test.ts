import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();
const missing = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).error !== undefined;

let rig: Rig;

beforeAll(async () => {
  rig = await createRig({ files: appAndLibrary() });
  await rig.addWorktree('feature');
});

async function run(shell: string, args: readonly string[]): Promise<string> {
  return (await exec(shell, args, { cwd: rig.main.path, env: { ...rig.env, TERM: 'dumb' } })).stdout;
}

/** What each shell offers for a line with the cursor at its end; what comes after the first tab is left out. */
const offers: Readonly<Record<string, (line: string) => Promise<string[]>>> = {
  // Bash hands a completion function these variables; there is no other way in without a terminal.
  async bash(line) {
    const words = line.split(' ');
    const out = await run('bash', ['--norc', '-c', `source <(cargo-share completions bash)
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
      spec=$(complete -p ${words[0]}); [[ $spec =~ -F\\ ([^\\ ]+) ]] && "\${BASH_REMATCH[1]}"
      printf '%s\\n' "\${COMPREPLY[@]}"`]);
    return out.trimEnd().split('\n');
  },
  // A zsh on a terminal of its own: what it would list is printed in its stead.
  async zsh(line) {
    const setup = join(rig.temporary, 'setup.zsh');
    writeFileSync(setup, `autoload -Uz compinit && compinit -u -D
      source <(cargo-share completions zsh)
      compadd() {
        if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
        local -a offered; builtin compadd -O offered "$@"; (( $#offered )) && print -rl -- "offer="\${^offered} >&$out
        builtin compadd "$@"
      }
      offer() { BUFFER=$LINE_TO_TRY; CURSOR=$#BUFFER; zle list-choices; print -r -- '<listed>' }
      zle -N offer; bindkey '^G' offer
      print -r -- '<ready>'`);
    const out = await run('zsh', ['-f', '-c', `zmodload zsh/zpty
      export LINE_TO_TRY='${line}' OFFERS='${join(rig.temporary, 'offers')}'
      zpty z 'zsh -f -i'
      zpty -w z "exec {out}>>$OFFERS; source ${setup}"
      : > $OFFERS
      zpty -r z seen '*<ready>*'
      zpty -n -w z $'\\C-g'
      zpty -r z seen '*<listed>*'
      zpty -d z
      sed -n 's/^offer=//p' $OFFERS`]);
    return out.trimEnd().split('\n');
  },
  async fish(line) {
    const out = await run('fish', ['--no-config', '-c', `cargo-share completions fish | source; complete -C '${line}'`]);
    return out.trimEnd().split('\n').map((offer) => offer.split('\t')[0] ?? '');
  },
};

describe.each(Object.entries(offers))('%s', (shell, offer) => {
  it.skipIf(missing(shell))(`offers commands, options, choices and worktrees${missing(shell) ? ' (the shell is not installed)' : ''}`, async () => {
    expect(await offer('cargo-share st')).toContain('status');
    expect(await offer('cargo-share doctor --fi')).toEqual(['--fix']);
    expect(await offer('cargo share completions ')).toEqual(expect.arrayContaining(['bash', 'fish', 'zsh']));
    expect(await offer('cargo share warm ../f')).toContainEqual(expect.stringMatching(/^\.\.\/feature\/?$/));
  });
});
