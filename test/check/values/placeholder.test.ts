import { expect, it } from 'vitest';
import { isPlaceholder } from '../../../src/check/values/placeholder.ts';

const ANY_CASE =
  'null (null) <null> [null] \\n n/a #n/a n.a. n.a <na> <n/a> (n/a) undefined none (none) <none> (blank) (empty) tbd tba #null! #value! #ref! #name? #div/0! #num! k.a.';
const SIGNS = ['-', '--', '—', '.', '...', '_', '?', '*', '/', '\\', '#', '-'.repeat(16)];

it.each([
  ...ANY_CASE.split(' ').flatMap((word) => [word, word.toUpperCase()]),
  ...['not available', 'Not Applicable', 'NA', 'NaN', 'NIL', 'NaT'],
  ...SIGNS,
])('%j is written for a missing value', (value) => {
  expect(isPlaceholder(value)).toBe(true);
});

// Na, Nan and Nil are names of people.
it.each(['na', 'Na', 'Nan', 'nil', 'Nil', 'Nat', 'nullify', 'x-', '-1', '-'.repeat(17), 'a', '0', ''])(
  '%j is a value',
  (value) => {
    expect(isPlaceholder(value)).toBe(false);
  },
);
