/** In results `~` stands for the temporary directory of a rig or of a campaign's history: they name no directory of the machine. */
export function withoutPlace(text: string): string {
  return text.replaceAll(/\/[^\s"]*?\/(?:cargo-share-rig-\w+|campaign-\w+\/campaign-\w+)/g, '~');
}
