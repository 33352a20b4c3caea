import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';

/** A public key as people write it: `ed25519:` and the 32 bytes in base64. */
export type PublicKey = string & { readonly __publicKey: never };

/** Keeps a signature for one purpose from passing for another. */
const PURPOSE = 'cargo-share head 1\n';

/** A text with who has signed it; `key` is null where nobody has. */
export interface Signed {
  readonly text: string;
  readonly key: PublicKey | null;
}

export function isPublicKey(text: string): text is PublicKey {
  const [kind, bytes = ''] = text.split(':');
  return kind === 'ed25519' && bytesOf(bytes, 32) !== undefined;
}

/** A new private key, in PEM. */
export function makePrivateKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** The private key in PEM text; undefined where it is none of Ed25519. */
export function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

export function publicKeyOf(key: KeyObject): PublicKey {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return `ed25519:${Buffer.from(x, 'base64url').toString('base64')}` as PublicKey;
}

/** The text in an envelope, signed where there is a key. */
export function seal(text: string, key: KeyObject | undefined): string {
  if (key === undefined) return JSON.stringify({ text });
  const signature = sign(null, Buffer.from(PURPOSE + text), key).toString('base64');
  return JSON.stringify({ text, key: publicKeyOf(key), signature });
}

/** The text of an envelope; undefined where it is none, or where its signature is not of that key. */
export function unseal(envelope: string): Signed | undefined {
  const value = parse(envelope);
  if (typeof value?.text !== 'string') return undefined;
  const { text, key, signature } = value;
  if (key === undefined && signature === undefined) return { text, key: null };
  const bytes = typeof signature === 'string' ? bytesOf(signature, 64) : undefined;
  if (typeof key !== 'string' || bytes === undefined || !isPublicKey(key)) return undefined;
  const x = Buffer.from(key.slice('ed25519:'.length), 'base64').toString('base64url');
  const isGenuine = verify(null, Buffer.from(PURPOSE + text), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), bytes);
  return isGenuine ? { text, key } : undefined;
}

/** Base64 as it is written, and no other spelling of the same bytes. */
function bytesOf(text: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined;
}

function parse(text: string): { readonly text?: unknown; readonly key?: unknown; readonly signature?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
