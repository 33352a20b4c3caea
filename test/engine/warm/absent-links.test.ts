import { utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newestBelow } from '../../../src/engine/contents/directory-contents.ts';
import { absentLinks, layAbsentLinks } from '../../../src/engine/warm/absent-links.ts';
import { nowNs } from '../../../src/system/clock.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { valueOf } from '../../store/store-fixture.ts';
import { fileOf, manifestOf } from '../../units/samples.ts';

test('links to what is not there are older than anything; what comes makes them newer, however old it is', () => {
  const root = temporaryDirectory();
  const unit = manifestOf('app', { files: [fileOf('dep-info', 'debug/.fingerprint/app-1/dep-lib-app')] });
  write(`${root}/target/debug/.fingerprint/app-1/dep-lib-app`, '');
  const links = absentLinks(unit, `${root}/target`, new Set([`${root}/.env`, `${root}/conf/app.toml`]));
  valueOf(layAbsentLinks(links!));
  expect(newestBelow(links!.directory)).toBeLessThan(nowNs() / 2n);
  write(`${root}/.env`, '');
  utimesSync(`${root}/.env`, 5, 5);
  expect(newestBelow(links!.directory)).toBeGreaterThan(nowNs());
});
