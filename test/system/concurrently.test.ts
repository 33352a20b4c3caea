import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { concurrently, inTurns } from '../../src/system/concurrently.ts';

test('so many at a time, in the order in which they came, also after one that fails', async () => {
  const taking = inTurns(2);
  const [begun, most] = [[] as number[], { now: 0, ever: 0 }];
  const done = await Promise.allSettled(
    [0, 1, 2, 3, 4].map((each) =>
      taking(async () => {
        begun.push(each);
        most.now += 1;
        most.ever = Math.max(most.ever, most.now);
        await turn();
        most.now -= 1;
        if (each === 0) throw new Error('it fails');
      }),
    ),
  );
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(most).toEqual({ now: 0, ever: 2 });
  expect(done.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled']);
});

test('what comes after a step is done while others take their turn', async () => {
  const taking = inTurns(1);
  const order: string[] = [];
  await concurrently(['a', 'b'], { atOnce: 2 }, async (name) => {
    await taking(async () => order.push(`fetch ${name}`));
    await turn();
    order.push(`unpack ${name}`);
  });
  expect(order).toEqual(['fetch a', 'fetch b', 'unpack a', 'unpack b']);
});
