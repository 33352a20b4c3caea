import { describe, expect, it } from 'vitest';
import { MARKDOWN, readProject } from '../docs/files.ts';
import { appAndLibrary } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs } from '../rig/rig.ts';

const createRig = useRigs();

/** The `sh` blocks that are marked as such. */
function runnable(markdown: string): string[] {
  return [...markdown.matchAll(/<!-- runnable -->\n```sh\n([^]*?)```/g)].map((match) => match[1] ?? '');
}

const BLOCKS = MARKDOWN.flatMap((file) =>
  runnable(readProject(file)).map((script) => ({ file, script, first: script.split('\n')[0] })),
);

describe('what the documentation tells people to type', () => {
  it.each(BLOCKS)('$file: $first …', async ({ script }) => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(['build']);
    const { stderr } = await exec('sh', ['-euc', script], { cwd: rig.main.path, env: rig.env });
    expect(stderr).not.toMatch(/^\s*(Compiling|error|warning)/m);
  });

  it('the start of the README is among it', () => {
    expect(BLOCKS.filter(({ file }) => file === 'README.md')).not.toEqual([]);
  });
});
