import type { LayoutKind } from '../../src/units/model.ts';

/** Both ways in which cargo organises a build directory; tests that can run over both. */
export const LAYOUTS: readonly LayoutKind[] = ['legacy', 'unit-dirs'];

/** Whether everything is tried, as is done before a release: each hazard in both layouts, and with a plain copy. */
export const TRIES_ALL = process.env['HAZARDS'] === 'all';

/** The layouts in which a test runs that does not look at the layout: the one that is cargo's own choice. */
export const TRIED_LAYOUTS: readonly LayoutKind[] = TRIES_ALL ? LAYOUTS : ['unit-dirs'];

/**
 * What makes cargo use a layout, whatever its default is.
 * Unit-dirs is unstable below cargo 1.100 (`-Zbuild-dir-new-layout`); from then on legacy is by opting out.
 */
export function layoutEnvironment(layout: LayoutKind): Readonly<Record<string, string>> {
  switch (layout) {
    case 'legacy':
      return { __CARGO_TEMPORARY_BUILD_DIR_NEW_LAYOUT_OPT_OUT: '1' };
    case 'unit-dirs':
      return { RUSTC_BOOTSTRAP: '1', CARGO_UNSTABLE_BUILD_DIR_NEW_LAYOUT: 'true' };
  }
}
