import { describe, expect, it } from 'vitest';
import { ActionErrors } from '../../src/errors.ts';
import { closingError, closingLines, duplicatesWarning } from '../../src/report/closing-message.ts';
import { base, check, DOCS_URL, file, NETWORK_FAILURE, plan, REPORTS, uploadOf } from './run-reports.ts';

describe('closingError', () => {
  it('says what happened, what it means and what to do', () => {
    expect(closingError(NETWORK_FAILURE, DOCS_URL)).toEqual({
      title: 'network-timeout',
      lines: [
        'webhook.ingestion.office.com did not answer in time.',
        'The service is slow, or a firewall drops the packets silently.',
        '- Run the job again.',
        '- Hosts to allow on port 443: webhook.ingestion.office.com.',
        `Error code: network-timeout. Documentation: ${DOCS_URL}/troubleshooting.md#network-timeout`,
      ],
    });
  });

  it('numbers several mistakes and stops before the annotation is truncated', () => {
    const problems = Array.from({ length: 30 }, (_, i) => ({
      code: 'id-missing' as const,
      what: `Mistake ${i}`,
      fix: ['Fix it.'],
    }));
    const { title, lines } = closingError(new ActionErrors(problems), DOCS_URL);
    expect(title).toBe('invalid-inputs');
    expect(lines.slice(0, 2)).toEqual(['30 mistakes:', '1. Mistake 0']);
    expect(lines.at(-2)).toBe('And 10 more; the job summary shows them.');
  });

  it('does not treat one mistake among inputs as many', () => {
    expect(
      closingError(new ActionErrors([{ code: 'id-missing' as const, what: 'One.', fix: [] }]), DOCS_URL),
    ).toMatchObject({
      title: 'id-missing',
      lines: ['One.', expect.stringContaining('id-missing')],
    });
  });
});

const RECEIPT_LINE = 'Receipt: see the output receipt-path. It is confidential.';

describe('closingLines', () => {
  it('say the result, what to compare and where the receipt is', () => {
    expect(closingLines(REPORTS.uploaded!())).toEqual([
      'Uploaded 412 of 412 records.',
      "In the connector's log, expect `RecordsSaved` to add up to 412.",
      RECEIPT_LINE,
    ]);
  });
});

it('closing lines are only those that there is something to say for', () => {
  const { outputs } = base({});
  expect(closingLines(base({ check: check([]) }))).toEqual([
    'There were no records to upload.',
    RECEIPT_LINE,
  ]);
  const failed = base({
    status: 'failed',
    failure: NETWORK_FAILURE,
    outputs: { ...outputs, receiptPath: undefined },
  });
  expect(closingLines(failed)).toEqual(['Nothing was uploaded.']);
  expect(duplicatesWarning(failed)).toBeUndefined();
});

/** A report on files of so many records; `otherwise` gives what became of calls by number. */
function reportOf(records: readonly number[], otherwise: Parameters<typeof uploadOf>[1]) {
  const files = records.map((count, i) => file({ name: `${i}.csv`, records: count }));
  return base({ check: check(files), upload: uploadOf(plan(files), otherwise), failure: NETWORK_FAILURE });
}

const LOST = { outcome: 'failed', status: null, ambiguous: true } as const;
const NOT_SENT = { outcome: 'not-sent', attempts: 0, status: null } as const;
const doubtful = (report: ReturnType<typeof reportOf>): string | undefined =>
  closingLines(report).find((line) => line.startsWith('In doubt'));

describe('the records in doubt', () => {
  it('are those of calls that were sent and not settled, and no others', () => {
    const report = reportOf([1_497], { 2: LOST, 3: NOT_SENT });
    expect(doubtful(report)).toContain(': call 2 (records 500 to 998).');
    const refused = reportOf([1_497], { 2: { outcome: 'refused', status: 400 }, 3: NOT_SENT });
    expect(doubtful(refused)).toBeUndefined();
  });

  it('are not those that were accepted at a second attempt', () => {
    expect(doubtful(reportOf([998], { 1: { ambiguous: true, attempts: 2 } }))).toBeUndefined();
    const both = reportOf([998], { 1: { ambiguous: true, attempts: 2 }, 2: LOST });
    expect(doubtful(both)).toContain(': call 2 (records 500 to 998).');
  });

  it('are named as of an earlier run where this one did not send them', () => {
    const report = reportOf([998], { 1: LOST, 2: { ...NOT_SENT, ambiguous: true } });
    expect(doubtful(report)).toContain(
      'call 1 (records 1 to 499), records 500 to 998 (from an earlier run).',
    );
  });

  it('are numbered within their file, which is named where there are several', () => {
    const report = reportOf([499, 1], { 1: LOST, 2: LOST });
    expect(doubtful(report)).toContain('call 1 (records 1 to 499 of 0.csv), call 2 (record 1 of 1.csv).');
  });

  it('are named for 20 calls, and counted for the rest', () => {
    const lost = Object.fromEntries(Array.from({ length: 22 }, (_, i) => [i + 1, LOST]));
    const text = doubtful(reportOf([499 * 23], lost));
    expect(text?.match(/call /g)).toHaveLength(20);
    expect(text).toContain(', 2 more.');
  });
});

describe('the warning of possible duplicates', () => {
  const again = { ambiguous: true, attempts: 2 } as const;
  const text = (report: ReturnType<typeof reportOf>): string | undefined =>
    duplicatesWarning(report)?.lines.join(' ');

  it('is about accepted calls only', () => {
    expect(text(reportOf([1_497], { 1: LOST, 2: { ...NOT_SENT, ambiguous: true } }))).toBeUndefined();
    expect(text(reportOf([1_497], {}))).toBeUndefined();
    expect(text(reportOf([1_497], { 1: again, 3: again }))).toMatch(/^998 records were .* calls 1, 3\. /);
    expect(text(reportOf([500], { 2: again }))).toMatch(/^1 record was .* stored it: call 2\. Compare /);
    expect(text(reportOf([998], { 2: again }))).toMatch(/^499 records were .* stored them: call 2\. /);
    expect(duplicatesWarning(reportOf([500], { 2: again }))?.title).toBe('Possible duplicates');
  });

  it('names 20 calls, and counts the rest', () => {
    const all = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [i + 1, again]));
    expect(text(reportOf([499 * 21], all))).toContain('20 and 1 more.');
    expect(text(reportOf([499 * 20], all))).not.toContain('more');
  });
});
