/**
 * Verdicts that outlive the run: an artifact whose file, and what was asked of it, are as before is not read again.
 * A pure codec; where the file lies is another module's concern.
 */
import { createHash } from 'node:crypto';
import type { AbsolutePath, Sha256 } from '../../system/brand.ts';
import type { FileStat } from '../../system/fs.ts';
import type { ArtifactExamination, ExamineOptions } from './scan.ts';

/** Part of every key: raised with any change of what counts as a leak. */
const RULES_VERSION = 1;
const DIGEST = /^[0-9a-f]{64}$/;

export type VerdictKey = string & { readonly __verdictKey: never };

/** One file at one time, and everything that the verdict depends on. Orders of roots and sources do not matter. */
export function verdictKey(stat: Pick<FileStat, 'dev' | 'ino' | 'size' | 'mtimeNs'>, o: Omit<ExamineOptions, 'path' | 'examinedMetadata'>): VerdictKey {
  const parts = [
    [RULES_VERSION, stat.dev, stat.ino, stat.size, stat.mtimeNs, o.role, o.wantDigest, o.needles?.identity ?? ''].map(String),
    [o.workspaceRoot],
    o.roots.toSorted(),
    o.sources.toSorted(),
  ];
  return createHash('sha256').update(parts.map((part) => part.join('\0')).join('\0\0')).digest('hex') as VerdictKey;
}

/** One line an entry: the key, a tab, JSON. */
export function encodeVerdicts(verdicts: ReadonlyMap<VerdictKey, ArtifactExamination>): string {
  return [...verdicts].map(([key, verdict]) => `${key}\t${JSON.stringify({ ...verdict, found: [...verdict.found], recorded: [...verdict.recorded] })}\n`).join('');
}

/** The entries of a cache file; a line that is torn or not understood is left out, and its artifact read again. */
export function decodeVerdicts(encoded: string): Map<VerdictKey, ArtifactExamination> {
  const verdicts = new Map<VerdictKey, ArtifactExamination>();
  for (const line of encoded.split('\n')) {
    const tab = line.indexOf('\t');
    const key = line.slice(0, tab);
    const verdict = DIGEST.test(key) ? decodeVerdict(line.slice(tab + 1)) : undefined;
    if (verdict !== undefined) verdicts.set(key as VerdictKey, verdict);
  }
  return verdicts;
}

function decodeVerdict(json: string): ArtifactExamination | undefined {
  const value = parse(json);
  if (!isRecord(value)) return undefined;
  const { leak, metadataDigest, found, recorded, bytesRead } = value;
  if (!Array.isArray(found) || !found.every((id) => typeof id === 'string') || typeof bytesRead !== 'number') return undefined;
  if (!Array.isArray(recorded) || !recorded.every(isTextPair)) return undefined;
  if (metadataDigest !== undefined && !(typeof metadataDigest === 'string' && DIGEST.test(metadataDigest))) return undefined;
  const rest = { metadataDigest: metadataDigest as Sha256 | undefined, found: new Set<string>(found), recorded: new Map<string, string>(recorded), bytesRead };
  if (leak === undefined) return { leak: undefined, ...rest };
  if (!isRecord(leak)) return undefined;
  const { section, text, root } = leak;
  if (typeof section !== 'string' || typeof text !== 'string' || typeof root !== 'string') return undefined;
  return { leak: { section, text, root: root as AbsolutePath }, ...rest };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isTextPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
