import type { UploadPlan } from '../csv/upload-plan.ts';
import { ActionError } from '../errors.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import type { Warning } from '../vocabulary.ts';

import type { CheckResult } from './check-result.ts';
import { fixOf, RULES } from './rules.ts';

/** What was asked for, as far as advice depends on it. */
interface Asked {
  readonly mode: string;
  readonly invalidRows: 'fail' | 'skip';
}

/**
 * The plan of a check without errors.
 * @param warn Takes the warning about rows that are left out (`invalid-rows: skip`).
 * @throws {ActionError} `check-failed` when the check found errors.
 */
export function acceptCheck(
  check: CheckResult,
  asked: Asked,
  warn: (warnings: readonly Warning[]) => void,
): UploadPlan {
  if (check.plan === undefined) throw refusal(check, asked);
  warn(warnOfLeftOut(check));
  return check.plan;
}

/** How many errors there are, what to do about each rule, and where to read on; the findings are reported elsewhere. */
function refusal(check: CheckResult, asked: Asked): ActionError {
  const { errors } = check.findings;
  const counts = check.findings.counts.filter(({ severity }) => severity === 'error');
  const rules = counts.map(({ rule, count: times }) => `${rule} ${formatNumber(times)}`);
  const nothing = asked.mode === 'upload' ? ' Nothing was uploaded.' : '';
  return new ActionError({
    code: 'check-failed',
    what: `The check found ${formatCount(errors, 'error')} (${rules.join(', ')}).${nothing}`,
    fix: [
      ...counts.map(
        ({ rule }) =>
          `${rule}: ${fixOf(check.findings.telling.find((one) => one.rule === rule) ?? { rule })}`,
      ),
      ...(errors > 1 ? ['The output findings-path names a file with every finding by line and column.'] : []),
      ...(asked.invalidRows === 'fail' && counts.every(({ rule }) => RULES[rule].scope === 'record')
        ? ['To upload the valid rows meanwhile, set `invalid-rows: skip`.']
        : []),
    ],
  });
}

/** With `invalid-rows: skip` rows may be left out, which must never happen silently. */
function warnOfLeftOut({ records, invalidRecords }: CheckResult): Warning[] {
  if (invalidRecords === 0) return [];
  return [
    {
      title: 'Invalid rows left out',
      lines: [
        `${formatNumber(invalidRecords)} of ${formatNumber(records)} records are not valid and are left out, because of \`invalid-rows: skip\`.`,
        'The output invalid-rows-path names a file with them. It holds personal data: correct them at their source, and do not keep the file as an artifact.',
      ],
    },
  ];
}
