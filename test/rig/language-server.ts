import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from './process.ts';

/** One cargo command that the language server ran with `--message-format=json`. */
export interface EditorCargo {
  readonly args: readonly string[];
  /** False where rust-analyzer killed it, as it does to start again when it has learned something meanwhile. */
  readonly ended: boolean;
  /** The targets that cargo did not find fresh, sorted; a build script's run is not among what cargo reports. */
  readonly compiled: readonly string[];
  /** How many it found fresh. */
  readonly fresh: number;
}

export interface SessionOptions {
  readonly env: Environment;
  /** Holds the stand-in for cargo and what it noted. */
  readonly temporary: string;
  /** `rust-analyzer.*`, nested as in an editor's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly token?: unknown; readonly value?: { readonly kind?: string }; readonly items?: readonly unknown[] };
}

/**
 * Opens a workspace with rust-analyzer as an editor does, waits until it has run the build scripts and its first
 * check on its own accord, and closes it. Gives the cargo commands that it ran for that, in their order.
 */
export async function openInEditor(root: string, { env, temporary, settings }: SessionOptions): Promise<EditorCargo[]> {
  const notes = mkdtempSync(join(temporary, 'editor-'));
  const server = spawn('rust-analyzer', [], {
    cwd: root,
    // It looks for cargo in CARGO_HOME first, before PATH and $CARGO (its toolchain crate, `prefer_proxy`).
    env: { ...env, CARGO_HOME: standIn(notes, env) },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };

  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`rust-analyzer ended with ${code}`)));
    server.stdout.on(
      'data',
      reader((message) => {
        if (message.method === undefined) {
          if (message.id === 1) send({ method: 'initialized', params: {} });
          return;
        }
        if (message.id !== undefined) {
          const asked = message.method === 'workspace/configuration' ? (message.params?.items ?? []).map(() => settings) : null;
          send({ id: message.id, result: asked });
        }
        const { token, value } = message.params ?? {};
        if (message.method === '$/progress' && value?.kind === 'end' && /flycheck/.test(String(token)) && readNotes(notes).some(isWholeCheck)) resolve();
      }),
    );
    send({ id: 1, method: 'initialize', params: initializeParams(root, settings) });
  });
  send({ id: 2, method: 'shutdown' });
  send({ method: 'exit' });
  await new Promise((resolve) => server.on('close', resolve));
  return readNotes(notes);
}

function initializeParams(root: string, settings: object): object {
  const uri = pathToFileURL(root).href;
  return {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: basename(root) }],
    initializationOptions: settings,
    capabilities: { workspace: { configuration: true }, window: { workDoneProgress: true } },
  };
}

/** Cuts the stream of a language server into its messages. */
function reader(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const head = pending.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(pending.toString('latin1', 0, head))?.[1]);
      const end = head + 4 + length;
      if (pending.length < end) return;
      const message = JSON.parse(pending.toString('utf8', head + 4, end)) as Message;
      pending = pending.subarray(end);
      onMessage(message);
    }
  };
}

/** A CARGO_HOME with nothing but a cargo in it that notes what it is asked and what it answers in JSON. */
function standIn(notes: string, env: Environment): string {
  const home = join(notes, 'home');
  mkdirSync(join(home, 'bin'), { recursive: true });
  const path = join(home, 'bin', 'cargo');
  // rustup puts CARGO_HOME's `bin` in front of the PATH of what it starts: this script itself.
  const script = `#!/bin/bash
export PATH=${quote(env['PATH'] ?? '')}
export CARGO_HOME=${quote(env['CARGO_HOME'] ?? join(homedir(), '.cargo'))}
case " $* " in
  *' --message-format'*)
    note=${quote(notes)}/$(date +%s%N)
    printf '%s\\n' "$@" >"$note.args"
    set -o pipefail
    cargo "$@" | tee "$note.out"
    status=$?
    touch "$note.done"
    exit $status ;;
  *) exec cargo "$@" ;;
esac
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return home;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Its check of everything has come to its end, and is not the command before it that builds macros and build scripts. */
const isWholeCheck = ({ args, ended }: EditorCargo): boolean => ended && !args.includes('--compile-time-deps') && !args.includes('--quiet');

function readNotes(notes: string): EditorCargo[] {
  const names = readdirSync(notes);
  const outputs = names.filter((name) => name.endsWith('.out')).sort();
  return outputs.map((output) => {
    const name = output.slice(0, -'.out'.length);
    // What was killed may have left a part of a line.
    const artifacts = readFileSync(join(notes, output), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"reason":"compiler-artifact"') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as { readonly fresh: boolean; readonly target: { readonly name: string } });
    const compiled = artifacts.filter(({ fresh }) => !fresh).map(({ target }) => target.name);
    return {
      args: readFileSync(join(notes, `${name}.args`), 'utf8').trimEnd().split('\n'),
      ended: names.includes(`${name}.done`),
      compiled: compiled.sort(),
      fresh: artifacts.length - compiled.length,
    };
  });
}
