import { beforeAll, it } from 'vitest';
import { CODECS } from '../properties/codecs.ts';
import { realFiles } from '../properties/samples.ts';
import { tryCodec } from '../properties/try-codec.ts';
import { appAndLibrary, withBuildScript } from '../rig/crate.ts';
import { useRigs } from '../rig/rig.ts';

/** A slice of `npm run properties`, other inputs each time; of a failure fast-check prints the seed. */
const INPUTS = 500;

const createRig = useRigs();
let real: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  real = await realFiles(createRig, appAndLibrary(withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs");')));
});

it.each(CODECS)('any bytes, and real files: $name', (codec) => {
  tryCodec(codec, real, { inputs: INPUTS });
});
