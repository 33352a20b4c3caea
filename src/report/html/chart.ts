import { count } from '../bytes.ts';
import { formatTime } from './figures.ts';
import { text } from './markup.ts';

const WIDTH = 640;
const HEIGHT = 200;
/** Room for `2.5 h` in the larger letters of a phone. */
const LEFT = 84;
const BOTTOM = 24;

/** A rising line of saved time. The same is said in the figure's caption and in the table of events. */
export function savedChart(points: readonly { readonly at: number; readonly savedMs: number }[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '<p>No worktree has been warmed yet.</p>';
  const span = Math.max(1, last.at - first.at);
  const x = (at: number): number => LEFT + ((WIDTH - LEFT - 8) * (at - first.at)) / span;
  const y = (ms: number): number => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - 12) * ms) / Math.max(1, last.savedMs);
  const steps = points.flatMap(({ at, savedMs }, index) => [
    `L${x(at).toFixed(1)} ${y(points[index - 1]?.savedMs ?? 0).toFixed(1)}`,
    `L${x(at).toFixed(1)} ${y(savedMs).toFixed(1)}`,
  ]);
  const end = `L${WIDTH - 8} ${y(last.savedMs).toFixed(1)}`;
  const line = `M${LEFT} ${y(0)} ${steps.join(' ')} ${end}`;
  const isOneDay = day(first.at) === day(last.at);
  const label = isOneDay ? timeOfDay : day;
  const when = isOneDay ? `on ${day(first.at)}` : `from ${day(first.at)} to ${day(last.at)}`;
  const words = `${formatTime(last.savedMs)} on the clock saved by ${count(points.length, 'warm')}, ${when}`;
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(words)}">
<path class="area" d="${line} L${WIDTH - 8} ${y(0)} Z"/><path class="line" d="${line}"/>
<line class="axis" x1="${LEFT}" y1="${y(0)}" x2="${WIDTH - 8}" y2="${y(0)}"/>
<text x="${LEFT - 6}" y="${y(last.savedMs) + 4}" text-anchor="end">${text(formatTime(last.savedMs))}</text>
<text x="${LEFT - 6}" y="${y(0)}" text-anchor="end">0</text>
<text x="${LEFT}" y="${HEIGHT - 6}">${text(label(first.at))}</text><text x="${WIDTH - 8}" y="${HEIGHT - 6}" text-anchor="end">${text(label(last.at))}</text>
</svg><figcaption>${text(words)}.</figcaption></figure>`;
}

function timeOfDay(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
