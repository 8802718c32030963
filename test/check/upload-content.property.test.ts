import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asBytes, asText, cell, plainCell, type Style, style } from '../csv/tables.ts';
import { checkOnce, type Inputs, sentCalls, sentRows, strictRows } from './check-run.ts';

/** What is sent is what was read, for any file: random remarks in otherwise valid records. */

const HEADER = ['EmailAddress', 'EffectiveDate', 'Remarks', 'Rating', 'Extra'];

interface Export {
  readonly rows: string[][];
  readonly style: Style;
  readonly recordsPerCall: number;
  readonly drops: boolean;
  readonly zone: string;
}

/** A valid row, possibly without its last cells; a blank row; or an invalid row that is skipped. */
type Shape = 'whole' | 'short' | 'blank' | 'invalid' | 'local';

const shape = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Shape>('whole') },
  { weight: 3, arbitrary: fc.constantFrom<Shape>('short', 'blank', 'invalid', 'local') },
);

const anExport: fc.Arbitrary<Export> = style.chain((chosen) => {
  const text = chosen.encoding === 'windows-1252' ? plainCell : cell;
  const row = fc.tuple(shape, text, text, text);
  return fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 25 }).map((rows) => rows.map(rowOf)),
    style: fc.constant(chosen),
    recordsPerCall: fc.integer({ min: 1, max: 8 }),
    drops: fc.boolean(),
    zone: fc.constantFrom('', 'Europe/Berlin'),
  });
});

function rowOf([kind, ...texts]: [Shape, string, string, string], i: number): string[] {
  const user = kind === 'invalid' ? `u${i}` : `u${i}@contoso.com`;
  const date = `2026-01-15T12:00:00${kind === 'local' ? '' : 'Z'}`;
  if (kind === 'blank') return ['', ' ', '', '', ''];
  if (kind === 'short') return [user, date];
  return [user, date, ...texts];
}

/** The expected records, from an implementation without byte ranges. */
function expectedRows({ rows, drops, zone }: Export): string[][] {
  const width = drops ? 4 : 5;
  const good = rows.filter(([user]) => user !== '' && user!.includes('@'));
  const dated = (date: string): string => (zone === '' || date.endsWith('Z') ? date : `${date}+01:00`);
  return good.map(([user, date, ...rest]) => [user!, dated(date!), ...rest, '', '', ''].slice(0, width));
}

function inputsOf({ style: chosen, recordsPerCall, drops, zone }: Export): Inputs {
  return {
    scenario: 'performance-review',
    'records-per-call': String(recordsPerCall),
    'unmapped-columns': drops ? 'drop' : 'send',
    'invalid-rows': 'skip',
    'time-zone': zone,
    rules: 'value-too-long: off',
    ...(chosen.encoding === 'windows-1252' ? { encoding: 'windows-1252' } : {}),
    ...(['~', '§'].includes(chosen.delimiter) ? { delimiter: chosen.delimiter } : {}),
  };
}

it('sends the records that were read, and only those', async () => {
  await fc.assert(
    fc.asyncProperty(anExport, async (entry) => {
      const expected = expectedRows(entry);
      const csv = asBytes(asText([HEADER, ...entry.rows], entry.style), entry.style.encoding);
      await checkOnce({ 'hr.csv': csv }, inputsOf(entry), ({ plan, validRecords, invalidRowsPath }) => {
        expect(validRecords).toBe(expected.length);
        if (expected.length === 0) return;
        expect(sentRows(plan!)).toEqual([HEADER.slice(0, entry.drops ? 4 : 5), ...expected]);
        const invalid = entry.rows.filter(([user]) => user !== '' && !user!.includes('@'));
        expect(invalidRowsPath === undefined).toBe(invalid.length === 0);
      });
    }),
    { numRuns: 400 },
  );
});

it('plans calls that match the bytes on disk', async () => {
  await fc.assert(
    fc.asyncProperty(anExport, async (entry) => {
      const csv = asBytes(asText([HEADER, ...entry.rows], entry.style), entry.style.encoding);
      await checkOnce({ 'hr.csv': csv }, inputsOf(entry), ({ plan, files }) => {
        if (plan === undefined) return;
        const [file] = plan.files;
        expect(files[0]!.sha256).toBe(sha256(csv));
        expect(file).toMatchObject({ bytes: csv.length, sha256: sha256(csv), records: plan.records });
        const bodies = plan.calls.map((call) => readFileSync(call.bytesPath).subarray(call.start, call.end));
        expect(plan.calls.map((call) => call.sha256)).toEqual(bodies.map(sha256));
        expect(plan.contentSha256).toBe(sha256(Buffer.concat([file!.header, ...bodies])));
        let next = 0;
        for (const [i, bytes] of sentCalls(plan).entries()) {
          const call = plan.calls[i]!;
          expect(call.firstRecord).toBe(next);
          expect(strictRows(bytes)).toHaveLength(call.records + 1);
          next += call.records;
        }
        expect(next).toBe(plan.records);
      });
    }),
    { numRuns: 150 },
  );
});

it('has the same content hash regardless of how it is split into calls', async () => {
  await fc.assert(
    fc.asyncProperty(anExport, fc.integer({ min: 1, max: 30 }), async (entry, other) => {
      const csv = asBytes(asText([HEADER, ...entry.rows], entry.style), entry.style.encoding);
      const hashes = await Promise.all(
        [entry.recordsPerCall, other].map((recordsPerCall) =>
          checkOnce(
            { 'hr.csv': csv },
            inputsOf({ ...entry, recordsPerCall }),
            ({ plan }) => plan?.contentSha256,
          ),
        ),
      );
      expect(hashes[0]).toBe(hashes[1]);
    }),
    { numRuns: 100 },
  );
});

it('sends calls that span blocks and are partly in the spool file', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => {
    const row = [`u${i}@contoso.com`, '2026-01-15T12:00:00Z', `x${'y'.repeat(i % 37)}"\n`, '5', ''];
    return i % 1_500 === 7 ? row.slice(0, 3) : row;
  });
  const chosen: Style = {
    delimiter: ',',
    lineEnd: '\r\n',
    encoding: 'utf-8-bom',
    quoting: 'needed',
    endsWithLineEnd: false,
  };
  const csv = asBytes(asText([HEADER, ...rows], chosen), chosen.encoding);
  await checkOnce({ 'hr.csv': csv }, { scenario: 'performance-review' }, ({ plan }) => {
    expect(sentRows(plan!)).toEqual([HEADER, ...rows.map((row) => [...row, '', ''].slice(0, 5))]);
    expect(new Set(plan!.calls.map(({ bytesPath }) => bytesPath)).size).toBe(2);
  });
});

const LARGE: Style = {
  delimiter: ',',
  lineEnd: '\n',
  encoding: 'utf-8-bom',
  quoting: 'needed',
  endsWithLineEnd: true,
};

it.each([
  ['whose last row is rewritten', (i: number) => i === 9_999],
  ['of which the second half is rewritten', (i: number) => i >= 5_000],
  ['of which all rows are rewritten', () => true],
])('sends a call of 500 kB %s', async (_, isRewritten) => {
  const dates = ['2026-01-15T12:00:00Z', '2026-01-15 12:00:00Z'];
  const rows = (date: (i: number) => string): string[][] =>
    Array.from({ length: 10_000 }, (_, i) => [`u${i}@contoso.com`, date(i), `r${i}`, '5', '']);
  const csv = asBytes(
    asText([HEADER, ...rows((i) => dates[Number(isRewritten(i))]!)], LARGE),
    LARGE.encoding,
  );
  const inputs = { scenario: 'performance-review', 'records-per-call': '10000' };
  await checkOnce({ 'hr.csv': csv }, inputs, ({ plan }) => {
    expect(sentRows(plan!)).toEqual([HEADER, ...rows(() => dates[0]!)]);
    expect(plan!.calls).toHaveLength(1);
    expect(sha256(sentCalls(plan!)[0]!.subarray(plan!.files[0]!.header.length))).toBe(plan!.calls[0]!.sha256);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
