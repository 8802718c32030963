import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/check/check-result.ts';
import type { Suggestion } from '../../../src/check/suggest/suggestion.ts';
import { findingLines, type Inputs, sentRows } from '../check-run.ts';
import type { ExportCase } from './exports/export-case.ts';
import { PROGRAM_EXPORTS } from './exports/programs.ts';
import { SYSTEM_EXPORTS } from './exports/systems.ts';
import { withTrial } from './trial.ts';

const EXPORTS = [...SYSTEM_EXPORTS, ...PROGRAM_EXPORTS];

/** The suggested inputs; where two set `columns`, the lines of both. */
function pasted({ inputs = {}, decided = {} }: ExportCase, suggestion: Suggestion, header: string[]): Inputs {
  const values = Object.fromEntries(
    suggestion.inputs.map(({ name, value }) => [name, filledIn(value, header)]),
  );
  const columns = [values.columns, decided.columns].filter((lines) => lines !== undefined).join('\n');
  return { ...inputs, ...values, ...decided, ...(columns === '' ? {} : { columns }) };
}

/** As a person puts the names there. */
function filledIn(value: string, header: readonly string[]): string {
  return value.replace(/<column (\d+)>/g, (_, position) => header[Number(position) - 1]!.trim());
}

/** What is sent of each record: the user and the dates of its scenario, as instants. */
function sentRecords({ plan, mapping }: CheckResult): string[] {
  const [header, ...rows] = sentRows(plan!);
  const columns = (names: readonly string[]): number[] =>
    names.flatMap((name) =>
      mapping
        .flatMap(({ fields }) => fields.filter(({ field }) => field === name))
        .map(({ column }) => header!.indexOf(column))
        .slice(0, 1),
    );
  const [user] = columns(['EmailAddress']);
  const dates = columns(['ResignationDate', 'LastWorkingDate', 'EffectiveDate']);
  return rows.map((row) =>
    [row[user!]!.toLowerCase(), ...dates.flatMap((i) => (row[i] === '' ? [] : [instant(row[i]!)]))].join(' '),
  );
}

function instant(text: string): string {
  const withZone = /(?:Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`;
  return new Date(withZone).toISOString().replace('.000Z', '');
}

/** The header as a person sees it in the file. */
function headerOf({ content }: ExportCase, suggestion: Suggestion): string[] {
  const line = Number(suggestion.inputs.find(({ name }) => name === 'header-line')?.value ?? '1');
  return content
    .toString()
    .split(/\r?\n/)
    [line - 1]!.split(/[,;\t|]/);
}

describe('an export is green at the second run', () => {
  it.each(EXPORTS)('$name', async (entry) => {
    await withTrial(entry.content, async (trial) => {
      const inputs = entry.inputs ?? {};
      const check = await trial.check(inputs);
      expect(check.plan, 'the first run fails').toBeUndefined();
      const suggestion = await trial.suggest(check, inputs);
      expect(suggestion).toBeDefined();
      const told = suggestion!.notes.join('\n');
      if (entry.named !== undefined) expect(told).toMatch(entry.named);
      const values = suggestion!.inputs.map(({ value }) => value).join('\n');
      expect(/<column \d+>/.test(values)).toBe(entry.hasPlaceholder ?? false);
      if (entry.sent === undefined) return;
      const again = await trial.check(pasted(entry, suggestion!, headerOf(entry, suggestion!)));
      expect(findingLines(again).filter((line) => line.includes(' error '))).toEqual([]);
      expect(sentRecords(again)).toEqual(entry.sent);
      expect(suggestion!.errorsAfter).toBe(0);
    });
  });

  it('has at least thirty exports, none with a name that is known in all columns', () => {
    expect(EXPORTS.length).toBeGreaterThanOrEqual(30);
  });
});
