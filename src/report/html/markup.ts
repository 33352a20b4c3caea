/** Text as it may stand in HTML, in attributes too. */
export function text(value: string | number): string {
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A table whose first column names the row; cells are text. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = (row: readonly (string | number)[]): string =>
    row.map((cell, index) => (index === 0 ? `<th scope="row">${text(cell)}</th>` : `<td>${text(cell)}</td>`)).join('');
  return `<div class="wide" tabindex="0" role="region" aria-label="${text(caption)}"><table><caption>${text(caption)}</caption><thead><tr>${head
    .map((cell) => `<th scope="col">${text(cell)}</th>`)
    .join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></div>`;
}

/** One bar of parts, each with its share of `most`; what it shows stands in words beside it. */
export function bar(label: string, words: string, most: number, parts: readonly { readonly value: number; readonly kind: string }[]): string {
  const drawn = parts
    .filter(({ value }) => value > 0)
    .map(({ value, kind }) => `<span class="${kind}" style="width:${((100 * value) / Math.max(1, most)).toFixed(2)}%"></span>`);
  return `<li><span class="label">${text(label)}</span><span class="bar" aria-hidden="true">${drawn.join('')}</span><span class="words">${text(words)}</span></li>`;
}
