import { describe, expect, it } from 'vitest';
import { ActionErrors } from '../../src/errors.ts';
import { closingError, closingLines } from '../../src/report/closing-message.ts';
import { DOCS_URL, NETWORK_FAILURE, REPORTS } from './run-reports.ts';

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

describe('closingLines', () => {
  it('say the result, what to compare and where the receipt is', () => {
    expect(closingLines(REPORTS.uploaded!())).toEqual([
      'Uploaded 412 of 412 records.',
      "In the connector's log, expect `RecordsSaved` to add up to 412.",
      'Receipt: see the output receipt-path. It is confidential.',
    ]);
  });
});
