import { createHash } from 'node:crypto';
import { setOutput, summary } from '@actions/core';
import type { CheckResult } from '../check/check-result.ts';
import type { FindingSummary } from '../check/findings.ts';
import { writePrivateFile } from '../files/private-file.ts';
import { MIN_HASHED_RECORDS } from '../vocabulary.ts';
import { countRecords, type RunReport } from './run-report.ts';
import { renderSummary } from './summary.ts';
import { formatYamlMapping } from './yaml.ts';

/** All outputs, in the order of `action.yml`, with the source of their values. Unknown values are empty. */
export const OUTPUTS: Readonly<Record<string, (report: RunReport) => string | number>> = {
  status: ({ status }) => status,
  records: (report) => countRecords(report).records,
  'valid-records': (report) => countRecords(report).valid,
  'invalid-records': (report) => countRecords(report).invalid,
  'uploaded-records': (report) => countRecords(report).uploaded,
  calls: (report) => countRecords(report).acceptedCalls,
  errors: ({ check }) => check?.findings.errors ?? 0,
  warnings: ({ check }) => check?.findings.warnings ?? 0,
  findings: ({ check }) => countsAsJson(check?.findings.counts ?? []),
  sha256: ({ check }) => combinedHash(check),
  'receipt-path': ({ outputs }) => outputs.receiptPath ?? '',
  'findings-path': ({ outputs }) => outputs.findingsPath ?? '',
  'invalid-rows-path': ({ outputs }) => outputs.invalidRowsPath ?? '',
  'summary-path': ({ outputs }) => outputs.summaryPath ?? '',
  'error-code': ({ failure }) => failure?.code ?? '',
  'suggested-inputs': ({ suggestion }) => formatYamlMapping(suggestion?.inputs ?? []).join('\n'),
};

/** The descriptions of the outputs in `action.yml` and the README. */
export const OUTPUT_DESCRIPTIONS: Readonly<Record<string, string>> = {
  status: 'validated, ready (preflight), uploaded, partial or failed.',
  records: 'Records in all files; if a file could not be read to its end, those before that point.',
  'valid-records': 'Records without an error.',
  'invalid-records': 'Records with an error.',
  'uploaded-records':
    'Records of this content that the connector accepted, including those of earlier runs that were resumed.',
  calls: 'Calls that the connector accepted in this run.',
  errors: 'Errors that the check found.',
  warnings: 'Warnings of the check.',
  findings: 'JSON object with the number of findings by rule name.',
  sha256:
    'SHA-256 of the file; for several files, of their concatenated hashes. Empty for fewer than 10 records, because the hash of a very small file can be guessed.',
  'receipt-path': 'JSON file with what was uploaded, call by call. Confidential.',
  'findings-path': 'JSON file with the rule, severity, file, line and column of every finding.',
  'invalid-rows-path':
    'CSV file with the rows that were skipped (invalid-rows: skip). Contains personal data.',
  'summary-path': 'Markdown file with the job summary.',
  'error-code': 'Error code, as listed in docs/troubleshooting.md; empty on success.',
  'suggested-inputs':
    'YAML mapping of inputs with which the same file can be read or has fewer errors; empty if there are none.',
};

/** Sets every output, also on failure. Outside GitHub it does nothing, because the toolkit would print the outputs. */
export function writeOutputs(report: RunReport): void {
  if ((process.env.GITHUB_OUTPUT ?? '') === '') return;
  for (const [name, read] of Object.entries(OUTPUTS)) setOutput(name, read(report));
}

/** `{"missing-value":2}`. */
function countsAsJson(counts: FindingSummary['counts']): string {
  return JSON.stringify(Object.fromEntries(counts.map(({ rule, count }) => [rule, count])));
}

/** The SHA-256 of one file; of several, that of their concatenated hashes in order. Step debugging prints every output. */
function combinedHash(check: CheckResult | undefined): string {
  if (check === undefined || check.records < MIN_HASHED_RECORDS) return '';
  const hashes = check.files.map(({ sha256 }) => sha256);
  return hashes.length === 1 ? hashes[0]! : createHash('sha256').update(hashes.join('')).digest('hex');
}

/** Writes the summary to a file for the next step. @throws the error of the file system. */
export async function writeSummaryFile(path: string, report: RunReport): Promise<void> {
  await writePrivateFile(path, renderSummary(report));
}

/** Appends the summary to the job summary, if there is one. @throws the error of the file system. */
export async function appendSummary(report: RunReport): Promise<void> {
  if ((process.env.GITHUB_STEP_SUMMARY ?? '') === '') return;
  await summary.addRaw(renderSummary(report), true).write();
}
