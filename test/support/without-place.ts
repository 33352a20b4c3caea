/** In results `~` stands for the rig's temporary directory: they name no directory of the machine. */
export function withoutPlace(text: string): string {
  return text.replaceAll(/\/[^\s"]*?\/cargo-share-rig-\w+/g, '~');
}
