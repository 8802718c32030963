import { describe, expect, it } from 'vitest';
import type { Printer } from '../../src/report/printer.ts';
import { createProgress } from '../../src/report/progress.ts';

function watch() {
  const lines: string[] = [];
  const clock = { ms: 1_000_000 };
  const printer = { info: (...text: string[]) => lines.push(...text) } as unknown as Printer;
  return { lines, clock, report: createProgress(printer, () => clock.ms) };
}

describe('progress', () => {
  it('is one line every three seconds at most, with rate and time left', () => {
    const { lines, clock, report } = watch();
    report({ kind: 'started', tally: { callsDone: 0, calls: 41, recordsDone: 0, records: 20_000 } });
    for (let call = 1; call <= 20; call++) {
      clock.ms += 500;
      report({
        kind: 'call-accepted',
        index: call,
        tally: { callsDone: call, calls: 41, recordsDone: call * 499, records: 20_000 },
      });
    }
    expect(lines).toEqual([
      'Uploaded 2,994 of 20,000 records (6 of 41 calls), 998 records/s, about 17 s left.',
      'Uploaded 5,988 of 20,000 records (12 of 41 calls), 998 records/s, about 14 s left.',
      'Uploaded 8,982 of 20,000 records (18 of 41 calls), 998 records/s, about 11 s left.',
    ]);
  });

  it('reports every wait, new token and split', () => {
    const { lines, report } = watch();
    report({
      kind: 'waiting',
      index: 3,
      happened: 'got status 503',
      delayMs: 12_300,
      nextAttempt: 2,
      maxAttempts: 6,
    });
    report({
      kind: 'waiting',
      index: 3,
      happened: 'got no answer in time',
      delayMs: 200_000,
      nextAttempt: 3,
      maxAttempts: 6,
    });
    report({ kind: 'token-renewed', index: 4 });
    report({ kind: 'split', index: 5, records: 499, limit: 250 });
    expect(lines).toEqual([
      'Call 3 got status 503; trying again in 12 s (attempt 2 of 6).',
      'Call 3 got no answer in time; trying again in 3 min 20 s (attempt 3 of 6).',
      'Call 4 got status 401; trying again with a new access token.',
      'Call 5 got status 413: 499 records are too many for the service. Continuing with at most 250 records per call.',
    ]);
  });
});
