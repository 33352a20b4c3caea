/** One measured number, with the value that issue and README promise. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'ms/unit' | 'x' | 'MB' | 'units' | '%';
  /** What must hold; absent where the number only explains others. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
}

/** Whether a figure is as promised; `undefined` where nothing is. */
export function reached(figure: Figure): boolean | undefined {
  const { target, value } = figure;
  if (target === undefined) return undefined;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

/** Three significant digits, no exponent. */
export function formatValue(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The figures as a Markdown table. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { target, unit } = figure;
    const wanted = target === undefined ? '' : 'atMost' in target ? `≤ ${formatValue(target.atMost)}` : `≥ ${formatValue(target.atLeast)}`;
    const verdict = reached(figure);
    return `| ${figure.name} | ${formatValue(figure.value)} ${unit} | ${wanted} | ${verdict === undefined ? '' : verdict ? 'yes' : '**no**'} |`;
  });
  return ['| figure | value | target | reached |', '|---|---:|---:|---|', ...rows, ''].join('\n');
}
