import { ActionError } from '../errors.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import type { Warning } from '../vocabulary.ts';
import type { CheckResult } from './check-result.ts';
import { fixOf, RULES } from './rules.ts';

/** The inputs that the advice depends on. */
interface Asked {
  readonly mode: string;
  readonly invalidRows: 'fail' | 'skip';
  /** The check does better with other inputs, which are shown. */
  readonly hasSuggestion: boolean;
}

/**
 * Returns a check without errors.
 * @param warn Receives the warning about skipped rows (`invalid-rows: skip`).
 * @throws {ActionError} `check-failed` if the check found errors.
 */
export function acceptCheck(
  check: CheckResult,
  asked: Asked,
  warn: (warnings: readonly Warning[]) => void,
): CheckResult {
  if (!check.isAccepted) throw refusal(check, asked);
  warn(warnAboutSkipped(check));
  return check;
}

/** Lists the number of errors, the fix of each rule, and where to find details; the findings are reported elsewhere. */
function refusal(check: CheckResult, asked: Asked): ActionError {
  const { errors } = check.findings;
  const counts = check.findings.counts.filter(({ severity }) => severity === 'error');
  const rules = counts.map(({ rule, count: times }) => `${rule} ${formatNumber(times)}`);
  const nothing = asked.mode === 'upload' ? ' Nothing was uploaded.' : '';
  return new ActionError({
    code: 'check-failed',
    what: `The check found ${formatCount(errors, 'error')} (${rules.join(', ')}).${nothing}`,
    fix: [
      ...(asked.hasSuggestion
        ? [
            'Set the suggested inputs, which are in the log and in the job summary, and answer the questions there.',
          ]
        : []),
      ...counts.map(
        ({ rule }) =>
          `${rule}: ${fixOf(check.findings.telling.find((one) => one.rule === rule) ?? { rule })}`,
      ),
      ...(errors > 1
        ? [
            'To see every finding with its line and column, keep the file whose path is in the output findings-path.',
          ]
        : []),
      ...(asked.invalidRows === 'fail' && counts.every(({ rule }) => RULES[rule].scope === 'record')
        ? ['To upload only the valid rows, set `invalid-rows: skip`.']
        : []),
    ],
  });
}

/** `invalid-rows: skip` must never skip rows silently. */
function warnAboutSkipped({ records, invalidRecords }: CheckResult): Warning[] {
  if (invalidRecords === 0) return [];
  return [
    {
      title: 'Invalid rows skipped',
      lines: [
        `${formatNumber(invalidRecords)} of ${formatNumber(records)} records are invalid and are skipped, because of \`invalid-rows: skip\`.`,
        'The output invalid-rows-path is the path of a file that contains them. Correct them at their source. The file contains personal data: do not upload it as an artifact.',
      ],
    },
  ];
}
