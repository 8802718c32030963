import { expect, it } from 'vitest';
import { RULE_NAMES, RULES } from '../../src/check/rules.ts';

it('the table lists errors before warnings, as messages do', () => {
  const severities = RULE_NAMES.map((name) => RULES[name].severity);
  expect(severities).toEqual([...severities].sort());
});

it.each(RULE_NAMES)('%s has complete sentences', (name) => {
  const { meaning, why, fix, source } = RULES[name];
  for (const text of [meaning, why, fix]) expect(text).toMatch(/^[A-Z].*\.$/s);
  expect(source).not.toBe('');
  expect(source).not.toMatch(/\.$/);
});
