/** The flags by which cargo builds into a profile directory: its last part names the profile, what stands before it the target. */
export function profileFlags(directory: string): string[] {
  const parts = directory.split('/');
  const profile = parts.at(-1) ?? 'debug';
  return [...(profile === 'debug' ? [] : ['--profile', profile]), ...(parts.length > 1 ? ['--target', parts[0] ?? ''] : [])];
}
