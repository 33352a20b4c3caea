import type { FingerprintRecord } from '../../../units/model.ts';
import { memberSpans, type Span } from './json-spans.ts';

interface Replacement {
  readonly span: Span;
  readonly text: string;
}

/**
 * Cargo's fingerprint JSON with other dependency numbers, another `Precalculated` value and another path, every other
 * byte kept.
 *
 * @param json the text that `before` was read from
 * @param after `before` with a new `path`, new numbers in `deps` and new values in `local`'s `precalculated` entries; nothing else
 *   may differ
 * @returns `undefined` where the text does not hold `before`'s values in the places that cargo gives them
 */
export function rewriteFingerprintJson(
  json: string,
  before: FingerprintRecord,
  after: FingerprintRecord,
): string | undefined {
  const members = memberSpans(json, 0);
  if (members === undefined) return undefined;
  const deps = depReplacements(json, spanOf(members, 'deps'), before, after);
  const local = localReplacements(json, spanOf(members, 'local'), before, after);
  const path = pathReplacement(json, spanOf(members, 'path'), before, after);
  if (deps === undefined || local === undefined || path === undefined) return undefined;
  return splice(json, [...path, ...deps, ...local]);
}

function spanOf(members: readonly (readonly [string, Span])[], key: string): Span | undefined {
  return members.find(([name]) => name === key)?.[1];
}

/** A dependency is `[package id, name, public, fingerprint]`. */
function depReplacements(
  json: string,
  span: Span | undefined,
  before: FingerprintRecord,
  after: FingerprintRecord,
): Replacement[] | undefined {
  const elements = span === undefined ? undefined : memberSpans(json, span.start);
  if (elements?.length !== before.deps.length) return undefined;
  const replacements: Replacement[] = [];
  for (const [index, dep] of before.deps.entries()) {
    const changed = after.deps[index]!.fingerprint;
    if (changed === dep.fingerprint) continue;
    const number = memberSpans(json, elements[index]![1].start)?.[3]?.[1];
    if (number === undefined || json.slice(number.start, number.end) !== dep.fingerprint.toString()) return undefined;
    replacements.push({ span: number, text: changed.toString() });
  }
  return replacements;
}

/** A precalculated entry is `{"Precalculated":"text"}`; `JSON.stringify` escapes as serde_json does. */
function localReplacements(
  json: string,
  span: Span | undefined,
  before: FingerprintRecord,
  after: FingerprintRecord,
): Replacement[] | undefined {
  const elements = span === undefined ? undefined : memberSpans(json, span.start);
  if (elements?.length !== before.local.length) return undefined;
  const replacements: Replacement[] = [];
  for (const [index, local] of before.local.entries()) {
    const changed = after.local[index]!;
    if (local.kind !== 'precalculated' || changed.kind !== 'precalculated' || local.value === changed.value) continue;
    const value = spanOf(memberSpans(json, elements[index]![1].start) ?? [], 'Precalculated');
    if (value === undefined || json.slice(value.start, value.end) !== JSON.stringify(local.value)) return undefined;
    replacements.push({ span: value, text: JSON.stringify(changed.value) });
  }
  return replacements;
}

function pathReplacement(json: string, span: Span | undefined, before: FingerprintRecord, after: FingerprintRecord): Replacement[] | undefined {
  if (before.path === after.path) return [];
  if (span === undefined || json.slice(span.start, span.end) !== before.path.toString()) return undefined;
  return [{ span, text: after.path.toString() }];
}

function splice(text: string, replacements: readonly Replacement[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { span, text: piece } of replacements.toSorted((a, b) => a.span.start - b.span.start)) {
    pieces.push(text.slice(from, span.start), piece);
    from = span.end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}
