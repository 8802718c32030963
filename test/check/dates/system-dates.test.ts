import { expect, it } from 'vitest';
import { SYSTEM_DATES } from '../../../scripts/system-dates.ts';
import { compileDateFormat, relationOf } from '../../../src/check/dates/date-format.ts';
import { DateValue } from '../../../src/check/dates/date-value.ts';

it.each(SYSTEM_DATES)('the formats of $system in docs/rules.md are read', ({ examples, forms }) => {
  const { read } = compileDateFormat(forms, undefined);
  const value = new DateValue();
  const days = examples.map((text) => [text, read(text, value), value.rewritten ?? text]);
  expect(days).toEqual(examples.map((text) => [text, undefined, expect.stringMatching(/^2026-03-(31|03)T/)]));
  expect(
    forms.filter((form, i) => forms.slice(0, i).some((one) => relationOf(one, form) === 'other')),
  ).toEqual([]);
});
