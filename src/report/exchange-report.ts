import type { SendDocument, TakeDocument } from './documents/exchange.ts';
import type { Need } from '../commands/remote/needs.ts';
import type { ImportRefusal, Received } from '../commands/remote/receive.ts';
import type { Sent } from '../commands/remote/send.ts';
import { count, formatBytes } from './bytes.ts';
import type { Reporter } from './reporter.ts';

/** Where something was exchanged, and for which repository. */
export interface Exchanged {
  readonly store: string;
  readonly place: string;
  readonly repository: string;
}

export function sendDocument(command: SendDocument['command'], sent: readonly Sent[], o: Exchanged & { readonly signedBy: string | null }): SendDocument {
  return { schema: 1, command, store: { path: o.store }, place: o.place, repository: o.repository, signedBy: o.signedBy, commits: sent };
}

export function reportSent(sent: readonly Sent[], o: Exchanged & { readonly signedBy: string | null }, reporter: Reporter): void {
  for (const { commit, units, added, bytes, left } of sent) {
    const stays = left.length === 0 ? '' : `; ${left.length} stay here`;
    reporter.status('Sent', `${commit.slice(0, 9)}: ${count(units, 'unit')}, ${added} new (${formatBytes(bytes)})${stays}`);
    for (const [refusal, number] of tally(left.map((unit) => unit.refusal))) reporter.status('Kept', `${count(number, 'unit')}: ${keptWords(refusal)}`);
  }
  const signed = o.signedBy === null ? 'unsigned, so that readers need `--unsigned`' : `signed by ${o.signedBy}`;
  reporter.status('Written', `${o.place}, for ${o.repository}, ${signed}`);
}

function keptWords(refusal: Sent['left'][number]['refusal']): string {
  switch (refusal) {
    case 'unobserved':
      return 'what their scripts or macros ask for is not known; see `cargo share audit`';
    case 'other-compiler':
      return 'of another compiler than this worktree has now';
    case 'before-change':
      return 'built before a program or package of this machine changed; build them anew';
    case 'machine-unknown':
      return 'they depend on the machine, and it cannot be told what it is';
    case 'damaged':
      return 'changed since they were stored';
    case 'too-large':
      return 'larger than a pack may be';
  }
}

export function takeDocument(command: TakeDocument['command'], received: readonly Received[], o: Exchanged): TakeDocument {
  const commits = received.map(({ commit, taken, present, bytes, refused }) => ({
    commit,
    taken,
    present,
    bytes,
    refused: [...tally(refused.map((refusal) => (refusal.reason === 'machine' ? `machine ${refusal.need}` : refusal.reason)))].map(([text, units]) => {
      const [reason = '', need] = text.split(' ');
      return { reason, ...(need !== undefined && { need }), units };
    }),
  }));
  return { schema: 1, command, store: { path: o.store }, place: o.place, repository: o.repository, commits };
}

export function reportTaken(received: readonly Received[], o: Exchanged, reporter: Reporter): void {
  for (const { commit, taken, present, bytes, refused } of received) {
    const more = [present > 0 ? `${present} there already` : '', refused.length > 0 ? `${refused.length} not taken` : ''].filter((words) => words !== '');
    reporter.status('Taken', `${commit.slice(0, 9)}: ${count(taken, 'unit')} (${formatBytes(bytes)})${more.map((words) => `, ${words}`).join('')}`);
    for (const [words, number] of tally(refused.map(refusalWords))) reporter.status('Left', `${count(number, 'unit')}: ${words}`);
  }
  reporter.status('Ready', `from ${o.place}, for ${o.repository}; \`cargo share warm\` places what is right here`);
}

const NEEDS: Readonly<Record<Need, string>> = {
  compiler: 'another compiler',
  home: 'another CARGO_HOME, whose paths are in them',
  libc: 'another C library, or another version of it',
  tools: 'another linker or C compiler',
  system: 'other installed packages',
  cpu: 'another processor',
};

function refusalWords(refusal: ImportRefusal): string {
  switch (refusal.reason) {
    case 'machine':
      return `made with ${NEEDS[refusal.need]}`;
    case 'not-importable':
      return "of another version's rules, or not what a unit of that compiler can be";
    case 'not-wanted':
      return 'nothing here asks for them';
    case 'gone':
      return 'their packs are gone';
    case 'altered':
      return 'their packs are not those that were signed';
    case 'not-fetched':
      return `not fetched (${refusal.message})`;
  }
}

function tally<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
