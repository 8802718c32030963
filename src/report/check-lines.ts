import type { CheckedFile, CheckResult } from '../check/check-result.ts';
import type { AlikeFindings } from '../check/findings.ts';
import { fixOf } from '../check/rules.ts';
import { SCENARIO_NAMES } from '../check/scenarios.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { countLine } from './annotations.ts';

/** The result of the check for the log: one line for each of the first files, then the count of every rule with findings. */
export function describeCheck(check: CheckResult): string[] {
  const shown = check.files.slice(0, MAX_FILES);
  const left = check.files.length - shown.length;
  return [
    ...(check.files.length === 0 ? ['No file matches `csv-path`; with `allow-empty` the run succeeds.'] : []),
    ...shown.flatMap(describeFile),
    ...(left > 0 ? [`And ${formatCount(left, 'more file')}; the job summary shows them.`] : []),
    ...(check.findings.counts.length > 0 ? [countLine(check.findings)] : []),
    ...check.findings.alike.slice(0, MAX_ALIKE).map(describeAlike),
  ];
}

const MAX_FILES = 50;

/** More lines would hide what follows them. */
const MAX_ALIKE = 20;

/** `44 × invalid-date in ResignationDate, from line 2 on: …` */
function describeAlike({ count, first }: AlikeFindings): string {
  const place = first.column === null ? '' : ` in ${first.column}`;
  return `${formatNumber(count)} × ${first.rule}${place}, first on line ${first.line}: ${first.message} ${fixOf(first)}`;
}

function describeFile(file: CheckedFile): string[] {
  const scenarios = SCENARIO_NAMES.flatMap((name) => {
    const records = file.scenarios.get(name);
    return records === undefined ? [] : [`${name} ${formatNumber(records)}`];
  });
  const invalid = file.invalidRecords > 0 ? `, ${formatNumber(file.invalidRecords)} of them invalid` : '';
  const format = file.format === '' ? '' : ` (${file.format})`;
  if (!file.isComplete)
    return [`${file.name}${format}: not read further because of an error that affects the whole file.`];
  const line = `${file.name}${format}: ${formatCount(file.records, 'record')}${invalid}${scenarios.length > 0 ? `; ${scenarios.join(', ')}` : ''}.`;
  return [line, ...describeTie(file)];
}

/** The columns match several scenarios with the same checks: no error, but the counts may belong to another scenario. */
function describeTie({ scenarios, equallyLikely }: CheckedFile): string[] {
  const [taken] = scenarios.keys();
  if (taken === undefined || equallyLikely.length === 0) return [];
  return [
    `The columns match ${[taken, ...equallyLikely].join(' and ')} equally well; the checks are the same. Set the input \`scenario\` to choose one.`,
  ];
}
