import { expect, it } from 'vitest';
import { compilerMessages } from '../../../src/formats/cargo/compiler-messages.ts';

const LOADER = "ERROR: ld.so: object '/gone.so' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.\n";
const WARNING = '{"$message_type":"diagnostic","message":"`é` is never used, as linker_messages is","code":{"code":"dead_code","explanation":null},"level":"warning"}\n';
const COUNT = '{"$message_type":"diagnostic","message":"1 warning emitted","code":null,"level":"warning"}\n';
const LINKER = '{"$message_type":"diagnostic","message":"linker stderr: …","code":{"code":"linker_messages","explanation":null},"level":"warning"}\n';

function kept(text: string): string {
  return compilerMessages(Buffer.from(text)).toString();
}

it('keeps rustc\'s messages as they are', () => {
  const bytes = Buffer.from(WARNING + COUNT);
  expect(compilerMessages(bytes)).toBe(bytes);
  expect(kept('')).toBe('');
});

it('leaves out what is of the shell, and what the linker has said', () => {
  expect(kept(LOADER + WARNING + LINKER + COUNT + LOADER)).toBe(WARNING + COUNT);
  expect(kept(LOADER)).toBe('');
});

it('takes a line that is cut for no message of the linker', () => {
  expect(kept(`${WARNING}{"code":{"code":"linker_mess`)).toBe(`${WARNING}{"code":{"code":"linker_mess`);
});
