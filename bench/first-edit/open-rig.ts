import { cpSync, writeFileSync } from 'node:fs';
import { createRig, type Rig } from '../../test/rig/rig.ts';
import { generated } from './generated.ts';

export interface Asked {
  /** Of a real repository; without it one of so many `lines` is generated. */
  readonly directory: string | undefined;
  readonly lines: string;
  readonly toolchain: string | undefined;
  /** Where the rig is made; the system's directory for temporary files unless given. */
  readonly below: string | undefined;
  readonly output: string | undefined;
}

/** Measures in a rig that is gone afterwards, and writes the result to `output`, or to standard output. */
export async function measureInRig(asked: Asked, measure: (rig: Rig) => Promise<object>): Promise<void> {
  const { directory, lines, toolchain, below, output } = asked;
  const env = toolchain === undefined ? {} : { RUSTUP_TOOLCHAIN: toolchain };
  const rig = await createRig({ files: directory === undefined ? generated(Number(lines)) : {}, env, ...(below !== undefined && { directory: below }) });
  try {
    if (directory !== undefined) cpSync(directory, rig.main.path, { recursive: true, filter: (path) => !/\/(?:target|\.git)$/.test(path) });
    const text = `${JSON.stringify(await measure(rig), undefined, 1)}\n`;
    if (output === undefined) process.stdout.write(text);
    else writeFileSync(output, text);
  } finally {
    await rig.dispose();
  }
}
