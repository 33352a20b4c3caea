/** What `cargo share completions` prints. */
export interface CompletionsDocument {
  readonly schema: 1;
  readonly command: 'completions';
  readonly shell: 'bash' | 'zsh' | 'fish';
  readonly script: string;
}
