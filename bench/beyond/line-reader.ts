/** `line-reader.ts STORE URL KEY`: takes all that is at an address into a store, and prints how long that took. For line.ts. */
import { mkdirSync } from 'node:fs';
import { openRemote } from '../../src/commands/remote/open-remote.ts';
import type { PublicKey } from '../../src/commands/remote/signature.ts';
import { takeAll, trust } from '../../test/commands/remote/fixture.ts';
import { openStoreIn, valueOf } from '../../test/store/store-fixture.ts';

export interface Read {
  readonly seconds: number;
  readonly bytes: number;
  readonly taken: number;
}

const [directory = '', url = '', key = ''] = process.argv.slice(2);
mkdirSync(directory);
const store = openStoreIn(directory);
const began = performance.now();
const received = valueOf(await takeAll(store, valueOf(await openRemote(url, process.env)), { trust: trust(key as PublicKey) }));
const read: Read = {
  seconds: (performance.now() - began) / 1000,
  bytes: received.reduce((sum, { bytes }) => sum + bytes, 0),
  taken: received.reduce((sum, { taken }) => sum + taken, 0),
};
process.stdout.write(JSON.stringify(read));
