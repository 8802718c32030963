import type { CheckedFile } from '../scenarios/check-result.ts';
import type { Finding, FindingSummary } from '../scenarios/findings.ts';
import { RULES } from '../scenarios/rules.ts';
import { count, number } from './markdown.ts';
import type { Printer } from './printer.ts';

/**
 * Shows what the check found: the most telling findings as annotations on their file and line, then the true count
 * of every rule, because GitHub shows ten annotations of a kind and drops the rest without a word.
 */
export function annotateFindings(
  printer: Printer,
  findings: FindingSummary,
  files: readonly Pick<CheckedFile, 'name'>[],
): void {
  const shown = new Set<string>();
  for (const finding of findings.telling) {
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
  if (findings.counts.length > 0) printer.info(countLine(findings));
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
      `${rule} ${number(times)}${severity === 'warning' ? ' (warning)' : ''}`,
  );
  return `${count(findings.errors, 'error')} and ${count(findings.warnings, 'warning')}: ${rules.join(', ')}.`;
}
