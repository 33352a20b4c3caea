import type { Store } from '../../../src/store/open.ts';
import { publishUnit, type FileToPublish } from '../../../src/store/publish.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { draft, staging, valueOf } from '../../store/store-fixture.ts';

/** Publishes a unit of these files. */
export async function publish(store: Store, name: string, more: Partial<Manifest>, files: readonly FileToPublish[]): Promise<Manifest> {
  const open = await staging(store);
  const { manifest } = valueOf(publishUnit(open, { ...draft(name), ...more }, files));
  open.close();
  return manifest;
}

export function small(role: FileToPublish['role'], path: string, content: string | Buffer, more: { rewrite?: true; mtimeNs?: bigint; mode?: number } = {}): FileToPublish {
  const { rewrite, mtimeNs = 1_000_000_000n, mode = 0o644 } = more;
  return { role, path, ...(rewrite && { rewrite }), from: { kind: 'bytes', bytes: Buffer.from(content as string), mode, mtimeNs } };
}
