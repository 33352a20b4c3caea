import type { BenchResult } from '../commands/bench/bench.ts';
import { benchFigures, type Bar } from './bench-figures.ts';

const STYLE = `
  :root { color-scheme: light dark; --ours: light-dark(#1a7f37, #3fb950); --other: light-dark(#8c959f, #656c76); --note: light-dark(#59636e, #9198a1) }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 3rem auto; padding: 0 1rem }
  h1 { font-size: 1.3rem } h2 { font-size: 1.05rem; margin-top: 2rem }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .6rem 1rem; align-items: center }
  dd { margin: 0; display: grid; gap: .1rem } .bar { height: 1.1rem; min-width: 2px; background: var(--other) } .ours { background: var(--ours) }
  small, td:not(:first-child) { color: var(--note) } table { border-collapse: collapse } td, th { padding: .1rem 1rem .1rem 0; text-align: right }`;

/** The result as one HTML document that needs nothing else. */
export function benchPage(result: BenchResult): string {
  const { title, time, disk, summary } = benchFigures(result);
  const rows = result.fresh.map(
    ({ add, warm, build, idle, compiled }, index) =>
      `<tr><td>${index + 1}</td>${[add, warm, build, add + warm + build, idle].map((value) => `<td>${value.toFixed(3)}</td>`).join('')}<td>${compiled}</td></tr>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>cargo share bench</title><style>${STYLE}\n</style>`,
    `<h1>${escape(title)}</h1>`,
    `<p>${escape(summary)}</p>`,
    '<h2>Time</h2>',
    bars(time),
    '<h2>Disk of one worktree</h2>',
    bars(disk),
    '<h2>Every fresh worktree, in seconds</h2>',
    '<table><tr><th></th><th>git</th><th>warming</th><th>cargo</th><th>together</th><th>nothing to do</th><th>crates compiled</th></tr>',
    ...rows,
    '</table>',
    '</html>',
    '',
  ].join('\n');
}

function bars(values: readonly Bar[]): string {
  const most = Math.max(...values.map(({ value }) => value));
  const items = values.map(
    ({ name, value, label, note, ours }) =>
      `<dt>${escape(name)}</dt><dd><div class="bar${ours ? ' ours' : ''}" style="width:${((100 * value) / most).toFixed(2)}%"></div><span>${escape(label)} <small>${escape(note)}</small></span></dd>`,
  );
  return `<dl>${items.join('\n')}</dl>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
