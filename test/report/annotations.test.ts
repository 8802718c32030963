import { describe, expect, it } from 'vitest';
import { annotateFindings, countLine } from '../../src/report/annotations.ts';
import type { Location, Printer } from '../../src/report/printer.ts';
import { file, finding, findings, NO_FINDINGS } from './run-reports.ts';

/** A printer that records its calls. */
function recorder() {
  const printed: {
    kind: string;
    title: string;
    lines: readonly string[];
    location?: Location | undefined;
  }[] = [];
  const annotate = (kind: string) => (title: string, lines: readonly string[], location?: Location) => {
    printed.push({ kind, title, lines, location });
  };
  const printer: Printer = {
    info: (...lines) => printed.push({ kind: 'info', title: '', lines }),
    debug: () => {},
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: annotate('error'),
    mask: () => {},
  };
  return { printer, printed };
}

const FAILED = { isFailed: true, warningsBefore: 0 };

describe('annotateFindings', () => {
  it('shows findings at their file and line, with the rule as title', () => {
    const { printer, printed } = recorder();
    const places = [
      finding(),
      finding({ line: 5 }),
      finding({ rule: 'row-too-short', severity: 'warning', line: 3, message: 'Short.' }),
    ];
    annotateFindings(printer, findings(places, 1000), [file()], FAILED);
    expect(printed.map((one) => [one.kind, one.title, one.location])).toEqual([
      ['error', 'missing-value', { file: 'export/leavers.csv', line: 4 }],
      ['error', 'missing-value', { file: 'export/leavers.csv', line: 5 }],
      ['warning', 'row-too-short', { file: 'export/leavers.csv', line: 3 }],
    ]);
    expect(printed[0]!.lines[0]).toMatch(/^missing-value: line 4, /);
    expect(printed[0]!.lines[1]).toMatch(/^How to fix it: /);
    expect(printed[1]!.lines.length).toBe(1);
  });

  it('reserves places for the warnings of the run among the nine that GitHub always shows', () => {
    const places = Array.from({ length: 10 }, (_, i) =>
      finding({ rule: 'row-too-short', severity: 'warning', line: i + 2 }),
    );
    for (const [warningsBefore, shown] of [
      [0, 9],
      [3, 6],
      [12, 0],
    ] as const) {
      const { printer, printed } = recorder();
      annotateFindings(printer, findings(places, 1000), [file()], { isFailed: true, warningsBefore });
      expect(printed.length).toBe(shown);
    }
  });

  it('has no location for a file outside the workspace', () => {
    const { printer, printed } = recorder();
    for (const name of ['/runner/temp/hr.csv', 'D:/temp/hr.csv'])
      annotateFindings(printer, findings([finding()]), [file({ name })], FAILED);
    expect(printed.map(({ location }) => location)).toEqual([undefined, undefined]);
  });

  it('shows errors as warnings in a step that succeeded', () => {
    const { printer, printed } = recorder();
    annotateFindings(printer, findings([finding()]), [file()], { isFailed: false, warningsBefore: 0 });
    expect(printed.map(({ kind }) => kind)).toEqual(['warning']);
  });

  it('is silent when nothing was found', () => {
    const { printer, printed } = recorder();
    annotateFindings(printer, NO_FINDINGS, [file()], FAILED);
    expect(printed).toEqual([]);
  });
});

it('countLine has the total count of every rule', () => {
  const places = [
    finding(),
    finding({ line: 5 }),
    finding({ rule: 'row-too-short', severity: 'warning', line: 3 }),
  ];
  expect(countLine(findings(places, 1000))).toBe(
    '2,000 errors and 1,000 warnings: missing-value 2,000, row-too-short 1,000 (warning).',
  );
});
