import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

export interface Publisher {
  /** Lets it begin. */
  readonly go: () => void;
  /** Ends it as a crash would, when it has printed a line that `when` accepts. */
  readonly killWhen: (when: (line: string) => boolean) => void;
  /** Its lines, once it has ended. */
  readonly ended: Promise<string[]>;
}

/** Starts {@link file://./publisher.ts} and waits until it holds its staging directory. */
export async function startPublisher(root: string, donor: string, count: number): Promise<Publisher> {
  const script = fileURLToPath(new URL('publisher.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, root, donor, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface(child.stdout);
  const exit = once(child, 'exit');
  let kill: (line: string) => boolean = () => false;
  const ready = new Promise<void>((done, failed) => {
    child.once('exit', () => failed(new Error('the publisher ended before it was ready')));
    reader.on('line', (line) => {
      if (line === 'ready') return done();
      lines.push(line);
      if (kill(line)) child.kill('SIGKILL');
    });
  });
  await ready;
  return {
    go: () => child.stdin.end('go\n'),
    killWhen: (when) => {
      kill = when;
    },
    ended: exit.then(() => lines),
  };
}
