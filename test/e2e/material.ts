import { expect } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../src/errors.ts';
import type { ActionResult } from './run-action.ts';
import type { WorkflowCommand } from './runner-log.ts';

/** A day near now, so that no date is outside the connector's window. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

/** A file of resignations without a finding. */
export function resignations(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `user${i + 1}@contoso.com,${day(-20)}T08:00:00Z,${day(10)}T17:00:00Z`,
  );
  return `${['EmailAddress,ResignationDate,LastWorkingDate', ...rows].join('\n')}\n`;
}

/** A file of profiles without a finding. */
export function profile(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `user${i + 1}@contoso.com,Given${i + 1},Family${i + 1},${i + 1} Main Street,1000${i}`,
  );
  const header = 'EmailAddress,EmployeeFirstName,EmployeeLastName,EmployeeAddressLine1,EmployeeZipCode';
  return `${[header, ...rows].join('\n')}\n`;
}

/** A file of two scenarios, distinguished by a column. */
export function events(count: number): string {
  const rows = Array.from({ length: count }, (_, i) =>
    i % 2 === 0
      ? `Resignation,staff${i + 1}@contoso.com,${day(-20)}T08:00:00Z,${day(10)}T17:00:00Z,,`
      : `Performance review,staff${i + 1}@contoso.com,,,${day(-5)}T08:00:00Z,3`,
  );
  const header = 'HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Rating';
  return `${[header, ...rows].join('\n')}\n`;
}

export function expectUploaded(result: ActionResult, records: number): void {
  expect(result.exitCode, result.visible).toBe(0);
  expect(result.stderr).toBe('');
  expect(result.outputs).toMatchObject({
    status: 'uploaded',
    records: String(records),
    'valid-records': String(records),
    'uploaded-records': String(records),
  });
  expect(result.receipt?.totals).toMatchObject({ records, valid: records, invalid: 0, uploaded: records });
  expect(result.summary).not.toBe('');
}

/**
 * What every failed run has: exit code 1, one closing error with its code, its fix and its documentation, outputs, a
 * summary and a receipt, and no stack trace.
 * @param expected The code; or a value of the run that the message must name.
 * @returns The closing error.
 */
export function expectFailure(
  result: ActionResult,
  expected: ErrorCode | RegExp,
  status = 'failed',
): WorkflowCommand {
  const closing = result.commands.filter(
    ({ command, properties }) => command === 'error' && properties.file === undefined,
  );
  expect(closing, result.visible).toHaveLength(1);
  const [error] = closing as [WorkflowCommand];
  const code = result.outputs['error-code'] ?? '';
  if (typeof expected === 'string') expect(code).toBe(expected);
  else expect(error.message).toMatch(expected);
  expect(ERROR_CODES).toContain(code);
  expect(error.properties.title).toBe(code);
  expect(error.message).toContain(`/docs/troubleshooting.md#${code}`);
  expect(error.message, 'a fix').toMatch(/^- \S/m);
  expect(result.exitCode).toBe(1);
  expect(result.outputs.status).toBe(status);
  expect(result.receipt?.status).toBe(status);
  expect(result.summary).toMatch(/^#+ /);
  expect(result.summary).toContain(`/docs/troubleshooting.md#${code}`);
  expect(result.stderr).toBe('');
  expect(result.visible).not.toMatch(/^\s+at .*(?:\.[jt]s|node:)/m);
  expect(result.visible).not.toMatch(/unexpected \w*Error|TypeError|ENOENT|EISDIR|EACCES/);
  return error;
}
