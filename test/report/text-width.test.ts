import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { textWidth } from '../../src/report/text-width.ts';

it.each(['', 'main', 'é', 'e\u0301', '日本語', 'ｶﾅ', '한국', '👩‍👩‍👧‍👦', '🇩🇪', '1️⃣', '❤️', '✓', '…', 'a\u200bb', '\u001b[31mred\u001b[39m', '🎉 done'])('takes the cells that a terminal gives it: %j', (text) => {
  expect(textWidth(text)).toBe(stringWidth(text));
});
