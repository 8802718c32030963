import { ActionError } from '../errors.ts';
import type { ReportWarning } from '../report/run-report.ts';
import type { CheckResult } from './check-result.ts';
import { RULES } from './rules.ts';

/**
 * Stops the run when the check found errors.
 * @throws {ActionError} which says how many and where to read on; the findings themselves are reported elsewhere.
 */
export function refuseErrors(check: CheckResult, mode: string): void {
  if (check.plan !== undefined) return;
  const { errors, counts } = check.findings;
  const rules = counts
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, count }) => `${rule} ${count}`);
  const nothing = mode === 'upload' ? ' Nothing was uploaded.' : '';
  throw new ActionError({
    what: `The check found ${errors} ${errors === 1 ? 'error' : 'errors'} (${rules.join(', ')}).${nothing}`,
    fix: counts.some(({ rule, severity }) => severity === 'error' && RULES[rule].change === 'free')
      ? [
          'Correct the rows that the annotations and the job summary name, in the system that the export comes from, and run the job again.',
          'The output findings-path names a file with every finding by line and column.',
          'To upload the valid rows meanwhile, set `invalid-rows: skip`; it does not help against an error of a whole file.',
        ]
      : counts.filter(({ severity }) => severity === 'error').map(({ rule }) => RULES[rule].fix),
  });
}

/** With `invalid-rows: skip` rows may be left out, which is never to happen in silence. */
export function warnOfLeftOut({ plan, records, invalidRecords }: CheckResult): ReportWarning[] {
  if (plan === undefined || invalidRecords === 0) return [];
  return [
    {
      title: 'Invalid rows left out',
      lines: [
        `${invalidRecords} of ${records} records are not valid and are left out, because of \`invalid-rows: skip\`.`,
        'The output invalid-rows-path names a file with them. It holds personal data: correct them at their source, and do not keep the file as an artifact.',
      ],
    },
  ];
}
