/** Fingerprint JSON as cargo 1.95 spells it, with `fields` in place of the defaults; bigints become plain numbers. */
export function fingerprintJson(fields: Readonly<Record<string, unknown>>): string {
  return toJson({
    rustc: 7458672600737419911n,
    features: '[]',
    declared_features: '[]',
    target: 3252222276297996180n,
    profile: 12077771321704829354n,
    path: 14347822875402886571n,
    deps: [],
    local: [],
    rustflags: [],
    config: 8247474407144887393n,
    compile_kind: 0n,
    ...fields,
  });
}

function toJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`)
    .join(',')}}`;
}
