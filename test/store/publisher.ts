/** A process of its own that publishes: `publisher.ts <store> <donor directory> <count>`, told to go by a line. */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/open.ts';
import { publishUnit } from '../../src/store/publish.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { donorFile, draft, libraryFiles, stage, staging, valueOf } from './store-fixture.ts';

const [root = '', donor = '', count = '0'] = process.argv.slice(2);
const store = valueOf(openStore(root as AbsolutePath));
const open = await staging(store);
writeSync(1, 'ready\n');
await once(process.stdin, 'data');
for (let index = 0; index < Number(count); index += 1) {
  const name = `unit-${index}`;
  const rlib = stage(open, donorFile(donor, `${name}.rlib`, `library of ${donor}`));
  const { outcome } = valueOf(publishUnit(open, draft(name), libraryFiles(rlib, name)));
  writeSync(1, `${name} ${outcome}\n`);
}
open.close();
process.stdin.destroy();
