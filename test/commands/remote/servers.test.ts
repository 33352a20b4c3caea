import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRemote } from '../../../src/commands/remote/open-remote.ts';
import { openStoreIn, temporaryDirectory, errorOf, valueOf } from '../../store/store-fixture.ts';
import { library, sendAll, signer, takeAll, trust } from './fixture.ts';
import { isInstalled, nginx, rclone, type RunningServer } from './real-servers.ts';

let directory: string;
let remove: () => void;
let server: RunningServer | undefined;
const ME = signer();
const mine = { key: ME.key, trust: trust(ME.name) };

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('servers'));
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  remove();
});

/** Where one is not installed its test is skipped; CONTRIBUTING.md says how to get it. */
describe.each([
  ['nginx', nginx],
  ['rclone', rclone],
] as const)('%s', (program, run) => {
  const isThere = isInstalled(program);

  test.skipIf(!isThere)(isThere ? 'holds units, refuses a wrong secret, and is taken up where it was left' : `is not on PATH`, async () => {
    server = await run({ directory });
    const { url, env, wrong, files } = server;
    for (const name of ['one', 'two']) mkdirSync(join(directory, name));
    const [there, here] = [openStoreIn(join(directory, 'one')), openStoreIn(join(directory, 'two'))];
    const units = await Promise.all(Array.from({ length: 20 }, (_, index) => library(there, directory, `unit${index}`, { bytes: 20_000 })));
    expect(await takeAll(here, valueOf(await openRemote(url, env)), mine)).toMatchObject({ error: { code: 'remote-empty' } });
    expect(await sendAll(there, valueOf(await openRemote(url, env)), units.slice(0, 10), mine)).toMatchObject([{ added: 10 }]);
    expect(await sendAll(there, valueOf(await openRemote(url, env)), units, { ...mine, nowMs: 2000 })).toMatchObject([{ units: 20, added: 10 }]);
    expect(errorOf(await takeAll(here, valueOf(await openRemote(url, wrong)), mine))).toMatchObject({ code: 'remote-failed' });

    // A server that has lost some, and then has them again.
    const packs = readdirSync(files, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/packs/') && statSync(join(files, name)).isFile());
    expect(packs).toHaveLength(20);
    for (const name of packs.slice(0, 5)) await server.lose(name);
    expect(valueOf(await takeAll(here, valueOf(await openRemote(url, env)), mine))).toMatchObject([{ taken: 15 }]);
    expect(await sendAll(there, valueOf(await openRemote(url, env)), units, { ...mine, nowMs: 3000 })).toMatchObject([{ added: 5 }]);
    expect(valueOf(await takeAll(here, valueOf(await openRemote(url, env)), mine))).toMatchObject([{ taken: 5, present: 15, refused: [] }]);

    // Nobody there any more: a failure that says so, and nothing else.
    await server.kill();
    expect(errorOf(await takeAll(here, valueOf(await openRemote(url, env, { silence: 2000, pause: 1, tries: 2 })), mine))).toMatchObject({ code: 'remote-failed' });
  });
});
