import type { ScriptOutput } from './script-output.ts';

/**
 * What a build script's output makes rustc hand to the linker, as rustc's own flags (`BuildOutput::parse` in cargo's
 * `core/compiler/custom_build.rs`, 1.95): `rustc-link-search` and `-lib`, `rustc-flags`, and every `rustc-link-arg*`.
 */
export function linkFlags({ other }: Pick<ScriptOutput, 'other'>): string[] {
  return other.flatMap((line) => {
    const [, key = '', value = ''] = /^cargo::?([\w-]+)=(.*)$/.exec(line) ?? [];
    if (key === 'rustc-link-search') return ['-L', value];
    if (key === 'rustc-link-lib') return ['-l', value];
    if (key === 'rustc-flags') return [value];
    // `rustc-link-arg-bin=NAME=FLAG` and `-example=` name their target first.
    if (key === 'rustc-link-arg-bin' || key === 'rustc-link-arg-example') return [value.slice(value.indexOf('=') + 1)];
    return key.startsWith('rustc-link-arg') || key === 'rustc-cdylib-link-arg' ? [value] : [];
  });
}
