import { afterAll, describe, expect, it } from 'vitest';
import { appAndLibrary, manifest, workspace } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';
import { mountFileSystem, type Mount } from '../../support/mounts.ts';

const createRig = useRigs();
const mounts: Mount[] = [];
afterAll(() => mounts.forEach((mount) => mount.remove()));

/** `core_lib` says what a macro reads: no artifact tells from which content it was compiled. */
const files = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'reading']),
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nreading = { path = "../reading" }\n'),
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { reading::word!() }\n',
  'reading/Cargo.toml': manifest('reading', '[lib]\nproc-macro = true\n'),
  'reading/src/lib.rs': `
    #[proc_macro]
    pub fn word(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
      format!("{:?}", std::fs::read_to_string("word.txt").unwrap()).parse().unwrap()
    }
  `,
  'word.txt': 'one',
});

const mount = process.getuid?.() === 0 ? mountFileSystem({ type: 'ext4', megabytes: 400, options: ['-I', '128'] }) : { unavailable: 'mounting needs root' };
if ('unavailable' in mount) process.stderr.write(`not tried with times of whole seconds: ${mount.unavailable}\n`);
else mounts.push(mount);

/** Waits for the beginning of a second: what is done then is likely to get one time. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000)));

describe.runIf(mounts.length > 0)('where files have times of whole seconds', () => {
  it('an edit right after warming is compiled', async () => {
    const rig = await createRig({ files, directory: mounts[0]?.path ?? '' });
    await rig.main.cargo(['build']);
    await rig.main.share(['init']);
    await nextSecond();
    const b = await rig.addWorktree('b');
    await b.warm();
    b.write('core_lib/src/lib.rs', 'pub fn say() -> &\'static str { "edited" }\n');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('edited\n');
  });

  it('what a macro read is not taken for what was written in the second of the build', async () => {
    const rig = await createRig({ files, directory: mounts[0]?.path ?? '' });
    await nextSecond();
    await rig.main.cargo(['build']);
    rig.main.write('word.txt', 'two');
    await rig.main.commit('Two');
    await rig.main.share(['init']);
    const b = await rig.addWorktree('b');
    await b.warm();
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('two\n');
  });
});
