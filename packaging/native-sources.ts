import { nativeSources } from '../src/engine/observer/native-sources.ts';

/** For bundlers: the module that takes the place of `src/engine/observer/native-sources.ts`, with the texts in it. */
export const NATIVE_SOURCES = /\/src\/engine\/observer\/native-sources\.ts$/;

export function nativeSourcesModule(): string {
  return `export const nativeSources = () => (${JSON.stringify(nativeSources())});\n`;
}
