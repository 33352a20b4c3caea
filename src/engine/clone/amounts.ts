/** Decimal units as disks are sold, binary ones by their own names. */
const BYTES: Readonly<Record<string, number>> = {
  '': 1, b: 1,
  k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9, t: 1e12, tb: 1e12,
  kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40,
};

const DAY_SECONDS = 86_400;
const SECONDS: Readonly<Record<string, number>> = { h: 3600, d: DAY_SECONDS, w: 7 * DAY_SECONDS };

/** Bytes: `20GB`, `1.5 GiB`, `500M`, `0`. Undefined where it means nothing. */
export function parseSize(text: string): number | undefined {
  const amount = parseAmount(text, BYTES);
  return amount === undefined ? undefined : Math.round(amount);
}

/** Seconds: `12h`, `30d`, `2w`. Undefined where it means nothing. */
export function parseAge(text: string): number | undefined {
  return parseAmount(text, SECONDS);
}

function parseAmount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = units[unit.toLowerCase()];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
