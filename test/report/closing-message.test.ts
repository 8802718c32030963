import { describe, expect, it } from 'vitest';
import { ActionErrors } from '../../src/errors.ts';
import { closingError, closingLines } from '../../src/report/closing-message.ts';
import { NETWORK_FAILURE, REPORTS } from './run-reports.ts';

describe('closingError', () => {
  it('says what, what it means and what to do', () => {
    expect(closingError(NETWORK_FAILURE)).toEqual({
      title: 'HR upload failed',
      lines: [
        'webhook.ingestion.office.com did not answer in time.',
        'The service is slow, or a firewall drops the packets silently.',
        '- Run the job again.',
        '- Hosts to allow on port 443: webhook.ingestion.office.com.',
      ],
    });
  });

  it('numbers several mistakes and stops before the annotation is cut off', () => {
    const problems = Array.from({ length: 30 }, (_, i) => ({ what: `Mistake ${i}`, fix: ['Mend it.'] }));
    const { title, lines } = closingError(new ActionErrors(problems));
    expect(title).toBe('HR upload failed: 30 mistakes');
    expect(lines[0]).toBe('1. Mistake 0');
    expect(lines.at(-1)).toBe('And 10 more; the job summary shows them.');
  });

  it('does not treat one mistake among inputs as many', () => {
    expect(closingError(new ActionErrors([{ what: 'One.', fix: [] }]))).toEqual({
      title: 'HR upload failed',
      lines: ['One.'],
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
