import type { FailureDocument, StoreReference } from './common.ts';

/** What was done for one commit. */
export interface SentCommit {
  /** Full id. */
  readonly commit: string;
  /** Units that others find there now. */
  readonly units: number;
  /** Those of them that were not there before, and the bytes that were written for them. */
  readonly added: number;
  readonly bytes: number;
  readonly left: readonly { readonly slot: string; readonly package: string; readonly refusal: string }[];
}

/** What `cargo share export` or `push` did. */
export interface SendDocument {
  readonly schema: 1;
  readonly command: 'export' | 'push';
  readonly store: StoreReference;
  readonly place: string;
  readonly repository: string;
  /** The public key; null: nothing is signed. */
  readonly signedBy: string | null;
  readonly commits: readonly SentCommit[];
}

export interface TakenCommit {
  readonly commit: string;
  /** Units that are in the store now and were not. */
  readonly taken: number;
  readonly present: number;
  /** Bytes that were fetched. */
  readonly bytes: number;
  /** How many were refused for each reason; `machine` names what differs. */
  readonly refused: readonly { readonly reason: string; readonly need?: string; readonly units: number }[];
}

/** What `cargo share import` or `pull` did. */
export interface TakeDocument {
  readonly schema: 1;
  readonly command: 'import' | 'pull';
  readonly store: StoreReference;
  readonly place: string;
  readonly repository: string;
  readonly commits: readonly TakenCommit[];
}

/** What `cargo share remote` did, or found. */
export interface RemoteDocument {
  readonly schema: 1;
  readonly command: 'remote';
  readonly action: 'add' | 'list' | 'remove' | 'test' | 'key';
  readonly name?: string;
  readonly url?: string;
  /** Of `list`. */
  readonly repository?: string;
  readonly remotes?: readonly { readonly name: string; readonly url: string }[];
  /** Public keys. */
  readonly allowed?: readonly string[];
  /** Of `key`: the public one; null where none was made. */
  readonly key?: string | null;
  /** Of `test`. */
  readonly place?: string;
  readonly writable?: boolean | null;
  readonly commits?: number;
  /** Why nothing is taken from there. */
  readonly error?: FailureDocument;
}
