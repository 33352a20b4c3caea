/** What `cargo share source-map` prints. */
export interface SourceMapDocument {
  readonly schema: 1;
  readonly command: 'source-map';
  readonly worktree: string;
  /** Directories that debug information names, and those whose files are the same here. */
  readonly map: readonly { readonly from: string; readonly to: string }[];
}
