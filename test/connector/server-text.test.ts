import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SHOWN, redactServerText } from '../../src/connector/server-text.ts';

const CALL = Buffer.from(
  [
    'UserPrincipalName,Name,ResignationDate,Level,Remarks',
    'jane.doe@contoso.com,"Doe, Jane",2026-11-23T00:00:00Z,105,"Left for Globex; wasn\'t happy"',
    'jose.nunez@contoso.com,José Núñez,2026-01-02,Level 70,',
    'stromberg@contoso.com,O\'Brien-Strömberg,,,"line\r\nbreak: Müßig"',
    'bo@contoso.com,Bo Li,,,"Jane\\u0020Maria &amp; K&uuml;hn %41lbrecht"',
    '',
  ].join('\r\n'),
);

function shown(text: string): string {
  return redactServerText(text, CALL);
}

describe('what may be shown', () => {
  it.each([
    ['The request is invalid.', 'The request is invalid.'],
    ['jobId and corresponding appId do not match.', 'jobId and corresponding appId do not match.'],
    [
      '{"error":{"code":"InvalidRequest","message":"The header is missing."}}',
      'error code InvalidRequest message The header is missing.',
    ],
    [
      '<html><head><style>b{}</style><title>Access denied</title></head><body class="xyz">Blocked by policy</body></html>',
      'Access denied Blocked by policy',
    ],
    ['HTTP error, try again!', 'HTTP error try again!'],
    ["You can't do this", "You can't do this"],
    ['', ''],
    ['   \r\n ', ''],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe('what may not', () => {
  it.each([
    'jane',
    'JANE',
    'Jane',
    'doe',
    'Doe.',
    '"Doe"',
    '(doe)',
    'J\u200bane',
    'Ja\u00adne',
    'José',
    'JOSÉ',
    'Jose',
    'jose\u0301',
    'Jos&eacute;',
    'Jos&#233;',
    'Jos&#xE9;',
    'Jos%C3%A9',
    'Jos\\u00e9',
    'Jos\\xe9',
    'Jos%u00e9',
    'Jos&amp;eacute;',
    'Jos%25C3%25A9',
    'Jos\\\\u00e9',
    'Nu\u0303n\u0303ez',
    'N&uacute;&ntilde;ez',
    'nunez',
    'Ｊａｎｅ',
    'user=jane.doe@contoso.com',
    'jane.doe@contoso.com',
    'jane%2Edoe%40contoso%2Ecom',
    'jane.doe',
    'other.person@fabrikam.com',
    'jane_doe',
    'jane-doe',
    'Jane-',
    'j-a-n-e',
    'J.a.n.e',
    'Ja-ne',
    "O'Brien",
    'O’Brien',
    'OBrien',
    'BRIEN',
    'Strömberg',
    'STROEMBERG-STRÖMBERG',
    'Stromberg',
    'strom',
    'JaneDoe',
    'janedoe',
    'userJane',
    'getJaneDetails',
    'xxjanexx',
    'DoeJane',
    'MUESSIG-MÜSSIG',
    'müßig',
    'MÜSSIG',
    'm&uuml;&szlig;ig',
    'Globex',
    'glob',
    'Glob-ex',
    'Maria',
    'Kühn',
    'Albrecht',
    '%41lbrecht',
    '2026-11-23',
    '2026',
    '105',
    '70',
    '1',
    '١٠٥',
    'Level70',
    'H4CK',
    'SmFuZSBEb2U=',
    'SmFuZQ',
    'RG9l',
    'amFuZS5kb2U',
    '6a616e65',
    'deadbeef-deadbeef',
    '/home/jane/file',
    'C:\\Users\\someone',
    'https://contoso.com/x?y=z',
    'a+b',
    '#tag',
    '$cell',
    '@someone',
    'x&y',
    '100%',
    'Jane\u0000Doe',
    'Ja\u0000ne',
    'Incomprehensibilities',
    'Pneumonoultramicroscopic',
    'xkcdq',
    '山田',
    'Иванов',
    '\u202eenaJ',
    'Jos=C3=A9',
    'abc\\',
    'b',
    'Z',
    'D\\u006fe',
    'D&#111;e',
    'D%6fe',
    'd%256fe',
    '\\u004aane',
    '&#74;ane',
    '%4Aane',
    '\\u{4a}ane',
  ])('%s', (text) => {
    expect(shown(text)).toBe('…');
    expect(shown(`The value ${text} is wrong`)).toBe('The value … is wrong');
  });

  it('words that make one together', () => {
    expect(shown('not Ja ne again')).toBe('not … again');
    expect(shown('Str öm berg')).toBe('…');
  });

  it('anything, when the call is too large to look into', () => {
    expect(redactServerText('The request is invalid', new Uint8Array(16 * 1024 * 1024 + 1))).toBe('…');
  });

  it('half a word where a long text is cut', () => {
    const text = `${'fine '.repeat(1598)}Strombergstrasse`;
    expect(shown(text.slice(0, 7_998) + text.slice(7_990))).not.toMatch(/[SJ]/);
  });
});

it('is at most 300 characters and ends at a word', () => {
  const text = shown('The service refused this request. '.repeat(100));
  expect(text.length).toBeLessThanOrEqual(MAX_SHOWN);
  expect(text).toMatch(/(?:service|refused|this|The|request\.) …$/);
});

/** Ways in which a server may hand back what it was sent. */
const ENCODERS: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toUpperCase(),
  (word) => word.toLowerCase(),
  (word) => word.normalize('NFD'),
  (word) => encodeURIComponent(word),
  (word) => encodeURIComponent(encodeURIComponent(word)),
  (word) => [...word].map((c) => `&#${c.codePointAt(0)};`).join(''),
  (word) => [...word].map((c) => `&#x${c.codePointAt(0)!.toString(16)};`).join(''),
  (word) => [...word].map((c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`).join(''),
  (word) => JSON.stringify(JSON.stringify(word)),
  (word) => `id=${word}`,
  (word) => `${word}@contoso.com`,
  (word) => `x-${word}`,
  (word) => `User${word[0]!.toUpperCase()}${word.slice(1)}`,
];

it('no word of a cell survives, however it comes back', () => {
  const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäöüéèñçøłßæ');
  const word = fc.array(letters, { minLength: 2, maxLength: 14 }).map((all) => all.join(''));
  const fold = (text: string): string =>
    text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(fc.nat(5), fc.constantFrom(...ENCODERS)), { minLength: 1, maxLength: 8 }),
      (cells, quotes) => {
        const call = Buffer.from(`UserPrincipalName\r\n${cells.join(' ')}\r\n${cells.join(',')}\r\n`);
        const text = quotes.map(([i, encode]) => encode(cells[i % cells.length]!)).join(' and ');
        const words = fold(redactServerText(text, call)).match(/\p{L}+/gu) ?? [];
        expect(words.filter((found) => found !== 'and' && found !== 'x' && found !== 'user')).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

it('comes to an end for a large call and a hostile answer', () => {
  const call = Buffer.from('someone@contoso.com,2026-01-01,Some remark of a few words\r\n'.repeat(40_000));
  const hostile = [
    `${'&#'.repeat(2_000)}${'%25'.repeat(2_000)}${'<'.repeat(4_000)}`,
    'a'.repeat(60_000),
    "'".repeat(8_000),
    `x${"'".repeat(7_000)}x`,
    `x${".'".repeat(3_900)}x`,
  ];
  for (const text of hostile) expect(redactServerText(text, call)).toMatch(/^…?$/);
  expect(redactServerText('word '.repeat(2_000), call)).not.toContain('word');
});

it.each([
  ['Müller', 'Mller'],
  ['Müller', 'Mueller'],
  ['Müller', 'MÃ¼ller'],
  ['Ünal', 'Ãœnal'],
  ['José', 'Jos?'],
  ['Søren', 'Sren'],
  ['Søren', 'Soeren'],
  ['Straße', 'Strae'],
  ['Straße', 'Strasse'],
  ['eva85@contoso.com', 'Eva'],
  ['2026-03-31', 'Tuesday'],
  ['2026-03-31', 'March'],
  ['2026-05-31', 'May'],
  ['Иван', 'Ivan'],
])('%s is not shown as %s', (cell, spelling) => {
  const call = Buffer.from(`UserPrincipalName\r\n${cell}\r\n`);
  expect(redactServerText(`The value ${spelling}`, call)).toMatch(/^(?:The value )?…$/);
});

it('shows the small words of a sentence', () => {
  expect(shown('You may not do that')).toBe('You may not do that');
});
