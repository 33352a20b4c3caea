import { expect, test } from 'vitest';
import { parseOwner } from '../../../../src/commands/init/shared-mode/owner-mark.ts';

const wrapper = '/a/b/.cargo/cargo-share/rustc.0d6e4079';

test('the crate, its metadata and the wrapper; a path may hold a line end', () => {
  expect(parseOwner(`app\n12ab\n${wrapper}\n`)).toEqual({ crate: 'app', metadata: '12ab', wrapper });
  expect(parseOwner(`app\n12ab\n/x\ny${wrapper}\n`)).toEqual({ crate: 'app', metadata: '12ab', wrapper: `/x\ny${wrapper}` });
});

test.each(['', 'app\n', 'app\n12ab\n', `app\n12ab\n${wrapper}`, `app\n12ab\n${wrapper.slice(0, -1)}\n`, `app\n\n${wrapper}\n`, 'app\n12ab\n/usr/bin/rustc\n'])(
  'one that was cut short or is another\'s is none: %j',
  (text) => expect(parseOwner(text)).toBeUndefined(),
);
