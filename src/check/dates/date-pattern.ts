import {
  FRACTION,
  literal,
  OPTIONAL_FRACTION,
  type PartName,
  type PieceReader,
  POINT_AND_FRACTION,
  TOKENS,
  type Token,
} from './pattern-pieces.ts';

/** Thrown for a `date-format` that cannot be used. The message continues a sentence about the input, and says how to fix it. */
export class DatePatternError extends Error {
  override readonly name = 'DatePatternError';
}

/** One piece of a pattern. */
export type Piece = Token | { readonly part: undefined; readonly read: PieceReader; readonly text: string };

/** A parsed pattern. */
export interface DatePattern {
  readonly pieces: readonly Piece[];
  readonly has: ReadonlySet<PartName>;
  /** It ends in a literal `Z`, `UTC` or `GMT`. */
  readonly isUtc: boolean;
  /** It uses the 12-hour clock. */
  readonly isTwelveHour: boolean;
}

/** A point followed by `F`, a run of one letter, a quoted text, an escaped character, `UTC`, or any character. */
const PIECE = /\.F+|UTC|([A-Za-z])\1*|'[^']*'|"[^"]*"|\\.|./gsu;

/**
 * Parses a pattern in the letters of .NET's custom date formats.
 * @throws {DatePatternError}
 */
export function parsePattern(pattern: string): DatePattern {
  const pieces = joinLiterals((pattern.match(PIECE) ?? []).map(parsePiece));
  const has = new Set<PartName>();
  for (const { part } of pieces) {
    if (part === undefined) continue;
    if (has.has(part)) throw new DatePatternError(`names the ${PART_WORDS[part]} twice`);
    has.add(part);
  }
  const isTwelveHour = pieces.some((piece) => piece === TOKENS.h || piece === TOKENS.hh);
  refuseIncomplete(has, isTwelveHour);
  const last = pieces.at(-1)!;
  const isUtc = last.part === undefined && UTC_AT_END.test(last.text);
  return { pieces, has, isUtc, isTwelveHour };
}

const UTC_AT_END = /(?:^|[^A-Za-z])(?:Z|UTC|GMT)$/;

const PART_WORDS: Readonly<Record<PartName, string>> = {
  year: 'year',
  month: 'month',
  day: 'day',
  weekday: 'day of the week',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  fraction: 'fraction',
  half: 'half of the day',
  offset: 'offset',
};

/** .NET keeps seven digits, and rejects longer runs of letters. */
const MAX_FRACTION_LETTERS = 7;

function parsePiece(text: string): Piece {
  const token = Object.hasOwn(TOKENS, text) ? TOKENS[text] : fractionToken(text);
  if (token !== undefined) return token;
  if (/^(?:[TZ]|UTC)$/.test(text)) return literalPiece(text);
  if (/^['"]/.test(text)) return literalPiece(closedText(text));
  if (text.startsWith('\\')) return literalPiece(escapedText(text));
  if (text === '%')
    throw new DatePatternError('has the character %; write `dd` for `%d`, `MM` for `%m`, `yyyy` for `%Y`');
  if (/^[A-Za-z]/.test(text))
    throw new DatePatternError(`has the letters \`${text}\`, which have no meaning; ${adviceFor(text)}`);
  return literalPiece(text);
}

function fractionToken(text: string): Token | undefined {
  const letters = /^\.?([fF]+)$/.exec(text)?.[1];
  if (letters === undefined) return undefined;
  if (letters.length > MAX_FRACTION_LETTERS) {
    const advice = `write at most \`${letters[0]!.repeat(MAX_FRACTION_LETTERS)}\`, which reads one to nine digits`;
    throw new DatePatternError(`has more than seven fractional digits; ${advice}`);
  }
  if (text.startsWith('.')) return POINT_AND_FRACTION;
  return letters.startsWith('f') ? FRACTION : OPTIONAL_FRACTION;
}

function literalPiece(text: string): Piece {
  return { part: undefined, read: literal(text), text };
}

function closedText(text: string): string {
  if (text.length < 2) throw new DatePatternError(`has an open quotation mark (${text}); close it`);
  return text.slice(1, -1);
}

function escapedText(text: string): string {
  if (text.length < 2) throw new DatePatternError('ends with a backslash; remove it');
  return text.slice(1);
}

/** Joins adjacent literals, so that `' UTC'` and ` 'UTC'` are the same. */
function joinLiterals(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.part === undefined && last !== undefined && last.part === undefined) {
      joined[joined.length - 1] = literalPiece(last.text + piece.text);
    } else joined.push(piece);
  }
  return joined;
}

const NEEDED = [
  ['year', '`yyyy`'],
  ['month', '`MM` (`mm` is minutes)'],
  ['day', '`dd`'],
] as const;
const TIME_PARTS = ['hour', 'minute', 'second', 'fraction'] as const;

function refuseIncomplete(has: ReadonlySet<PartName>, isTwelveHour: boolean): void {
  for (const [part, letters] of NEEDED) {
    if (!has.has(part)) throw new DatePatternError(`has no ${part}; add ${letters}`);
  }
  const missing = TIME_PARTS.find(
    (part, i) => !has.has(part) && TIME_PARTS.slice(i + 1).some((later) => has.has(later)),
  );
  if (missing !== undefined) throw new DatePatternError(`has no ${missing}`);
  if (has.has('half') && !has.has('hour')) throw new DatePatternError('has no hour; add `h`');
  if (isTwelveHour && !has.has('half')) {
    throw new DatePatternError(
      'has `h`, the 12-hour clock, without AM or PM; add `tt`, or write `HH` for 24 hours',
    );
  }
}

/** Translates letters of other systems (Java, Oracle, SQL, Excel in German and French). */
function adviceFor(letters: string): string {
  // `a` is AM and PM in Java, and `aaaa` the year in French.
  if (letters.startsWith('aa')) return YEAR;
  return MEANT[letters[0]!] ?? 'put literal letters in quotation marks';
}

const YEAR = 'the year is `yyyy`';
const DAY = 'the day is `dd`';
const HOURS = 'hours are `HH`';
const HALF = 'AM and PM are `tt`';
const OFFSET = 'an offset is `zzz`, or `K` if it may be absent';

const MEANT: Readonly<Record<string, string>> = {
  y: 'the year is `yyyy`, or `yy` for two digits',
  Y: YEAR,
  u: YEAR,
  J: YEAR,
  R: 'the year is `yyyy`, or `yy` for `RR`',
  M: 'the month is `MM`, or `MMM` and `MMMM` for its name',
  O: 'the name of the month is `MMM`',
  d: 'the day is `dd`, the day of the week `ddd` or `dddd`',
  D: DAY,
  j: DAY,
  T: DAY,
  E: 'the day of the week is `ddd` or `dddd`',
  H: HOURS,
  k: HOURS,
  h: 'hours of the 12-hour clock are `hh`',
  m: 'minutes are `mm`',
  s: 'seconds are `ss`',
  S: 'fractions of a second are `fff`',
  a: HALF,
  A: HALF,
  p: HALF,
  P: HALF,
  t: HALF,
  z: OFFSET,
  Z: OFFSET,
  x: OFFSET,
  X: OFFSET,
  K: OFFSET,
};
