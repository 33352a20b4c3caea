import { expect, test } from 'vitest';
import { parseForecast } from '../../../src/engine/forecast/parse.ts';

const HASHES = { lib: '1ebba8879d9fe0b4', bin: 'eac7066b4ea37b2f', script: '992f77b1e7542367', run: '91a0b120e31eda27' };

function artifact(name: string, kind: string, more: object): string {
  return JSON.stringify({
    reason: 'compiler-artifact', package_id: `path+file:///ws/${name}#0.1.0`, target: { kind: [kind], name: kind === 'custom-build' ? 'build-script-build' : name },
    profile: { test: false }, features: [], filenames: [], executable: null, ...more,
  });
}

const ran = (pkg: string): string => JSON.stringify({ reason: 'build-script-executed', package_id: `path+file:///ws/${pkg}#0.1.0`, out_dir: `/r/debug/build/${pkg}-${HASHES.run}/out` });

test('fresh units are told by their files, a program by the file that it is another name of', () => {
  const told = parseForecast({
    stdout: [
      artifact('core_lib', 'lib', { filenames: [`/r/debug/deps/libcore_lib-${HASHES.lib}.rmeta`], fresh: true }),
      artifact('app', 'bin', { filenames: ['/r/debug/app'], executable: '/r/debug/app', fresh: true }),
      ran('app'),
    ].join('\n'),
    stderr: '       Fresh core_lib v0.1.0 (/ws/core_lib)\n       Fresh app v0.1.0 (/ws/app)\n',
    log: '', root: '/r', nameOf: (path) => (path === '/r/debug/app' ? `debug/deps/app-${HASHES.bin}` : undefined),
  });
  expect(told.units.map(({ package: name, unitHash, fresh }) => [name, unitHash, fresh])).toEqual([
    ['core_lib', HASHES.lib, true], ['app', HASHES.bin, true], ['app', HASHES.run, true],
  ]);
  expect(told).toMatchObject({ freshPackages: ['app', 'core_lib'], builtPackages: [] });
});

test('what is compiled or run is told by its process, and cargo\'s reason belongs to the process after it', () => {
  const told = parseForecast({
    stdout: [artifact('app', 'custom-build', { fresh: false }), ran('app'), artifact('app', 'bin', { fresh: false })].join('\n'),
    stderr: [
      '       Dirty app v0.1.0 (/ws/app): the file `app/build.rs` has changed', '   Compiling app v0.1.0 (/ws/app)',
      '     Running `/w rustc --crate-name build_script_build --crate-type bin --out-dir /r/debug/build/app-x`',
      `     Running \`/r/debug/build/app-${HASHES.script}/build-script-build\``,
      '     Running `/w rustc --crate-name app --crate-type bin --out-dir /r/debug/deps`',
    ].join('\n'),
    log: [
      `compile\tapp\t/r/debug/build/app-${HASHES.script}\t-${HASHES.script}\t0.1.0`,
      `run\tapp\t/r/debug/build/app-${HASHES.run}/out\t\t0.1.0`,
      `compile\tapp\t/r/debug/deps\t-${HASHES.bin}\t0.1.0`,
    ].join('\n'),
    root: '/r', nameOf: () => undefined,
  });
  expect(told.units.map(({ unitHash, fresh, dirty }) => [unitHash, fresh, dirty])).toEqual([
    [HASHES.script, false, 'the file `app/build.rs` has changed'], [HASHES.run, false, null], [HASHES.bin, false, null],
  ]);
  expect(told.builtPackages).toEqual(['app']);
});

test('a test of a crate is not taken for its library', () => {
  const told = parseForecast({
    stdout: artifact('app', 'lib', { profile: { test: true }, fresh: false }),
    stderr: '   Compiling app v0.1.0 (/ws/app)\n     Running `/w rustc --crate-name app --crate-type lib --out-dir /r/debug/deps`\n     Running `/w rustc --crate-name app --test --out-dir /r/debug/deps`',
    log: `compile\tapp\t/r/debug/deps\t-${HASHES.lib}\t0.1.0\ncompile\tapp\t/r/debug/deps\t-${HASHES.bin}\t0.1.0`,
    root: '/r', nameOf: () => undefined,
  });
  expect(told.units[0]).toMatchObject({ target: { kind: 'test' }, unitHash: HASHES.bin });
});
