import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CALL_BYTES, MAX_SHOWN, redactServerText } from '../../../src/connector/answers/server-text.ts';
import { SERVER_VOCABULARY } from '../../../src/connector/answers/server-vocabulary.ts';
import { cellsSeen, quotedCells } from './quoting-server.ts';

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
      '{"error":{"code":"BadRequest","message":"The header is missing."}}',
      'error code … message The header is missing.',
    ],
    [
      '<html><head><style>a{error}</style><title>Access denied</title></head><body class="error">Blocked by policy</body></html>',
      'Access denied Blocked by policy',
    ],
    ['HTTP Error 400. Please retry!', 'HTTP Error … Please retry!'],
    [
      '{"message":"The file \\u0027x7\\u0027 is missing.\\r\\nThe request failed"}',
      'message The file … is missing. The request failed',
    ],
    ['Error: the "value": is wrong; see: it', 'Error the value is wrong … it'],
    ['<script>\n error\n</script >Access<script></script>denied', 'Access denied'],
    ['header&#34;missing&#39;value&#x22;too&#x27;long', 'header missing value too …'],
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
    'jane-invalid',
    'invalid-jane',
    'request-doe-invalid',
    'jane.invalid',
    'invalid_jane',
    'invalid/jane',
    'invalid=jane',
    'error@jane',
    'in-valid',
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
    const call = Buffer.from('UserPrincipalName\r\nnoor.isin@contoso.com\r\n');
    expect(redactServerText('No or another is in the file', call)).toBe('… another … the file');
    expect(redactServerText('No or xkcdq', call)).toBe('…');
    expect(redactServerText('a is no', Buffer.from('UserPrincipalName\r\naisno@x.y\r\n'))).toBe('…');
  });

  it('words of the vocabulary that are in a cell, whole or as a part', () => {
    const call = Buffer.from('UserPrincipalName,Remarks\r\nan@contoso.com,Did not disconnect; re-quest\r\n');
    const text = 'The request was not connected by an account';
    expect(redactServerText(text, call)).toBe('The … was … connected by … account');
  });

  it.each(['first', 'second', 'third'])(
    'words of the %s record, whichever one the server refuses',
    (which) => {
      const words = { first: 'missing', second: 'invalid', third: 'file' };
      const rows = Object.values(words).map((word, i) => `u${i}@contoso.com,${word}`);
      const call = Buffer.from(['UserPrincipalName,Remarks', ...rows, ''].join('\r\n'));
      const text = `The value ${words[which as keyof typeof words]} is wrong`;
      expect(redactServerText(text, call)).toBe('The value … is wrong');
    },
  );

  it('words that are only in two cells together', () => {
    const call = Buffer.from('UserPrincipalName,Remarks\r\nda,ta\r\n');
    expect(redactServerText('The data', call)).toBe('The data');
  });

  it('anything, when the call is too large to search', () => {
    const large = new Uint8Array(MAX_CALL_BYTES + 1);
    expect(redactServerText('The request is invalid', large)).toBe('…');
    expect(redactServerText('', large)).toBe('');
    expect(redactServerText('The request', large.subarray(1))).toBe('The request');
  });

  it('words after the first hundred', () => {
    expect(shown(`${'xkcdq '.repeat(99)}error`)).toBe('… error');
    expect(shown(`${'xkcdq '.repeat(99)}error error`)).toBe('… error …');
  });

  it('a partial word where a text is truncated', () => {
    expect(redactServerText('The request is in', CALL, false)).toBe('The request is');
    expect(shown(`${'x'.repeat(7_990)} with another`)).toBe('… with');
  });
});

it('is at most 300 characters and ends at a word', () => {
  const text = shown('The service refused this request. '.repeat(100));
  expect(text.length).toBeLessThanOrEqual(MAX_SHOWN);
  expect(text).toMatch(/(?:service|refused|this|The|request\.) …$/);
});

it.each([
  ['error xkcdq '.repeat(50), Array(37).fill('error …').join(' ')],
  ['error '.repeat(60), `${Array(49).fill('error').join(' ')} …`],
  [`error xkcdq ${'error '.repeat(60)}`, `error … ${'error '.repeat(48)}…`],
  [`${'error '.repeat(48)}connection`, `${'error '.repeat(48)}connection`],
])('is cut at 300 characters, with one mark at the end', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

it('a word that is shown is not hidden by a hidden one before it, or by letters of a word of a cell', () => {
  const call = Buffer.from('UserPrincipalName\r\nmaťis@contoso.com\r\n');
  expect(redactServerText('The value is wrong', call)).toBe('The value is wrong');
  expect(redactServerText('xq is', Buffer.from('UserPrincipalName\r\nxqis\r\n'))).toBe('… is');
});

it('no word of a cell survives, however it is returned', () => {
  fc.assert(
    fc.property(quotedCells, ({ call, text }) => {
      expect(cellsSeen(text, call)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

it('words that have nothing to do with the vocabulary are never shown', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (text) => {
      const words = shown(text).match(/[^\s….!?]+/g) ?? [];
      expect(words.filter((word) => !SERVER_VOCABULARY.has(word.toLowerCase()))).toEqual([]);
    }),
  );
});

describe('takes less than the time of a test', () => {
  const everyWord = [...SERVER_VOCABULARY].join(' ');

  it.each(['a,', 'aé b,', 'ö'])('for a large call of %j', (cell) => {
    const call = Buffer.from(cell.repeat(MAX_CALL_BYTES)).subarray(0, MAX_CALL_BYTES);
    expect(redactServerText(everyWord, call, false)).not.toBe('');
  });

  it('for a cell of 250,000 letters next to one that is not ASCII', () => {
    const call = Buffer.from(`é${'a'.repeat(250_000)}`);
    expect(redactServerText(everyWord, call, false)).not.toBe('');
  });

  it.each(['&#', '%25', '<', '<script ', 'a', ' ', "'", ".'", 'a ', '\\u0027'])('for repeated %j', (text) => {
    expect(redactServerText(text.repeat(1_000_000), CALL, false).length).toBeLessThan(2000);
  });
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
  ['Kamiński', 'KamiDski'],
  ['Nołt', 'Not'],
  ['Noł', 'No'],
  ['안', 'An'],
  // Words of the vocabulary, or two of them together, are what a cell looks like in ASCII.
  ['datärror', 'data error'],
  ['datærror', 'data error'],
  ['dös', 'does'],
  ['dœs', 'does'],
  ['reqüst', 'request'],
  ['acceß', 'access'],
  ['DÖS', 'does'],
  ['đata', 'data'],
  ['ðata', 'data'],
  ['ħeader', 'header'],
  ['mıssing', 'missing'],
  ['wiþ', 'with'],
  ['errťor', 'error'],
  ['faiłed', 'failed'],
  ['metadatabase', 'data'],
  ['ťrror', 'error'],
  ['dös;nøt', 'not'],
  ['dös;nøt', 'does'],
  ['n-o-t', 'not'],
])('%s is not shown as %s', (cell, spelling) => {
  const call = Buffer.from(`UserPrincipalName\r\n${cell}\r\n`);
  expect(redactServerText(`The value ${spelling}`, call)).toMatch(/^(?:The value )?…$/);
});
