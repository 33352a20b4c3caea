import type { Way } from './way.ts';

/** Nothing is shared: what cargo alone does. */
export const CARGO_ALONE: Way = { name: 'cargo alone', isOurs: false };
