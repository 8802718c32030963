import { isAscii } from 'node:buffer';
import { SERVER_VOCABULARY } from './server-vocabulary.ts';

/** Maximum length of the text that is shown, in characters. */
export const MAX_SHOWN = 300;
/** Characters that are read of a response. */
const MAX_READ = 8_000;
/** Maximum size of a call that is searched for the words of a response; for larger calls nothing is shown. */
export const MAX_CALL_BYTES = 1024 * 1024;
/** Words that are read; few responses have more, and most of those would not fit. */
const MAX_TOKENS = 100;
const HIDDEN = '…';

/**
 * The part of a server's text that may be shown. A server may quote the records, so only whole words of
 * {@link SERVER_VOCABULARY} that are in no cell of the call are kept. Each run of anything else becomes one `…`. Empty
 * for a blank text.
 *
 * Cells are compared without case and accents. If they contain letters of a script other than Latin, which a server may
 * transliterate, nothing is shown. The cost is linear in the text and the call, and both are bounded.
 * @param text The reason phrase, the body, or both.
 * @param callBytes The header and records of the call, UTF-8.
 * @param isWhole False if the text was truncated: its last word may be a part of another one.
 */
export function redactServerText(text: string, callBytes: Uint8Array, isWhole = true): string {
  const read = text.slice(0, MAX_READ);
  const tokens = readTokens(read);
  if (!isWhole || read.length < text.length) tokens.pop();
  if (tokens.length === 0) return '';
  if (callBytes.byteLength > MAX_CALL_BYTES) return HIDDEN;
  const cells = readCells(callBytes);
  if (cells === undefined) return HIDDEN;
  const first = tokens.slice(0, MAX_TOKENS);
  const shown = first.map(({ word }) => SERVER_VOCABULARY.has(word) && !isOfCells(word, cells));
  hideNeighborsThatJoin(first, shown, cells);
  return render(first, shown, tokens.length > first.length);
}

/** A piece of the text between spaces, brackets and quotation marks. */
interface Token {
  readonly text: string;
  /** In lower case. */
  readonly word: string;
  /** The punctuation after it, if it ends a sentence. */
  readonly tail: string;
}

function readTokens(text: string): Token[] {
  return withoutEscapes(withoutMarkup(text))
    .split(/[\s{}[\]"'`‘’“”«»,;()<>|…]+/u)
    .filter((piece) => !/^[.!?:]?$/.test(piece))
    .map((piece) => {
      const end = /[.!?:]/.test(piece.at(-1)!) ? piece.at(-1)! : '';
      const word = end === '' ? piece : piece.slice(0, -1);
      return { text: word, word: word.toLowerCase(), tail: end === ':' ? '' : end };
    });
}

/** Text of a web page without tags, scripts and styles. The rest of a malformed tag is treated as text. */
function withoutMarkup(text: string): string {
  return text.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ').replace(/<[a-z!/][^<>]*>/gi, ' ');
}

/** Escaped line ends and quotation marks of JSON and HTML. A word with any other escape is not in the vocabulary. */
function withoutEscapes(text: string): string {
  return text.replace(/\\(?:[nrt"'/]|u00(?:22|27))|&(?:quot|apos|nbsp|lt|gt|#3[49]|#x2[27]);/gi, ' ');
}

/** The cells of a call, without case and accents. */
interface Cells {
  /** All words, and each cell without its word separators: `re-quest` is `request`. */
  readonly words: ReadonlySet<string>;
  /** The letters of all cells, to find words that are part of one. */
  readonly letters: string;
  /** Cache of the words that were judged. */
  readonly judged: Map<string, boolean>;
}

/** @returns undefined if a cell has letters of a script other than Latin. */
function readCells(callBytes: Uint8Array): Cells | undefined {
  const text = new TextDecoder().decode(callBytes);
  if (isAscii(callBytes)) return cellsOf(text.toLowerCase());
  if (OTHER_SCRIPT.test(text)) return undefined;
  const accented = new Set(text.normalize('NFC').match(/[\p{L}\p{M}]*[^\p{ASCII}][\p{L}\p{M}]*/gu));
  const damaged = [...accented].flatMap(damagedSpellings).join(',');
  return cellsOf(`${withoutMarks(text).toLowerCase()},${damaged}`);
}

function cellsOf(text: string): Cells {
  const letters = text.replace(/[,;\t|\r\n]+/g, ',').replace(/[^a-z,]+/g, '');
  const words = new Set(text.match(/[a-z]+/g));
  for (const cell of letters.split(',')) words.add(cell);
  return { words, letters, judged: new Map() };
}

const OTHER_SCRIPT = /(?=\p{L})\P{Script=Latin}/u;

/** ASCII spellings of umlauts, and of letters that Unicode does not decompose. */
const ASCII_SPELLINGS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};

/** The ways in which ASCII-only services write a word: spelled out, without non-ASCII letters, or with their low byte. */
function damagedSpellings(word: string): string[] {
  const letters = [...word.toLowerCase()];
  const isPlain = (letter: string): boolean => letter <= '\x7f';
  return [
    letters.map((letter) => ASCII_SPELLINGS[letter] ?? withoutMarks(letter)).join(''),
    letters.filter(isPlain).join(''),
    Array.from(word, (letter) => String.fromCharCode(letter.codePointAt(0)! & 0xff))
      .join('')
      .toLowerCase(),
  ];
}

function withoutMarks(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '');
}

/** Shorter words are part of too many cells. */
const MIN_FRAGMENT = 4;

/** Whether a word is a word of a cell, a whole cell, or, if it is long enough, a part of a cell. */
function isOfCells(word: string, { words, letters, judged }: Cells): boolean {
  const known = judged.get(word);
  if (known !== undefined) return known;
  const answer = words.has(word) || (word.length >= MIN_FRAGMENT && letters.includes(word));
  judged.set(word, answer);
  return answer;
}

/** Maximum number of adjacent words that are compared together. */
const MAX_JOINED = 4;

/** Hides words that are allowed one by one, but together are a word of a cell or a part of one. */
function hideNeighborsThatJoin(tokens: readonly Token[], shown: boolean[], cells: Cells): void {
  const isCandidate = [...shown];
  for (let from = 0; from < tokens.length; from++) {
    let joined = tokens[from]!.word;
    for (let to = from + 1; to < from + MAX_JOINED && isCandidate[to - 1] && isCandidate[to]; to++) {
      joined += tokens[to]!.word;
      if (isOfCells(joined, cells)) shown.fill(false, from, to + 1);
    }
  }
}

function render(tokens: readonly Token[], shown: readonly boolean[], goesOn: boolean): string {
  const pieces: string[] = [];
  let length = 0;
  for (const [i, { text, tail }] of tokens.entries()) {
    if (!shown[i] && pieces.at(-1) === HIDDEN) continue;
    const piece = shown[i] ? text + tail : HIDDEN;
    // Leaves room for a final `…`.
    if (length + piece.length + 2 > MAX_SHOWN) {
      if (pieces.at(-1) !== HIDDEN) pieces.push(HIDDEN);
      break;
    }
    pieces.push(piece);
    length += piece.length + 1;
  }
  if (goesOn && pieces.at(-1) !== HIDDEN) pieces.push(HIDDEN);
  return pieces.join(' ');
}
