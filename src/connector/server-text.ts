import { isAscii } from 'node:buffer';
/**
 * The words of a server's answer that may be shown. A server may quote what it was sent, so law 1 of the design
 * holds for it: a word is shown only if it looks like a word and is no word of any cell in the call it answers.
 */

/** Longest text that is shown, in characters. */
export const MAX_SHOWN = 300;
/** What lies behind this many characters of the answer is not looked at. */
const MAX_READ = 8_000;
/** Calls above this size are not searched for words; nothing of the answer is shown then. */
const MAX_CALL_BYTES = 16 * 1024 * 1024;
/** Longer pieces of text are no words. */
const LONGEST_PIECE = 80;
const HIDDEN = '…';

/**
 * What may be shown of a server's text; each run of words that may not becomes one `…`. Empty for a blank text.
 *
 * A word is hidden if it (folded: without case, accents and escapes) equals a word of a cell, is part of one, holds
 * one, or makes one together with its neighbours; and whatever else does not look like a word is hidden too:
 * numbers, addresses, paths, identifiers, anything encoded, letters beyond ASCII (a name in the wrong encoding has
 * them), names of months and weekdays (a date may be written anew). Where cells have letters of other scripts, which a
 * server may write in Latin ones, nothing is shown.
 * @param text The reason phrase, the body, or both.
 * @param callBytes The header and records of the call, UTF-8.
 */
export function redactServerText(text: string, callBytes: Uint8Array): string {
  const words = readTokens(text);
  if (words.length === 0) return '';
  if (callBytes.byteLength > MAX_CALL_BYTES) return HIDDEN;
  const cells = cellWords(callBytes);
  if (OTHER_SCRIPT.test(cells.text)) return HIDDEN;
  const shown = words.map(({ core }) => looksLikeWord(core) && !isOfCells(core, cells));
  hideNeighboursThatJoin(words, shown, cells);
  return render(words, shown);
}

const OTHER_SCRIPT = /(?=\p{L})\P{Script=Latin}/u;

/** A piece of the text between blanks and brackets: what may be a word, and the punctuation that follows it. */
interface Token {
  readonly core: string;
  readonly tail: string;
}

/** The words of a call, folded. */
interface CellWords {
  readonly words: ReadonlySet<string>;
  /** All text, folded, for words that are parts of cells. */
  readonly text: string;
  /** The same without anything but letters and digits, for words that the server has joined. */
  readonly squeezed: string;
}

function readTokens(text: string): Token[] {
  let read = text.slice(0, MAX_READ);
  // A word that is cut here is not a word.
  if (read.length < text.length) read = read.replace(/\S*$/, '');
  return unescapeText(withoutMarkup(read))
    .normalize('NFC')
    .split(/[\s{}[\]",;:()<>|…]+/u)
    .flatMap((piece) => {
      // Such a piece is never shown, and taking it apart takes long.
      if (piece.length > LONGEST_PIECE) return [{ core: piece, tail: '' }];
      const parts = /^['`‘’“”«»]*(.*?)(['`‘’“”«»]*[.!?]*['`‘’“”«»]*)$/u.exec(piece);
      const core = parts?.[1] ?? '';
      return core === '' ? [] : [{ core, tail: /[.!?]/.exec(parts?.[2] ?? '')?.[0] ?? '' }];
    });
}

/** Text of a web page without tags, scripts and styles. Anything left of a broken tag is treated as text. */
function withoutMarkup(text: string): string {
  return text
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<\/?[a-z!][^<>]*>/gi, ' ');
}

const MAX_ESCAPE_LAYERS = 6;

/** Undoes HTML, JSON and URL escapes, layer by layer. An escape that stays makes its token look like no word. */
function unescapeText(text: string): string {
  let current = text;
  for (let layer = 0; layer < MAX_ESCAPE_LAYERS; layer++) {
    const next = unescapeOnce(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function unescapeOnce(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/gi, (all, hex, decimal) =>
      codePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), all),
    )
    .replace(/&([a-z]{2,8});?/gi, (all, name: string) => ENTITIES[name] ?? accented(name) ?? all)
    .replace(/\\u\{([0-9a-f]{1,6})\}/gi, (all, hex) => codePoint(Number.parseInt(hex, 16), all))
    .replace(/(?:\\u|%u)([0-9a-f]{4})/gi, (all, hex) => codePoint(Number.parseInt(hex, 16), all))
    .replace(/\\x([0-9a-f]{2})/gi, (all, hex) => codePoint(Number.parseInt(hex, 16), all))
    .replace(/\\([nrtbf])/g, ' ')
    .replace(/\\(["'/\\])/g, '$1')
    .replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
      try {
        return decodeURIComponent(escaped);
      } catch {
        return escaped;
      }
    });
}

function codePoint(code: number, otherwise: string): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  comma: ',',
  hyphen: '-',
  lowbar: '_',
  szlig: 'ß',
  AElig: 'Æ',
  aelig: 'æ',
  OElig: 'Œ',
  oelig: 'œ',
  ETH: 'Ð',
  eth: 'ð',
  THORN: 'Þ',
  thorn: 'þ',
};

/** HTML names of letters with a mark are a letter and the mark's name, such as `eacute`. */
const MARKS: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  tilde: '\u0303',
  ring: '\u030a',
  cedil: '\u0327',
  caron: '\u030c',
  breve: '\u0306',
  macr: '\u0304',
  ogon: '\u0328',
};

function accented(name: string): string | undefined {
  if (/^[a-z]slash$/i.test(name)) return name[0] === 'O' ? 'Ø' : 'ø';
  const mark = MARKS[name.slice(1)];
  return mark === undefined ? undefined : (name[0]! + mark).normalize('NFC');
}

/** Letters that Unicode does not take apart, as they are commonly written without their mark. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
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

/** One form for all spellings of a word: no case, no marks, no invisible characters. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\u0307øłđðħıæœþ]/g, (letter) => PLAIN_LETTERS[letter] ?? '');
}

function cellWords(callBytes: Uint8Array): CellWords {
  const raw = new TextDecoder().decode(callBytes);
  const unescaped = /[&%\\]/.test(raw) ? unescapeText(raw) : raw;
  const text = fold(unescaped === raw ? raw : `${raw}\n${unescaped}`);
  const words = new Set<string>();
  // Cells are told apart roughly; a cell cut in two only means that its halves are not also joined here.
  for (const cell of text.split(/[,"\r\n]+/)) {
    const parts = cell.match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const [i, part] of parts.entries()) {
      words.add(part);
      // `eva85`: the name without its number.
      for (const letters of part.match(/\p{L}{2,}/gu) ?? []) words.add(letters);
      if (i > 0) words.add(parts[i - 1]! + part);
    }
    if (parts.length > 2 && parts.length <= 6) words.add(parts.join(''));
  }
  if (!isAscii(callBytes)) for (const word of spelledInAscii(raw, unescaped)) words.add(word);
  return { words, text, squeezed: text.replace(/[^\p{L}\p{N}]+/gu, '') };
}

/** How languages write their letters where there is only ASCII; other than the letter without its mark, which `fold` makes. */
const ASCII_SPELLINGS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  å: 'aa',
  ø: 'oe',
};

/** Words with letters beyond ASCII as a server may write them: spelled out, or with these letters lost. */
function* spelledInAscii(...texts: readonly string[]): Generator<string> {
  for (const text of texts) {
    for (const [word] of text
      .normalize('NFC')
      .toLowerCase()
      .matchAll(/[\p{L}\p{M}]*[^\p{ASCII}][\p{L}\p{M}]*/gu)) {
      yield word.replace(/[^\p{ASCII}]/gu, '');
      yield fold(word.replace(/[äöüßåø]/g, (letter) => ASCII_SPELLINGS[letter] ?? ''));
    }
  }
}

/** Longer than `faded` or `decade`, and all of it digits of a hexadecimal number. */
const LOOKS_LIKE_HEX = /^[a-f]{7,}$/;

const MONTHS_AND_DAYS =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|May|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)$/;

/** At most 20 letters of ASCII in the shape of a word, a name with capitals inside, or a short abbreviation. */
function looksLikeWord(core: string): boolean {
  if (MONTHS_AND_DAYS.test(core === 'May' ? core : core.toLowerCase())) return false;
  return core.split(/['’-]/u).every((part) => {
    if (!/^[A-Za-z]{1,20}$/.test(part)) return false;
    const plain = fold(part);
    if (plain.length === 1) return plain === 'a' || plain === 'i' || core.length > 2;
    if (/^\p{Lu}{2,6}$/u.test(part)) return true;
    if (LOOKS_LIKE_HEX.test(plain)) return false;
    if (!/^(?:\p{Lu}+|\p{L}\p{Ll}*(?:\p{Lu}\p{Ll}+){0,3})$/u.test(part)) return false;
    // Every hump needs a vowel: most scraps of base64 have one without.
    return part.split(/(?=\p{Lu}\p{Ll})/u).every((hump) => /[aeiouy]/.test(fold(hump)));
  });
}

const SHORTEST_FRAGMENT = 4;
const SHORTEST_SQUEEZED_FRAGMENT = 6;

function isOfCells(core: string, cells: CellWords): boolean {
  const parts = core.split(/['’-]/u).map(fold);
  const joined = parts.join('');
  const humps = core.split(/['’-]|(?<=\p{Ll})(?=\p{Lu})/u).map(fold);
  return (
    [...parts, ...humps].some((word) => (word.length > 1 || core.length === 1) && cells.words.has(word)) ||
    cells.words.has(joined) ||
    [...parts, joined].some((word) => isPartOfCells(word, cells)) ||
    holdsCellWord(joined, cells)
  );
}

function isPartOfCells(word: string, cells: CellWords): boolean {
  return (
    (word.length >= SHORTEST_FRAGMENT && cells.text.includes(word)) ||
    (word.length >= SHORTEST_SQUEEZED_FRAGMENT && cells.squeezed.includes(word))
  );
}

function holdsCellWord(word: string, cells: CellWords): boolean {
  for (let from = 0; from + SHORTEST_FRAGMENT <= word.length; from++) {
    for (let to = from + SHORTEST_FRAGMENT; to <= word.length; to++) {
      if (cells.words.has(word.slice(from, to))) return true;
    }
  }
  return false;
}

const LONGEST_JOIN = 4;

/** Hides words that are harmless alone and make a word of a cell together. */
function hideNeighboursThatJoin(tokens: readonly Token[], shown: boolean[], cells: CellWords): void {
  const folded = tokens.map(({ core }) => fold(core).replace(/[^\p{L}\p{N}]+/gu, ''));
  for (let from = 0; from < tokens.length; from++) {
    for (let to = from + 2; to <= Math.min(from + LONGEST_JOIN, tokens.length); to++) {
      if (cells.words.has(folded.slice(from, to).join(''))) shown.fill(false, from, to);
    }
  }
}

function render(tokens: readonly Token[], shown: readonly boolean[]): string {
  const pieces: string[] = [];
  let length = 0;
  for (const [i, { core, tail }] of tokens.entries()) {
    if (!shown[i] && pieces.at(-1) === HIDDEN) continue;
    const piece = shown[i] ? core + tail : HIDDEN;
    // Room for a closing `…` is kept.
    if (length + piece.length + 2 > MAX_SHOWN) {
      if (pieces.at(-1) !== HIDDEN) pieces.push(HIDDEN);
      break;
    }
    pieces.push(piece);
    length += piece.length + 1;
  }
  return pieces.join(' ');
}
