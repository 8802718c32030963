import { formatCount, formatNumber } from '../text/numbers.ts';

import { countRecords, type RecordCounts, type RunReport } from './run-report.ts';

/** The result of a run in words that a manager understands; the same in the summary and in the log. */
export interface Headline {
  /** A sign that is seen from afar; for the summary. */
  readonly mark: '✅' | '⚠️' | '❌';
  readonly text: string;
  /** What to expect in the connector's log; empty when there is nothing to compare. */
  readonly expectation: string;
}

/** Says what came of a run. */
export function headlineOf(report: RunReport): Headline {
  const counts = countRecords(report);
  const hasWarnings =
    report.warnings.length > 0 || counts.invalid > 0 || counts.inDoubt > 0 || perhapsTwice(report) > 0;
  const good = hasWarnings ? '⚠️' : '✅';
  const expectation = expectedInLog(report, counts);
  switch (report.status) {
    case 'validated':
      return {
        mark: good,
        text: `${checked(counts)}. Nothing was sent: this was a check only.`,
        expectation,
      };
    case 'ready':
      return {
        mark: good,
        text: `Ready: the sign-in works${counts.records > 0 ? `, and ${checked(counts)}` : ''}. Nothing was sent.`,
        expectation,
      };
    case 'uploaded':
      return { mark: good, text: uploadedText(report, counts), expectation };
    case 'partial':
      return { mark: '❌', text: `${isCancelled(report)} ${uploadedOf(counts)}`, expectation };
    case 'failed':
      return { mark: '❌', text: failedText(report, counts), expectation };
  }
}

function checked({ records, valid }: RecordCounts): string {
  if (records === 0) return 'No records';
  return `${formatNumber(valid)} of ${formatCount(records, 'record')} ${valid === 1 ? 'is' : 'are'} valid`;
}

function uploadedOf({ uploaded, records }: RecordCounts): string {
  return `Uploaded ${formatNumber(uploaded)} of ${formatCount(records, 'record')}.`;
}

function uploadedText({ upload }: RunReport, counts: RecordCounts): string {
  if (counts.records === 0) return 'There were no records to upload.';
  const parts = [uploadedOf(counts).slice(0, -1)];
  if (counts.invalid > 0) parts.push(`${formatNumber(counts.invalid)} left out because they are not valid`);
  const resumed = upload?.resumed ?? 0;
  if (resumed > 0 && upload?.uploaded === 0) return `${parts.join(', ')}. Earlier runs had sent all of them.`;
  if (resumed > 0) parts.push(`${formatNumber(resumed)} of them by earlier runs`);
  return `${parts.join(', ')}.`;
}

function isCancelled({ upload }: RunReport): string {
  return upload?.cancelled === true ? 'Cancelled.' : 'Not complete.';
}

function failedText(report: RunReport, { records, inDoubt }: RecordCounts): string {
  const { check, mode } = report;
  if (inDoubt > 0)
    return `The upload failed. Whether ${formatCount(inDoubt, 'record')} arrived is not known.`;
  const errors = check?.findings.errors ?? 0;
  const isCounted = check?.files.every(({ isComplete }) => isComplete) ?? false;
  const reason =
    errors > 0
      ? `: ${formatCount(errors, 'error')}${isCounted ? ` in ${formatCount(records, 'record')}` : ''}`
      : '';
  if (mode === 'validate') return `The check failed${reason}.`;
  if (mode === 'preflight') return `Not ready${reason}. Nothing was sent.`;
  if (report.upload?.cancelled === true) return 'Cancelled. Nothing was uploaded.';
  return `Nothing was uploaded${reason}.`;
}

/** Accepted records that an attempt before, of this run or an earlier one, may have stored too. */
function perhapsTwice({ upload }: Pick<RunReport, 'upload'>): number {
  const before = (upload?.maybeTwiceBefore ?? []).reduce((total, [from, to]) => total + to - from, 0);
  return (upload?.calls ?? [])
    .filter((call) => call.ambiguous && call.outcome === 'accepted')
    .reduce((total, { call }) => total + call.records, before);
}

function expectedInLog({ mode, upload }: RunReport, { uploaded, inDoubt }: RecordCounts): string {
  if (mode !== 'upload' || upload === undefined || uploaded + inDoubt === 0) return '';
  const twice = perhapsTwice({ upload });
  const sum =
    uploaded > 0
      ? `In the connector's log, expect \`RecordsSaved\` to add up to ${formatNumber(uploaded)}${upload.resumed > 0 ? ' over this run and the earlier ones' : ''}.`
      : '';
  const doubled =
    twice > 0
      ? ` It can be more: ${formatCount(twice, 'record')} ${twice === 1 ? 'was' : 'were'} sent again because an answer got lost.`
      : '';
  const more = uploaded > 0 ? ' more' : '';
  const lost =
    inDoubt > 0
      ? ` ${formatCount(inDoubt, 'record')}${more} may be there: no answer said whether they arrived.`
      : '';
  return `${sum}${doubled}${lost}`.trim();
}
