import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resignations } from './material.ts';
import { type ActionResult, runAction, Workspace } from './run-action.ts';
import { readStepLog } from './runner-log.ts';

/** How GitHub's runner handles the output of the action. */

const MAX_MESSAGE = 4_096;
const check = (input: Readonly<Record<string, string>> = {}) => ({
  'csv-path': 'hr.csv',
  mode: 'validate',
  ...input,
});
const kinds = (result: ActionResult, kind: string) =>
  result.commands.filter(({ command }) => command === kind);

function expectWholeMessages(result: ActionResult): void {
  for (const { message } of result.commands) expect(message.length).toBeLessThan(MAX_MESSAGE);
  for (const kind of ['error', 'warning'])
    expect(kinds(result, kind).length, kind).toBeLessThanOrEqual(kind === 'error' ? 10 : 9);
}

describe('messages fit', () => {
  it('30 missing files: the closing error ends with its documentation and says where the rest is', async () => {
    const paths = Array.from({ length: 30 }, (_, i) => `exports/${'long-folder-name/'.repeat(6)}hr-${i}.csv`);
    const result = await runAction({ with: check({ 'csv-path': paths.join('\n') }) });
    expectWholeMessages(result);
    const [error] = kinds(result, 'error');
    const lines = error!.message.split('\n');
    expect(lines.at(-1)).toContain('/docs/troubleshooting.md#invalid-inputs');
    expect(lines.at(-2)).toContain('job summary');
    expect(result.summary).toContain('hr-29.csv');
  });

  it('5,000 bad rows: nine places and the closing error', async () => {
    const rows = Array.from({ length: 5_000 }, () => 'a,b,c').join('\n');
    const result = await runAction({
      with: check(),
      files: { 'hr.csv': `EmailAddress,ResignationDate,LastWorkingDate\n${rows}\n` },
    });
    expectWholeMessages(result);
    expect(result.annotations.filter(({ command }) => command === 'error').at(-1)?.properties.title).toBe(
      'check-failed',
    );
    expect(result.log).toContain('invalid-user 5,000');
  });

  it('300 warnings: nine, to leave room for one of the runner', async () => {
    const csv = resignations(300).replaceAll('@contoso.com', '+x@contoso.com');
    const result = await runAction({ with: check(), files: { 'hr.csv': csv } });
    expectWholeMessages(result);
    expect(kinds(result, 'warning').length).toBe(9);
  });
});

it('a rule is named in the message, because the log shows no titles', async () => {
  const files = { 'hr.csv': 'EmailAddress,ResignationDate,LastWorkingDate\n,,\nx,y,z\n' };
  const result = await runAction({ with: check(), files });
  expect(result.log).toContain('invalid-user: line 3, EmailAddress: ');
});

it('a file in RUNNER_TEMP has no location in the repository, a file in a checkout below the workspace has one', async () => {
  const place = new Workspace();
  const broken = 'EmailAddress,ResignationDate,LastWorkingDate\nx,y,z\n';
  place.write('../temp/hr.csv', broken);
  place.write('checkout/hr.csv', broken);
  const paths = [join(place.temp, 'hr.csv'), 'checkout/hr.csv'];
  const result = await runAction({ with: check({ 'csv-path': paths.join('\n') }), workspace: place });
  place.remove();
  const files = result.annotations.map(({ properties }) => properties.file);
  expect(new Set(files)).toEqual(new Set([undefined, 'checkout/hr.csv']));
});

it('a step that succeeds has no error annotations', async () => {
  const files = { 'hr.csv': `${resignations(3)}x,y,z\n` };
  const result = await runAction({ with: check({ 'invalid-rows': 'skip' }), files });
  expect(result.exitCode).toBe(0);
  expect(kinds(result, 'error')).toEqual([]);
  expect(result.log).toContain('invalid-user: line 5');
});

describe('the stand-in of the runner', () => {
  it('executes the same commands as the runner', () => {
    const { commands, lines } = readStepLog(
      '  ::error::a\ntext ##[warning]b\n::unknown::c\n::set-env name=x::d',
    );
    expect(commands.map(({ command, message }) => `${command} ${message}`)).toEqual([
      'error a',
      'warning b',
      'set-env d',
    ]);
    expect(lines).toEqual(['::unknown::c']);
  });

  it('truncates messages, keeps ten of each kind, and masks each line of a secret, only in messages', () => {
    const errors = Array.from({ length: 12 }, () => `::error title=a=b::${'x'.repeat(5_000)}`).join('\n');
    const { annotations, shown } = readStepLog(
      `::add-mask::secret%0A=\n::notice title=secret::a=b secret\n${errors}`,
    );
    expect(annotations.map(({ message }) => message.length)).toEqual([9, ...Array(10).fill(4_096)]);
    expect(annotations[0]).toMatchObject({ message: 'a***b ***', properties: { title: 'secret' } });
    expect(shown).not.toContain('title');
  });
});
