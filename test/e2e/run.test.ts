import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();
const MAIN = `fn main() {
  let asked: Vec<String> = std::env::args().skip(1).collect();
  println!("{} {}", core_lib::say(), asked.join(" "));
  if asked.first().map(String::as_str) == Some("wait") { std::thread::sleep(std::time::Duration::from_secs(600)) }
  std::process::exit(7)
}
`;

describe('cargo share run', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ files: appAndLibrary({ 'app/src/main.rs': MAIN }) });
    await rig.main.cargo(['build']);
    await rig.main.share(['init']);
  });

  it('warms a worktree that was made without the hooks, which doctor names, and is cargo from then on', async () => {
    await rig.main.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '../b']);
    const b = rig.open(join(rig.temporary, 'b'));
    const named = `nothing is built or placed in ${b.path}`;
    expect((await rig.main.share(['doctor'], { statuses: 'any' })).stdout).toContain(named);
    const built = await b.share(['run', '--', 'build', '-v']);
    expect(built.stderr).toMatch(/Shared .*2 units placed/);
    expect(built.stderr).not.toContain('Running `');
    expect((await rig.main.share(['doctor'], { statuses: 'any' })).stdout).not.toContain(named);
    const ran = await b.share(['run', 'run', '-q', '--', 'a', '-n'], { statuses: [7] });
    expect(ran).toMatchObject({ stdout: 'first a -n\n', stderr: '' });
    expect((await b.share(['run', '--', 'no-such-command'], { statuses: [101] })).stderr).toContain('no-such-command');
  });

  it('hands signals on, and ends by the one that its cargo ended by', async () => {
    const child = spawn(process.execPath, [MAIN_SCRIPT, 'run', '--', 'run', '-q', '--', 'wait'], { cwd: rig.main.path, env: rig.env, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [status, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal ?? status).not.toBe(0);
  });

  it('is plain cargo where sharing is not set up', async () => {
    const plain = await createRig({ files: appAndLibrary() });
    expect(await plain.main.share(['run', '--', 'run', '-q'])).toMatchObject({ stdout: 'first\n', stderr: '' });
  });
});
