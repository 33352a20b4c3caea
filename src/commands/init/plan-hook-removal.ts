import { NEW_HOOK_START } from '../../formats/git/hooks/script.ts';
import { removeBlock } from '../../formats/git/marked-block.ts';
import type { NamedHookFile } from './facts.ts';
import type { InitRecord } from './record.ts';
import type { SetupStep } from './steps.ts';

/**
 * How our block leaves a hook script; undefined when it has none. What others wrote around it stays, byte
 * for byte. A script that is nothing but ours goes: one that only has the `#!` line, unless the record says
 * that it was there before.
 */
export function planHookRemoval({ name, file }: NamedHookFile, record: InitRecord | undefined): SetupStep | undefined {
  if (file.kind !== 'shell' || file.block === undefined) return undefined;
  const bytes = removeBlock(file.bytes);
  if (bytes === undefined) return undefined;
  const recorded = record?.hooks.find((hook) => hook.path === file.path);
  if (bytes.equals(Buffer.from(NEW_HOOK_START)) && recorded?.created !== false) {
    return { action: 'remove-hook', hook: name, path: file.path };
  }
  return { action: 'write-hook', hook: name, path: file.path, change: 'remove-block', bytes, mode: file.mode };
}
