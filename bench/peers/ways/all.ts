import type { Way } from '../way.ts';
import { cargoSharedTarget, copy, linkCopy, plain, reflinkCopy, worktrunk } from './copies.ts';
import { linked, linkedWhole, shared } from './ours.ts';
import { buildDir, recipe } from './shared-directory.ts';
import { kache, mbx, sccache, withSccache } from './wrappers.ts';

/** In the order in which tables list them. A base is set up by the first of its ways. */
export const WAYS: readonly Way[] = [
  plain,
  linked,
  linkedWhole,
  shared,
  recipe,
  buildDir,
  sccache,
  kache,
  mbx,
  worktrunk,
  cargoSharedTarget,
  copy,
  linkCopy,
  reflinkCopy,
  withSccache(linked),
  withSccache(shared),
  withSccache(recipe),
];
