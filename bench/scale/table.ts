import { formatValue } from '../figure.ts';
import { COMMANDS, exponentOf, pointsOf, type ScaleResult } from './result.ts';

/** Above it, a command is worse than linear; what is below is noise. */
const LINEAR = 1.1;

/** One table for each thing that grows. */
export function formatScale(result: ScaleResult): string {
  return result.growth
    .flatMap((growth) => {
      const sizes = [...new Set(growth.points.map(({ at }) => at))].toSorted((a, b) => a - b);
      const head = ['', ...sizes.map((size) => `${size} ${size === 1 ? growth.by.slice(0, -1) : growth.by}`), 'exponent', 'memory at most'];
      const rows = COMMANDS.map((command) => {
        const points = pointsOf(growth, command);
        const exponent = exponentOf(result, growth, command);
        return [
          command,
          ...points.map(({ seconds }) => `${formatValue(seconds)} s`),
          exponent === undefined ? '' : `${exponent.toFixed(2)}${exponent > LINEAR ? ' **worse than linear**' : ''}`,
          `${formatValue(Math.max(...points.map(({ peakBytes }) => peakBytes)) / 1e6)} MB`,
        ];
      });
      return [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).concat('');
    })
    .join('\n');
}
