import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { expect, it } from 'vitest';
import { keyPath } from '../../src/commands/remote/trust.ts';
import { logPath } from '../../src/engine/log/log-file.ts';
import { cargoHome } from '../../src/formats/cargo/home.ts';
import { homeDirectory } from '../../src/system/home-directory.ts';

it('is HOME, or what the system knows where that is none', () => {
  expect(homeDirectory({ HOME: '/home/me' })).toBe('/home/me');
  for (const HOME of [undefined, '', 'relative', '.']) expect(homeDirectory({ HOME })).toBe(userInfo().homedir);
});

it('nothing is kept in the directory that a command runs in', () => {
  for (const value of ['', 'relative']) {
    const env = { HOME: value, XDG_CONFIG_HOME: value, XDG_STATE_HOME: value };
    for (const path of [keyPath(env), logPath(env)]) expect(isAbsolute(path), path).toBe(true);
  }
  expect(isAbsolute(cargoHome({ HOME: '' }))).toBe(true);
});
