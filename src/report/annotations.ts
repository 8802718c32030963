import { isAbsolute, win32 } from 'node:path';
import type { CheckedFile } from '../check/check-result.ts';
import type { Finding, FindingSummary } from '../check/findings.ts';
import { fixOf } from '../check/rules.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import type { Location, Printer } from './printer.ts';

/**
 * GitHub keeps the first ten annotations of each kind for a step. The closing error is the tenth error, and the
 * runner's own "Unexpected input(s)" may be the tenth warning.
 */
const MAX_ANNOTATIONS = 9;

/**
 * Shows the most important findings as annotations on their file and line.
 * @param isFailed Whether the run failed: a step that succeeded has no error annotations.
 * @param warningsBefore Warnings of the run that are not findings: they come first.
 */
export function annotateFindings(
  printer: Printer,
  findings: FindingSummary,
  files: readonly Pick<CheckedFile, 'name'>[],
  { isFailed, warningsBefore }: { readonly isFailed: boolean; readonly warningsBefore: number },
): void {
  const places = { error: MAX_ANNOTATIONS, warning: Math.max(0, MAX_ANNOTATIONS - warningsBefore) };
  const explained = new Set<string>();
  for (const finding of findings.telling) {
    const kind = isFailed ? finding.severity : 'warning';
    if (places[kind] === 0) continue;
    places[kind] -= 1;
    // The same advice once is enough: with every finding it would hide the findings.
    const fix = fixOf(finding);
    const advice = explained.has(fix) ? [] : [`How to fix it: ${fix}`];
    explained.add(fix);
    const message = `${finding.rule}: ${placeInWords(finding, files)}: ${finding.message}`;
    printer[kind](finding.rule, [message, ...advice], locationOf(finding, files));
  }
}

/** File and line of the annotation; undefined for a file outside the workspace, which is not in the repository. */
function locationOf(
  { file, line }: Finding,
  files: readonly Pick<CheckedFile, 'name'>[],
): Location | undefined {
  const name = files[file]?.name;
  const isOutside = name === undefined || isAbsolute(name) || win32.isAbsolute(name);
  return isOutside ? undefined : { file: name, line };
}

/** `line 4, EffectiveDate`: the log shows only the text of an annotation, without its title, file and line. */
function placeInWords({ file, line, column }: Finding, files: readonly Pick<CheckedFile, 'name'>[]): string {
  const name = files.length > 1 ? `${files[file]?.name ?? ''}, line ${line}` : `line ${line}`;
  return column === null ? name : `${name}, ${column}`;
}

/** `2 errors and 5 warnings: missing-value 2, row-too-short 5 (warning).` */
export function countLine(findings: Pick<FindingSummary, 'errors' | 'warnings' | 'counts'>): string {
  const rules = findings.counts.map(
    ({ rule, severity, count }) =>
      `${rule} ${formatNumber(count)}${severity === 'warning' ? ' (warning)' : ''}`,
  );
  return `${formatCount(findings.errors, 'error')} and ${formatCount(findings.warnings, 'warning')}: ${rules.join(', ')}.`;
}
