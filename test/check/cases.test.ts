import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/check/check-result.ts';
import { RULE_NAMES } from '../../src/check/rules.ts';
import { PEOPLE_CASES } from './cases/as-people-write.ts';
import { AS_IT_IS, type CheckCase } from './cases/case.ts';
import { COLUMN_CASES } from './cases/columns.ts';
import { DATE_CASES } from './cases/dates.ts';
import { DIRECTORY_CASES } from './cases/directory.ts';
import { DUPLICATE_CASES } from './cases/duplicates.ts';
import { FILE_CASES } from './cases/files.ts';
import { FORMAT_CASES } from './cases/format.ts';
import { HEADER_LINE_CASES } from './cases/header-line.ts';
import { HOSTILE_CASES } from './cases/hostile.ts';
import { MAPPING_CASES } from './cases/mapping.ts';
import { NOT_RECORD_CASES } from './cases/not-records.ts';
import { OTHER_CONTENT_CASES } from './cases/other-content.ts';
import { SKIP_CASES } from './cases/skipping.ts';
import { USER_CASES } from './cases/users.ts';
import { VALUE_CASES } from './cases/values.ts';
import { type Content, checkOnce, findingLines, rowsOf, sentRows } from './check-run.ts';

const TABLES: Readonly<Record<string, readonly CheckCase[]>> = {
  format: FORMAT_CASES,
  columns: COLUMN_CASES,
  dates: DATE_CASES,
  users: USER_CASES,
  'users that were looked up': DIRECTORY_CASES,
  values: VALUE_CASES,
  duplicates: DUPLICATE_CASES,
  'skipped rows': SKIP_CASES,
  files: FILE_CASES,
  'hostile content': HOSTILE_CASES,
  'the header line': HEADER_LINE_CASES,
  'rows that are not records': NOT_RECORD_CASES,
  'as people write': PEOPLE_CASES,
  'other content': OTHER_CONTENT_CASES,
  'one mapping': MAPPING_CASES,
};

for (const [table, cases] of Object.entries(TABLES)) {
  describe(table, () => {
    it.each(cases)('$name', async (entry) => {
      const look = (result: CheckResult): void => expectCase(entry, result);
      await checkOnce(filesOf(entry), entry.inputs ?? {}, look, entry.directory);
    });
  });
}

function filesOf({ csv }: CheckCase): Record<string, Content> {
  return typeof csv === 'string' || csv instanceof Uint8Array ? { 'hr.csv': csv } : csv;
}

function expectCase(entry: CheckCase, result: CheckResult): void {
  expect(findingLines(result).sort()).toEqual([...(entry.findings ?? [])].sort());
  expectToAddUp(result);
  if (entry.sent === undefined) expect(result.plan).toBeUndefined();
  else expect(sentRows(result.plan!)).toEqual(rowsOf(expectedText(entry)));
  const rejected = result.invalidRowsPath === undefined ? undefined : readFileSync(result.invalidRowsPath);
  expect(rejected).toEqual(entry.rejected === undefined ? undefined : Buffer.from(entry.rejected));
  if (entry.calls !== undefined)
    expect(result.plan?.calls.map(({ records }) => records)).toEqual(entry.calls);
  const shown = JSON.stringify([result.findings, result.mapping]);
  for (const text of entry.hidden ?? []) expect(shown).not.toContain(text);
  const messages = result.findings.first.map(({ message, fix }) => `${message} ${fix ?? ''}`).join('\n');
  for (const text of entry.mentions ?? []) expect(messages).toContain(text);
  expect(result.findings.first.filter(({ message, fix }) => !isExplained(message, fix))).toEqual([]);
}

/** Whether a message and its fix are sentences. */
function isExplained(message: string, fix = message): boolean {
  return [message, fix].every((text) => /^[A-Z`].{8,}[.?]$/s.test(text));
}

function expectedText({ sent, csv }: CheckCase): string {
  return sent === AS_IT_IS ? (csv as string) : sent!;
}

/** Invariants of every result. */
function expectToAddUp({ findings, files, plan, records, validRecords, invalidRecords }: CheckResult): void {
  const counted = (severity: string): number =>
    findings.counts.reduce((sum, entry) => sum + (entry.severity === severity ? entry.count : 0), 0);
  expect(findings.errors).toBe(counted('error'));
  expect(findings.warnings).toBe(counted('warning'));
  expect(validRecords + invalidRecords).toBe(records);
  expect(files.reduce((sum, file) => sum + file.records, 0)).toBe(records);
  if (plan === undefined) return;
  expect(plan.records).toBe(validRecords);
  expect(plan.calls.reduce((sum, call) => sum + call.records, 0)).toBe(plan.records);
}

it('has at least 150 cases, each with its own name', () => {
  const names = Object.entries(TABLES).flatMap(([table, cases]) =>
    cases.map(({ name }) => `${table}: ${name}`),
  );
  expect(names.length).toBeGreaterThanOrEqual(150);
  expect(new Set(names).size).toBe(names.length);
});

it('has a case for every rule', () => {
  const met = new Set(
    Object.values(TABLES)
      .flat()
      .flatMap(({ findings = [] }) => findings.map((finding) => finding.split(' ')[2])),
  );
  const missing = RULE_NAMES.filter((rule) => !met.has(rule));
  // These require earlier uploads; their cases are in test/history.
  expect(missing).toEqual(['fewer-records-than-usual', 'more-records-than-usual', 'content-unchanged']);
});
