import { expect, it } from 'vitest';
import { formatDuration } from '../../src/text/numbers.ts';

it.each([
  [-1, '0.0 s'],
  [9_540, '9.5 s'],
  [99_900, '99.9 s'],
  [119_400, '1 min 59 s'],
  [119_700, '2 min 0 s'],
  [125_000, '2 min 5 s'],
])('a duration of %d milliseconds is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
