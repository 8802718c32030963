import type { CheckedFile } from '../check/check-result.ts';
import type { Finding, FindingSummary } from '../check/findings.ts';
import { RULES } from '../check/rules.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';

import type { Printer } from './printer.ts';

/** GitHub shows this many annotations of a kind for a step, the first ones, and drops the rest without a word. */
const MOST_SHOWN = 10;

/**
 * Shows the most telling findings as annotations on their file and line.
 * @param warningsBefore Warnings of the run besides; findings leave them their places.
 */
export function annotateFindings(
  printer: Printer,
  findings: FindingSummary,
  files: readonly Pick<CheckedFile, 'name'>[],
  warningsBefore: number,
): void {
  const shown = new Set<string>();
  const warnings = findings.telling.filter(({ severity }) => severity === 'warning');
  const left = new Set(warnings.slice(Math.max(0, MOST_SHOWN - warningsBefore)));
  for (const finding of findings.telling.filter((one) => !left.has(one))) {
    const file = files[finding.file]?.name;
    // The rule's own advice once is enough: with every finding it would hide the findings.
    const advice = shown.has(finding.rule) ? [] : [`How to fix it: ${RULES[finding.rule].fix}`];
    shown.add(finding.rule);
    const place = file === undefined ? undefined : { file, line: finding.line };
    printer[finding.severity](
      finding.rule,
      [`${placeInWords(finding, files)}: ${finding.message}`, ...advice],
      place,
    );
  }
}

/** `Line 4, EffectiveDate`: the log shows an annotation's text alone, without the file and line that it points to. */
function placeInWords({ file, line, column }: Finding, files: readonly Pick<CheckedFile, 'name'>[]): string {
  const name = files.length > 1 ? `${files[file]?.name ?? ''}, line ${line}` : `Line ${line}`;
  return column === null ? name : `${name}, ${column}`;
}

/** `2 errors and 5 warnings: missing-value 2, row-too-short 5 (warning).` */
export function countLine(findings: Pick<FindingSummary, 'errors' | 'warnings' | 'counts'>): string {
  const rules = findings.counts.map(
    ({ rule, severity, count: times }) =>
      `${rule} ${formatNumber(times)}${severity === 'warning' ? ' (warning)' : ''}`,
  );
  return `${formatCount(findings.errors, 'error')} and ${formatCount(findings.warnings, 'warning')}: ${rules.join(', ')}.`;
}
