import { type ActionError, ActionErrors, type Explanation } from '../errors.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import type { Warning } from '../vocabulary.ts';
import { errorUrl } from './doc-links.ts';
import { placeIn } from './receipt.ts';
import { countRecords, type RunReport } from './run-report.ts';
import { headlineOf } from './wording.ts';

/** Maximum number of problems; more would obscure the first ones. */
const MAX_PROBLEMS = 20;

/** The last error annotation of a failed run: what was seen, what it means, what to do, and a link to the documentation. */
export function closingError(failure: ActionError, docsUrl: string): Warning {
  const problems = failure instanceof ActionErrors ? failure.problems : [failure];
  const isOne = problems.length === 1;
  const shown = problems.slice(0, MAX_PROBLEMS);
  const left = problems.length - shown.length;
  return {
    title: failure.code,
    lines: [
      ...(isOne ? [] : [`${formatCount(problems.length, 'mistake')}:`]),
      ...shown.flatMap((problem, position) => explain(problem, isOne ? '' : `${position + 1}. `)),
      ...(left > 0 ? [`And ${left} more; the job summary shows them.`] : []),
      `Error code: ${failure.code}. Documentation: ${errorUrl(docsUrl, failure.code)}`,
    ],
  };
}

function explain({ what, means, fix }: Explanation, prefix: string): string[] {
  return [`${prefix}${what}`, ...(means === undefined ? [] : [means]), ...fix.map((step) => `- ${step}`)];
}

/** The log's last lines: the result, what to compare it with, and where the details are. */
export function closingLines(report: RunReport): string[] {
  const { text, expectation } = headlineOf(report);
  const { inDoubt } = countRecords(report);
  return [
    text,
    ...(expectation === '' ? [] : [expectation]),
    ...(inDoubt > 0 ? [`In doubt: ${namesOfDoubtful(report)}. The job summary contains the reasons.`] : []),
    ...(report.outputs.receiptPath === undefined
      ? []
      : ['Receipt: see the output receipt-path. It is confidential.']),
  ];
}

/** `call 3 (records 999 to 1,497)` for each call whose records may or may not have arrived; records as in the receipt. */
function namesOfDoubtful({ upload, check }: RunReport): string {
  const files = check?.plan?.files ?? [];
  const place = placeIn(files);
  const calls = (upload?.calls ?? []).filter((call) => call.ambiguous && call.outcome !== 'accepted');
  const shown = calls.slice(0, MAX_PROBLEMS).map((call) => {
    const { file, firstRecord, records } = place(call);
    const numbers =
      records === 1
        ? `record ${formatNumber(firstRecord)}`
        : `records ${formatNumber(firstRecord)} to ${formatNumber(firstRecord + records - 1)}`;
    const where = files.length > 1 ? `${numbers} of ${file}` : numbers;
    // A call without an attempt in this run is in doubt because of an earlier run.
    return call.attempts === 0 ? `${where} (from an earlier run)` : `call ${call.index} (${where})`;
  });
  const left = calls.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ');
}

/** The warning about calls whose records may be stored twice, because an earlier attempt may have arrived too. */
export function duplicatesWarning({ upload }: RunReport): Warning | undefined {
  const calls = (upload?.calls ?? []).filter((call) => call.ambiguous && call.outcome === 'accepted');
  if (calls.length === 0) return undefined;
  const records = calls.reduce((total, { call }) => total + call.records, 0);
  const named = calls.slice(0, MAX_PROBLEMS).map(({ index }) => index);
  const left = calls.length - named.length;
  return {
    title: 'Possible duplicates',
    lines: [
      `${formatCount(records, 'record')} ${records === 1 ? 'was' : 'were'} sent again after an attempt that may have stored ${records === 1 ? 'it' : 'them'}: ${calls.length === 1 ? 'call' : 'calls'} ${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`,
      'Compare `RecordsSaved` in the log of the connector; the job summary contains the reason for each call.',
    ],
  };
}
