import { createHash } from 'node:crypto';
import { setOutput, summary } from '@actions/core';
import type { CheckedFile } from '../check/check-result.ts';
import { countRecords, type RunReport } from './run-report.ts';
import { renderSummary } from './summary.ts';

/** All outputs, in the order of `action.yml`, and where their values come from. What is not known is empty. */
export const OUTPUTS: Readonly<Record<string, (report: RunReport) => string | number>> = {
  status: ({ status }) => status,
  records: (report) => countRecords(report).records,
  'valid-records': (report) => countRecords(report).valid,
  'invalid-records': (report) => countRecords(report).invalid,
  'uploaded-records': (report) => countRecords(report).uploaded,
  calls: (report) => countRecords(report).acceptedCalls,
  errors: ({ check }) => check?.findings.errors ?? 0,
  warnings: ({ check }) => check?.findings.warnings ?? 0,
  sha256: ({ check }) => combinedHash(check?.files ?? []),
  'receipt-path': ({ outputs }) => outputs.receiptPath ?? '',
  'findings-path': ({ outputs }) => outputs.findingsPath ?? '',
  'invalid-rows-path': ({ outputs }) => outputs.invalidRowsPath ?? '',
  'error-code': ({ failure }) => failure?.code ?? '',
};

/** What `action.yml` and the README say of the outputs. */
export const OUTPUT_DESCRIPTIONS: Readonly<Record<string, string>> = {
  status: 'validated, ready (preflight), uploaded, partial or failed.',
  records: 'Records in all files; where a fault ended the reading of a file, those before it.',
  'valid-records': 'Records without an error.',
  'invalid-records': 'Records with an error.',
  'uploaded-records':
    'Records of this content that the connector accepted, those of earlier resumed runs included.',
  calls: 'Calls that the connector accepted in this run.',
  errors: 'Errors that the check found.',
  warnings: 'Warnings of the check.',
  sha256:
    'SHA-256 of the file; of several files, of their hashes put together in order. Confidential: that of a very small file can be guessed.',
  'receipt-path': 'JSON file that tells what was uploaded, call by call. Confidential.',
  'findings-path': 'JSON file with rule, severity, file, line and column of every finding.',
  'invalid-rows-path':
    'CSV file of the rows that were left out with invalid-rows: skip. Contains personal data.',
  'error-code': 'Code of the failure, as docs/troubleshooting.md lists them; empty on success.',
};

/** Sets every output, on failure too, where the runner takes them: the toolkit would print them elsewhere. */
export function writeOutputs(report: RunReport): void {
  if ((process.env.GITHUB_OUTPUT ?? '') === '') return;
  for (const [name, read] of Object.entries(OUTPUTS)) setOutput(name, read(report));
}

/** The SHA-256 of one file; of several, that of their hashes put together in order. */
function combinedHash(files: readonly Pick<CheckedFile, 'sha256'>[]): string {
  if (files.length === 0) return '';
  if (files.length === 1) return files[0]!.sha256;
  return createHash('sha256')
    .update(files.map(({ sha256 }) => sha256).join(''))
    .digest('hex');
}

/** Appends the job summary where the runner takes one. */
export async function writeSummary(report: RunReport): Promise<void> {
  if ((process.env.GITHUB_STEP_SUMMARY ?? '') === '') return;
  await summary.addRaw(renderSummary(report), true).write();
}
