import fc from 'fast-check';
import { redactServerText } from '../../../src/connector/answers/server-text.ts';
import { SERVER_VOCABULARY } from '../../../src/connector/answers/server-vocabulary.ts';

/** Ways in which a server may return what it was sent. */
const ENCODERS: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toUpperCase(),
  (word) => word.toLowerCase(),
  (word) => [...word].reverse().join(''),
  (word) => word.normalize('NFD'),
  (word) => word.normalize('NFD').replace(/\p{M}/gu, ''),
  (word) => word.replace(/[^\x20-\x7e]/g, ''),
  (word) => word.replace(/[^\x20-\x7e]/g, '?'),
  (word) => word.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss'),
  (word) => Array.from(word, (c) => String.fromCharCode(c.charCodeAt(0) & 0xff)).join(''),
  (word) => Buffer.from(word).toString('latin1'),
  (word) => Buffer.from(word).toString('base64'),
  (word) => Buffer.from(word).toString('hex'),
  encodeURIComponent,
  (word) => encodeURIComponent(encodeURIComponent(word)),
  (word) => [...word].map((c) => `&#${c.codePointAt(0)};`).join(''),
  (word) => [...word].map((c) => `&#x${c.codePointAt(0)!.toString(16)};`).join(''),
  (word) => [...word].map((c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`).join(''),
  (word) => JSON.stringify(JSON.stringify(word)),
  (word) => [...word].join(' '),
  (word) => [...word].join('-'),
  (word) => `${word.slice(0, 2)} ${word.slice(2)}`,
  (word) => `${word.slice(0, -2)}. ${word.slice(-2)}`,
  (word) => `id=${word}`,
  (word) => `${word}@contoso.com`,
  (word) => `x-${word}`,
  (word) => `User${word[0]!.toUpperCase()}${word.slice(1)}`,
  (word) => `<b title="${word}">${word}</b>`,
];

const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäöüéèñçøłßæ');
const anyWord = fc.array(letters, { minLength: 2, maxLength: 14 }).map((all) => all.join(''));
/** Cells may contain words of the vocabulary, whole or joined. */
const ownWord = fc.constantFrom(...SERVER_VOCABULARY);
const word = fc.oneof(
  anyWord,
  ownWord,
  fc.tuple(ownWord, ownWord).map(([one, other]) => one + other),
  fc.tuple(ownWord, anyWord).map(([one, other]) => one + other),
);

/** A call, and a response that quotes its cells in some spelling. */
export const quotedCells: fc.Arbitrary<{ call: Buffer; text: string }> = fc
  .record({
    cells: fc.array(word, { minLength: 1, maxLength: 6 }),
    quotes: fc.array(fc.tuple(fc.nat(5), fc.constantFrom(...ENCODERS)), { minLength: 1, maxLength: 8 }),
  })
  .map(({ cells, quotes }) => ({
    call: Buffer.from(`UserPrincipalName\r\n${cells.join(' ')}\r\n${cells.join(',')}\r\n`),
    text: `The request is invalid ${quotes.map(([i, encode]) => encode(cells[i % cells.length]!)).join(' and ')}`,
  }));

const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ');

/** The words of a call's cells that are shown of a response, one by one or joined with adjacent words; there should be none. */
export function cellsSeen(text: string, call: Buffer): string[] {
  const cells = new Set(bare(call.toString()).trim().split(/ +/));
  const seen = redactServerText(text, call)
    .split('…')
    .map((run) => bare(run).trim().split(/ +/));
  return seen.flatMap((words) => [
    ...words.filter((word) => cells.has(word)),
    ...words
      .slice(1)
      .map((word, i) => words[i]! + word)
      .filter((pair) => cells.has(pair)),
  ]);
}
