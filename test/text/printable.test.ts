import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnLabel, headerContext } from '../../src/check/columns/column-label.ts';
import { dateShape } from '../../src/check/dates/hints/date-shape.ts';
import { printable, quoted, shortened } from '../../src/text/printable.ts';
import { HOSTILE } from './hostile.ts';

/** Text in which commands and what hides them are likely. */
const trap = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ':',
        '::',
        '#',
        '##',
        '[',
        'a',
        ' ',
        '\n',
        '\r',
        '\u200b',
        '\u202e',
        '\u0301',
        '\ud800',
        '\ufe0f',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('visible', () => {
  it.each(HOSTILE.map((text) => [text.slice(0, 60), text]))('makes %j harmless', (_, text) => {
    expectHarmless(printable(text));
  });

  it('makes any text harmless, and twice is once', () => {
    fc.assert(
      fc.property(trap, (text) => {
        const shown = printable(text);
        expectHarmless(shown);
        expect(printable(shown)).toBe(shown);
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves ordinary names as they are', () => {
    for (const name of ['export/März 2026 (final).csv', 'Größe', '氏名', "O'Neil", 'a:b', '# 1', 'e\u0301']) {
      expect(printable(name)).toBe(name);
    }
  });
});

function expectHarmless(shown: string): void {
  expect(shown).not.toMatch(/::|##\w*\[/);
  expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u3164\u2800]/u);
  expect(shown).not.toMatch(/\p{M}{4}/u);
}

describe('quoted', () => {
  it('shows a name as it was given', () => {
    expect(quoted('export/März 2026.csv')).toBe('`export/März 2026.csv`');
  });

  it('shows nothing of a name that it would have to alter: it may be a secret, which is masked only as it is', () => {
    for (const name of ['a::b', 'a`b', 'a\u200bb', 'a\nb', '##[group]x', 'x'.repeat(301)])
      expect(quoted(name)).toBe(`(${name.length} characters, not shown)`);
    fc.assert(
      fc.property(trap, (name) => {
        expect([`\`${name}\``, `(${name.length} characters, not shown)`]).toContain(quoted(name));
      }),
    );
  });
});

describe('shortened', () => {
  it('never cuts a character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, maximum) => {
        const short = shortened(text, maximum);
        expect([...short].length).toBeLessThanOrEqual(maximum);
        expect(short.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });
});

describe('columnLabel', () => {
  const header = ['UserPrincipalName', 'ResignationDate', 'Cost centre'];

  it.each([
    ['EmailAddress', 'EmailAddress'],
    [' emailaddress ', 'emailaddress'],
    ['EmployeeAddLine1', 'EmployeeAddLine1'],
    ['HRScenario', 'HRScenario'],
    ['Cost centre', 'Cost centre'],
    ['Straße_des-Büros', 'Straße_des-Büros'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'column 3'],
    ['Level 2', 'column 3'],
    ['ann@example.com', 'column 3'],
    ['::error::x', 'column 3'],
    ['2026-01-01', 'column 3'],
    ['', 'column 3'],
    ['- _', 'column 3'],
    ['a\nb', 'column 3'],
  ])('shows %j as %j in a real header', (cell, label) => {
    expect(columnLabel(cell, 3, headerContext(header))).toBe(label);
  });

  it('shows nothing of a first line that is no header', () => {
    const context = headerContext(['Ann', 'Example', 'ann@example.com']);
    expect(['Ann', 'Example'].map((cell, i) => columnLabel(cell, i + 1, context))).toEqual([
      'column 1',
      'column 2',
    ]);
  });

  it('does not take a scenario column for the proof of a header', () => {
    expect(columnLabel('Ann', 2, headerContext(['Scenario', 'Ann'], ['Scenario']))).toBe('column 2');
  });

  it('shows names given in an input, whatever they look like, and takes one as proof of a header', () => {
    const context = headerContext(['E-mail (work)', 'Rank'], ['e-mail (WORK)']);
    expect(columnLabel('E-mail (work)', 1, context)).toBe('E-mail (work)');
    expect(columnLabel('Rank', 2, context)).toBe('Rank');
  });

  it('shows a hostile name from an input without its command', () => {
    const context = headerContext(['::error::x'], ['::error::x']);
    expect(columnLabel('::error::x', 1, context)).toBe(': :error: :x');
  });
});

describe('dateShape', () => {
  it.each([
    ['31/03/2026', '99/99/9999'],
    ['31. März 2026', '99. AAAA 9999'],
    ['2026-03-31 17:00:00.0000000 +01:00', '9999-99-99 99:99:99.9999999 +99:99'],
    ['Tue Mar 31 2026', 'AAA AAA 99 9999'],
    ['٣١/٠٣/٢٠٢٦', '99/99/9999'],
    ['45016', '99999'],
    ['tomorrow', undefined],
    ['1/2', undefined],
    ['', undefined],
    ['31,03,2026', undefined],
    ['2026-03-31\n', undefined],
    ['2026-03-31T17:00:00.0000000+01:00[Europe]', undefined],
    ['9'.repeat(36), undefined],
    ['9'.repeat(100_000), undefined],
  ])('of %j is %j', (cell, shape) => {
    expect(dateShape(cell)).toBe(shape);
  });

  it('never tells a digit, a letter or any other character', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.date({ noInvalidDate: true }).map(String)),
        (cell) => {
          const shape = dateShape(cell);
          if (shape !== undefined) {
            expect(shape).toMatch(/^[9A/.:+ -]{4,40}$/);
            expect(shape).not.toContain('::');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
