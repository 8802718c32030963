import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/check/check-result.ts';
import { cutCall, evenRanges } from '../../src/connector/splitting.ts';
import { recordEnds } from '../../src/csv/record-ends.ts';
import { asBytes, asText, cell, style } from '../csv/tables.ts';
import { leaver, lines, PROFILE, RESIGNATION } from './cases/case.ts';
import { checkOnce, sentCalls } from './check-run.ts';

const SIGNS = { comma: ',', tab: '\t', pipe: '|' } as const;
type Format = keyof typeof SIGNS;
const GOOD = lines(RESIGNATION, leaver('ana'), leaver('ben'));

/** The bytes of all calls as text. */
async function sent(csv: string | Uint8Array, format: Format, inputs = {}): Promise<string[]> {
  return checkOnce({ 'hr.csv': csv }, { 'upload-delimiter': format, ...inputs }, ({ plan }) =>
    sentCalls(plan!).map(String),
  );
}

describe('what a connector receives', () => {
  it.each(Object.keys(SIGNS) as Format[])('%s: its own delimiter, regardless of the file', async (format) => {
    const expected = [GOOD.replaceAll(',', SIGNS[format])];
    for (const delimiter of [',', ';', '\t', '|']) {
      expect(await sent(GOOD.replaceAll(',', delimiter), format)).toEqual(expected);
    }
  });

  it('is byte for byte the file if both have the same delimiter', async () => {
    const csv = `${RESIGNATION}\r\n"ana@contoso.com",${leaver('x').slice(14)}\n${leaver('ben')}`;
    for (const format of ['tab', 'pipe'] as const) {
      const own = csv.replaceAll(',', SIGNS[format]);
      expect(await sent(own, format)).toEqual([own]);
    }
    expect(await sent(csv, 'tab')).toEqual([
      `${RESIGNATION}\r\n${leaver('ana')}\r\n${leaver('ben')}\r\n`.replaceAll(',', '\t'),
    ]);
  });

  it('quotes only values that contain the delimiter of the connector', async () => {
    const csv = `${PROFILE}\nana@contoso.com,"Ana\tLi","Lopez, Ana",a|b,75001\n`;
    expect(await sent(csv, 'tab')).toEqual([
      `${PROFILE.replaceAll(',', '\t')}\nana@contoso.com\t"Ana\tLi"\tLopez, Ana\ta|b\t75001\n`,
    ]);
    expect(await sent(csv, 'pipe')).toEqual([
      `${PROFILE.replaceAll(',', '|')}\nana@contoso.com|Ana\tLi|Lopez, Ana|"a|b"|75001\n`,
    ]);
  });

  it('keeps counts and limits, but has another content hash', async () => {
    const results = new Map<Format, CheckResult['plan']>();
    for (const format of Object.keys(SIGNS) as Format[]) {
      await checkOnce(
        { 'hr.csv': GOOD },
        { 'upload-delimiter': format, 'records-per-call': '1' },
        (result) => {
          results.set(format, result.plan);
          expect(result.plan!.calls.map(({ records }) => records)).toEqual([1, 1]);
          expect(result.uploadDelimiter).toBe(SIGNS[format]);
          expect(result.files[0]!.sha256).toBe(createHash('sha256').update(GOOD).digest('hex'));
        },
      );
    }
    expect(new Set([...results.values()].map((plan) => plan!.contentSha256)).size).toBe(3);
  });
});

const HEADER = ['EmailAddress', 'EffectiveDate', 'Remarks', 'Rating', 'Extra'];

it('is read by its connector as the records that were checked, even after calls are split', async () => {
  await fc.assert(
    fc.asyncProperty(
      style,
      fc.constantFrom<Format>('comma', 'tab', 'pipe'),
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 }),
      async (chosen, format, texts) => {
        const chosenStyle = { ...chosen, encoding: 'utf-8' as const };
        const rows = texts.map((some, i) => [`u${i}@contoso.com`, '2026-01-15T12:00:00Z', ...some]);
        const csv = asBytes(asText([HEADER, ...rows], chosenStyle), 'utf-8');
        const inputs = {
          'upload-delimiter': format,
          scenario: 'performance-review',
          rules: 'value-too-long: off',
          ...(['~', '§'].includes(chosen.delimiter) ? { delimiter: chosen.delimiter } : {}),
        };
        await checkOnce({ 'hr.csv': csv }, inputs, ({ plan }) => {
          const [call] = plan!.calls;
          const whole = sentCalls(plan!)[0]!;
          const read = (bytes: Buffer): string[][] =>
            parse(bytes, { delimiter: SIGNS[format], record_delimiter: ['\r\n', '\n', '\r'] });
          expect(read(whole)).toEqual([HEADER, ...rows]);
          const header = plan!.files[0]!.header;
          const ends = recordEnds(whole.subarray(header.length));
          expect(ends).toHaveLength(rows.length);
          const parts = cutCall(call!, evenRanges(call!, 2));
          const cut = parts.flatMap(({ start, end }) =>
            read(
              Buffer.concat([
                header,
                whole.subarray(header.length + start - call!.start, header.length + end - call!.start),
              ]),
            ).slice(1),
          );
          expect(cut).toEqual(rows);
        });
      },
    ),
    { numRuns: 300 },
  );
});
