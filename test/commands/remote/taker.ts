/** Takes what a directory has into a store, in a process of its own: `STORE PLACE KEY`; prints how many units, or the failure's code. */
import { directoryObjects } from '../../../src/commands/remote/directory-objects.ts';
import type { PublicKey } from '../../../src/commands/remote/signature.ts';
import { openStore } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { takeAll, trust } from './fixture.ts';

const [root = '', place = '', key = ''] = process.argv.slice(2);
const store = openStore(root as AbsolutePath);
if (!store.ok) throw new Error(store.error.message);
const taken = await takeAll(store.value, directoryObjects(place), { trust: trust(key as PublicKey) });
process.stdout.write(taken.ok ? `${taken.value.reduce((sum, one) => sum + one.taken + one.present, 0)}` : taken.error.code);
