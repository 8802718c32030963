import { describe, expect, it } from 'vitest';
import { acceptCheck } from '../../src/check/refusal.ts';
import { RULE_NAMES, RULES, type RuleName } from '../../src/check/rules.ts';
import type { ActionError } from '../../src/errors.ts';
import { check, finding, findings } from '../report/run-reports.ts';

function refusal(
  rules: readonly RuleName[],
  invalidRows: 'fail' | 'skip' = 'fail',
  hasSuggestion = false,
): ActionError {
  // The input `rules` may make every rule an error.
  const summary = findings(rules.map((rule, i) => finding({ rule, line: i + 2 })));
  const counts = summary.counts.map((entry) => ({ ...entry, severity: 'error' as const }));
  const checked = check(undefined, {
    isAccepted: false,
    plan: undefined,
    findings: { ...summary, errors: rules.length, warnings: 0, counts },
  });
  try {
    acceptCheck(checked, { mode: 'upload', invalidRows, hasSuggestion }, () => {});
  } catch (error) {
    return error as ActionError;
  }
  throw new Error('not refused');
}

describe('a check that found errors', () => {
  it.each(RULE_NAMES)('%s: the advice is that of the rule', (rule) => {
    const { what, fix } = refusal([rule]);
    expect(what).toBe(`The check found 1 error (${rule} 1). Nothing was uploaded.`);
    expect(fix[0]).toBe(`${rule}: ${RULES[rule].fix}`);
  });

  it('names the suggested inputs first', () => {
    expect(refusal(['missing-header'], 'fail', true).fix[0]).toContain('Set the suggested inputs');
    expect(refusal(['missing-header']).fix.join()).not.toContain('suggested');
  });

  it('advises to skip rows only if that helps', () => {
    const advice = expect.stringContaining('set `invalid-rows: skip`');
    expect(refusal(['missing-value', 'row-too-long']).fix).toContainEqual(advice);
    expect(refusal(['missing-value', 'unknown-column']).fix).not.toContainEqual(advice);
    expect(refusal(['over-daily-limit']).fix).not.toContainEqual(advice);
    expect(refusal(['missing-value'], 'skip').fix).not.toContainEqual(advice);
  });
});
