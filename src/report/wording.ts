import { formatCount, formatNumber } from '../text/numbers.ts';
import { countRecords, type RecordCounts, type RunReport } from './run-report.ts';

/** The result of a run for a non-technical reader; the same in the summary, the log and the failure issue. */
export interface Headline {
  /** The symbol before the headline of the summary. */
  readonly mark: '✅' | '⚠️' | '❌';
  readonly text: string;
  /** What to expect in the connector's log; empty if there is nothing to compare. */
  readonly expectation: string;
}

/** Describes the result of a run. */
export function headlineOf(report: RunReport): Headline {
  const counts = countRecords(report);
  const hasWarnings =
    report.warnings.length > 0 ||
    counts.invalid > 0 ||
    counts.inDoubt > 0 ||
    countPossibleDuplicates(report) > 0;
  const isFailed = report.status === 'failed' || report.status === 'partial';
  const mark = isFailed ? '❌' : hasWarnings ? '⚠️' : '✅';
  return { mark, text: TEXTS[report.status](report, counts), expectation: expectedInLog(report, counts) };
}

const TEXTS: Readonly<Record<RunReport['status'], (report: RunReport, counts: RecordCounts) => string>> = {
  validated: (_report, counts) => `${checked(counts)}. Nothing was sent: this run only checks.`,
  ready: (_report, counts) =>
    `Ready: the sign-in works${counts.records > 0 ? `, and ${checked(counts)}` : ''}. Nothing was sent.`,
  uploaded: uploadedText,
  partial: ({ upload }, counts) =>
    `${upload?.cancelled === true ? 'Cancelled.' : 'Incomplete.'} ${uploadedOf(counts)}`,
  failed: failedText,
};

function checked({ records, valid }: RecordCounts): string {
  if (records === 0) return 'There are no records';
  return `${formatNumber(valid)} of ${formatCount(records, 'record')} ${valid === 1 ? 'is' : 'are'} valid`;
}

function uploadedOf({ uploaded, records }: RecordCounts): string {
  return `Uploaded ${formatNumber(uploaded)} of ${formatCount(records, 'record')}.`;
}

function uploadedText({ upload }: RunReport, counts: RecordCounts): string {
  if (counts.records === 0) return 'There were no records to upload.';
  const parts = [uploadedOf(counts).slice(0, -1)];
  if (counts.invalid > 0) parts.push(`${formatNumber(counts.invalid)} skipped because of errors`);
  const resumed = upload?.resumed ?? 0;
  if (resumed > 0 && upload?.uploaded === 0) return `${parts.join(', ')}. Earlier runs sent all of them.`;
  if (resumed > 0) parts.push(`${formatNumber(resumed)} of them by earlier runs`);
  return `${parts.join(', ')}.`;
}

function failedText(report: RunReport, { records, inDoubt }: RecordCounts): string {
  const { check, mode, upload } = report;
  if (inDoubt > 0)
    return `The upload failed. It is not known whether ${formatCount(inDoubt, 'record')} arrived.`;
  const errors = check?.findings.errors ?? 0;
  const isCounted = check?.files.every(({ isComplete }) => isComplete) ?? false;
  const where = isCounted ? ` in ${formatCount(records, 'record')}` : '';
  const reason = errors > 0 ? `: ${formatCount(errors, 'error')}${where}` : '';
  if (mode === 'validate') return `The check failed${reason}.`;
  if (mode === 'preflight') return `Not ready${reason}. Nothing was sent.`;
  if (upload?.cancelled === true) return 'Cancelled. Nothing was uploaded.';
  return `Nothing was uploaded${reason}.`;
}

/** Accepted records that an earlier attempt of this or another run may have stored too. */
export function countPossibleDuplicates({ upload }: Pick<RunReport, 'upload'>): number {
  const before = (upload?.maybeTwiceBefore ?? []).reduce((total, [from, to]) => total + to - from, 0);
  return (upload?.calls ?? [])
    .filter((call) => call.ambiguous && call.outcome === 'accepted')
    .reduce((total, { call }) => total + call.records, before);
}

function expectedInLog({ mode, upload }: RunReport, { uploaded, inDoubt }: RecordCounts): string {
  if (mode !== 'upload' || upload === undefined || uploaded === 0) return '';
  const over = upload.resumed > 0 ? ' over this run and the earlier ones' : '';
  const more = [
    ...(inDoubt > 0 ? ['records in doubt arrived'] : []),
    ...(countPossibleDuplicates({ upload }) > 0 ? ['records were stored twice'] : []),
  ];
  const orMore = more.length === 0 ? '' : `, or to more if ${more.join(' or ')}`;
  return `In the connector's log, expect \`RecordsSaved\` to add up to ${formatNumber(uploaded)}${over}${orMore}.`;
}

/** Why the connector's count may differ from the expected one: one sentence for each cause; empty if there is none. */
export function doubtsOf(report: RunReport): string[] {
  const { inDoubt } = countRecords(report);
  const twice = countPossibleDuplicates(report);
  return [
    ...(twice > 0
      ? [
          `${formatCount(twice, 'record')} may be stored twice: ${twice === 1 ? 'it was' : 'they were'} sent again because no response confirmed an earlier attempt.`,
        ]
      : []),
    ...(inDoubt > 0
      ? [
          `${formatCount(inDoubt, 'record')} may or may not have arrived: no response confirmed whether ${inDoubt === 1 ? 'it was' : 'they were'} stored.`,
        ]
      : []),
  ];
}

/** This run compared with the last upload, and a chart of the last ones. Empty without a comparison. */
export function formatComparison({ check, comparison }: RunReport): string {
  if (check === undefined || comparison === undefined) return '';
  if (check.files.some(({ isComplete }) => !isComplete)) return '';
  const { last, recent } = comparison;
  const { records } = check.numbers;
  if (last === null) {
    return `${formatCount(records, 'record')}. There is nothing to compare with yet: the file in \`history-path\` contains no comparable earlier upload.`;
  }
  const day = last.at.slice(0, 10);
  const change = formatChange(records - last.records);
  const runs = [...recent, records];
  return `${formatCount(records, 'record')}, ${change} last time (${day}${last.isPartial ? ', not complete' : ''}). Last ${runs.length} runs: ${formatBlocks(runs)}`;
}

function formatChange(difference: number): string {
  if (difference === 0) return 'as many as';
  return `${formatNumber(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'} than`;
}

const BLOCKS = '▁▂▃▄▅▆▇█';

/** A block character for each number, in proportion to the largest. */
function formatBlocks(numbers: readonly number[]): string {
  const largest = Math.max(1, ...numbers);
  return numbers.map((number) => BLOCKS[Math.ceil((number / largest) * (BLOCKS.length - 1))]).join('');
}
