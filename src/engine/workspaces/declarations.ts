import { posix } from 'node:path';
import { readText } from '../../system/fs.ts';
import { sha256 } from '../../units/identity.ts';
import { NOTHING_DECLARED, type Declared, type Declaring } from '../../units/declared.ts';

/** Lists by the name of a crate; `*` stands for all. */
export interface Declarations {
  readonly neverShare: readonly string[];
  readonly extraInputs: Readonly<Record<string, readonly string[]>>;
  /** Where it stands, for people. */
  readonly where: string;
}

export const NO_DECLARATIONS: Declarations = { neverShare: [], extraInputs: {}, where: '' };

/** Reads `a, b`. */
export function parseNames(text: string): string[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}

/** Reads `app=data/*.sql, app=$DATABASE_URL`; undefined for what is not that. */
export function parseInputs(text: string): Record<string, string[]> | undefined {
  const found: Record<string, string[]> = {};
  for (const part of parseNames(text)) {
    const at = part.indexOf('=');
    const [crate, input] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at === -1 || crate === '' || input === '') return undefined;
    found[crate] = [...(found[crate] ?? []), input];
  }
  return found;
}

/**
 * What a worktree's own root manifest says, and the user for the clone: both count. A manifest that says it in a way that
 * is not understood has all crates never shared, as what it wants kept apart is not known.
 */
export async function declarationsIn(workspaceRoot: string, worktree: string, own: Declarations): Promise<Declaring> {
  const manifest = await manifestDeclarations(`${workspaceRoot}/Cargo.toml`);
  const said = [own, manifest].filter(({ neverShare, extraInputs }) => neverShare.length > 0 || Object.keys(extraInputs).length > 0);
  if (said.length === 0) return NOTHING_DECLARED;
  const base = posix.relative(worktree, workspaceRoot);
  return { of: (name) => declaredFor(name, said, base), digest: sha256(JSON.stringify([said.map(({ neverShare, extraInputs }) => [neverShare, extraInputs]), base])) };
}

function declaredFor(name: string, said: readonly Declarations[], base: string): Declared {
  const inputs = said.flatMap(({ extraInputs }) => [...(extraInputs[name] ?? []), ...(extraInputs['*'] ?? [])]);
  const below = inputs.map((input) => (input.startsWith('$') || input.startsWith('/') ? input : posix.join(base, input)));
  const outside = below.find((input) => input.startsWith('../') || input.startsWith('/'));
  const never = said.find(({ neverShare }) => neverShare.includes(name) || neverShare.includes('*'));
  const neverShared = never?.where ?? (outside === undefined ? undefined : `extra-inputs name ${outside}, outside of the worktree`);
  return { neverShared, inputs: [...new Set(below)].sort() };
}

/** `[workspace.metadata.share]`, or `[package.metadata.share]` of a package without a workspace; data, and nothing is run. */
async function manifestDeclarations(path: string): Promise<Declarations> {
  const text = readText(path);
  // A TOML parser costs more than all the rest: most manifests do not need it.
  if (text === undefined || !text.includes('metadata.share') || !['never-share', 'extra-inputs'].some((key) => text.includes(key))) return NO_DECLARATIONS;
  const { parse, TomlError } = await import('smol-toml');
  try {
    const root = parse(text) as Record<string, { name?: unknown; metadata?: { share?: Record<string, unknown> } } | undefined>;
    const ofPackage = root['workspace'] === undefined ? root['package'] : undefined;
    const share = (root['workspace'] ?? ofPackage)?.metadata?.share ?? {};
    const name = typeof ofPackage?.name === 'string' ? ofPackage.name : undefined;
    const neverShare = share['never-share'] === undefined ? [] : namesIn(share['never-share'], name);
    const extraInputs = share['extra-inputs'] === undefined ? {} : inputsIn(share['extra-inputs'], name);
    if (neverShare === undefined || extraInputs === undefined) return { neverShare: ['*'], extraInputs: {}, where: `${path}, in a way that is not understood` };
    return { neverShare, extraInputs, where: path };
  } catch (error) {
    // Cargo's to report.
    if (error instanceof TomlError) return NO_DECLARATIONS;
    throw error;
  }
}

function namesIn(value: unknown, ofPackage: string | undefined): string[] | undefined {
  if (typeof value === 'boolean' && ofPackage !== undefined) return value ? [ofPackage] : [];
  return isStrings(value) ? value : undefined;
}

function inputsIn(value: unknown, ofPackage: string | undefined): Record<string, string[]> | undefined {
  if (isStrings(value)) return ofPackage === undefined ? undefined : { [ofPackage]: value };
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value);
  return entries.every((entry): entry is [string, string[]] => isStrings(entry[1])) ? Object.fromEntries(entries) : undefined;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}
