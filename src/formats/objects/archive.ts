import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';

/** A member of an `ar` archive; `start` is absolute in the file that holds it. */
export interface Member {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

const MAGIC = '!<arch>\n';
const THIN_MAGIC = '!<thin>\n';
const HEADER_BYTES = 60;
/** Symbol indexes and the table of long names: read by linkers only. */
const INDEXES = new Set(['/', '//', '/SYM64/', '__.SYMDEF', '__.SYMDEF SORTED', '__.SYMDEF_64', '__.SYMDEF_64 SORTED']);

export function isArchive(head: Buffer): boolean {
  const magic = head.toString('latin1', 0, 8);
  return magic === MAGIC || magic === THIN_MAGIC;
}

/**
 * The members of the archive at `base`, `size` bytes long, without indexes. GNU (`//` table) and BSD (`#1/`)
 * long names. Reads one 60-byte header a member. A thin archive is an error: its members lie in other files.
 */
export function readMembers(fd: number, base: number, size: number): Result<Member[], string> {
  const magic = readRange(fd, base, MAGIC.length).toString('latin1');
  if (magic === THIN_MAGIC) return err('a thin archive');
  if (magic !== MAGIC) return err('not an archive');
  const members: Member[] = [];
  const end = base + size;
  let longNames = '';
  // Members start at even offsets; some writers leave out the last pad byte.
  for (let at = base + MAGIC.length; at < end;) {
    const header = readRange(fd, at, HEADER_BYTES).toString('latin1');
    const bytes = Number(header.slice(48, 58));
    if (header.length < HEADER_BYTES || header.slice(58) !== '`\n' || !Number.isSafeInteger(bytes) || bytes < 0) {
      return err('a damaged archive header');
    }
    const start = at + HEADER_BYTES;
    if (start + bytes > end) return err('an archive member beyond the end');
    const field = header.slice(0, 16).trimEnd();
    if (field === '//') longNames = readRange(fd, start, bytes).toString('utf8');
    const member = resolveName(fd, { name: field, start, size: bytes }, longNames);
    if (!INDEXES.has(member.name)) members.push(member);
    at = start + bytes + (bytes & 1);
  }
  return ok(members);
}

function resolveName(fd: number, raw: Member, longNames: string): Member {
  const gnu = /^\/(\d+)$/.exec(raw.name)?.[1];
  if (gnu !== undefined) {
    const from = Number(gnu);
    const end = longNames.indexOf('/\n', from);
    return { ...raw, name: longNames.slice(from, end < 0 ? undefined : end) };
  }
  const bsd = /^#1\/(\d+)$/.exec(raw.name)?.[1];
  if (bsd !== undefined && Number(bsd) <= raw.size) {
    const length = Number(bsd);
    const name = readRange(fd, raw.start, length).toString('utf8').replace(/\0+$/, '');
    return { name, start: raw.start + length, size: raw.size - length };
  }
  const named = raw.name.length > 1 && raw.name.endsWith('/') && !INDEXES.has(raw.name);
  return named ? { ...raw, name: raw.name.slice(0, -1) } : raw;
}
