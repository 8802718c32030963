import type { TimeLimit } from '../time-limit.ts';
import { ENCODING_CANDIDATES, type EncodingCandidate, type Language } from './languages.ts';

/** Words that are judged; more change nothing. */
const MAX_WORDS = 2000;
/** Below it the text is not the text of any language. */
const MIN_SCORE = 0.55;

/** Control characters that no text has, private-use characters, and what decoders put in place of a character. */
const IMPOSSIBLE = /[\u0080-\u0084\u0086-\u009f\ufffd\p{Co}]/u;
/** Letters, and all signs that a wrong encoding makes of letters. Typographic signs are between words. */
const WORD = /[^\s!-@[-`{-~‘’“”„‚–—…«»€°´·•、。（）「」・：；，／]+/gu;

/**
 * The encoding in which the bytes read as the text of a language.
 * @param bytes Lines with bytes beyond ASCII that are not valid UTF-8.
 * @returns A WHATWG label; undefined when none of the usual encodings makes sense of them.
 */
export function likelyEncoding(bytes: Buffer, limit: TimeLimit): string | undefined {
  const wide = utf16Of(bytes);
  if (wide !== undefined) return wide;
  let best: { encoding: string; score: number } | undefined;
  for (const candidate of ENCODING_CANDIDATES) {
    limit.check();
    const score = scoreOf(bytes, candidate);
    if (score > Math.max(MIN_SCORE, best?.score ?? 0)) best = { encoding: candidate.encoding, score };
  }
  return best?.encoding;
}

/** UTF-16 without a byte order mark: ASCII characters have a zero byte, always on the same side. */
function utf16Of(bytes: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (const [i, byte] of bytes.subarray(0, 4096).entries()) {
    if (byte === 0 && i % 2 === 0) even += 1;
    else if (byte === 0) odd += 1;
  }
  const all = Math.min(bytes.length, 4096) / 2;
  if (odd > all * 0.3 && even < odd / 20) return 'utf-16le';
  return even > all * 0.3 && odd < even / 20 ? 'utf-16be' : undefined;
}

function scoreOf(bytes: Buffer, { encoding, script, languages }: EncodingCandidate): number {
  const text = decode(bytes, encoding);
  if (text === undefined || IMPOSSIBLE.test(text)) return 0;
  const words = foreignWords(text);
  if (words.length === 0) return 0;
  if (script === 'latin' || script === 'alphabet') return alphabetScore(words, languages, script);
  return mean([...words.join('')].map((character) => EAST_ASIAN[script](character, languages[0]!.common!)));
}

function decode(bytes: Buffer, encoding: string): string | undefined {
  try {
    // As a stream: in one piece, Node.js below 24.13 decodes windows-1252 as if it were Latin-1.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/** Words with characters beyond ASCII in them, each once. */
function foreignWords(text: string): string[] {
  const words = text.match(WORD)?.filter((word) => /\P{ASCII}/u.test(word));
  return [...new Set(words)].slice(0, MAX_WORDS);
}

/** Half for words that are each of one language, half for a language that all words are of. */
function alphabetScore(
  words: readonly string[],
  languages: readonly Language[],
  script: 'latin' | 'alphabet',
): number {
  const scores = languages.map((language) => words.map((word) => wordScore(word, language, script)));
  const byWord = mean(words.map((_, i) => Math.max(...scores.map((ofLanguage) => ofLanguage[i]!))));
  return (byWord + Math.max(...scores.map(mean))) / 2;
}

/** Above it a word of a Latin script has too few ASCII letters. */
const MAX_LATIN_SHARE = 0.6;

/** How much of a word is in a language: 1 for all of it. */
function wordScore(word: string, { letters, common }: Language, script: 'latin' | 'alphabet'): number {
  const characters = [...word];
  const foreign = characters.filter((character) => /\P{ASCII}/u.test(character));
  const share = foreign.length / characters.length;
  if (script === 'latin' && characters.length > 2 && share > MAX_LATIN_SHARE) return 0;
  if (script === 'alphabet' && share < 1) return 0;
  if (hasOddCase(characters)) return 0;
  return mean(
    foreign.map((character) => {
      const lower = character.toLowerCase();
      if (![...lower].every((one) => letters.includes(one) || /[a-z]/.test(one))) return 0;
      return common === undefined || common.includes(lower) ? 1 : 0.5;
    }),
  );
}

/** A capital letter inside a word of small ones: `MŸller`. */
function hasOddCase(characters: readonly string[]): boolean {
  const [, ...rest] = characters;
  return (
    characters.some((character) => /\p{Ll}/u.test(character)) &&
    rest.some((character) => /\p{Lu}/u.test(character) && /\P{ASCII}/u.test(character))
  );
}

/** What a character of East Asian text is worth. @param common The frequent characters of the language. */
const EAST_ASIAN: Readonly<
  Record<'japanese' | 'chinese' | 'korean', (character: string, common: string) => number>
> = {
  japanese: (character, common) => {
    if (/[\u3040-\u30ff々〆]/u.test(character) || common.includes(character)) return 1;
    if (/[\uff66-\uff9f]/u.test(character)) return 0.6;
    return /\p{Script=Han}/u.test(character) ? 0.4 : otherCharacter(character);
  },
  chinese: (character, common) => {
    if (common.includes(character)) return 1;
    return /\p{Script=Han}/u.test(character) ? 0.35 : otherCharacter(character);
  },
  korean: (character, common) => {
    if (common.includes(character)) return 1;
    return /[\uac00-\ud7a3]/u.test(character) ? 0.4 : otherCharacter(character);
  },
};

function otherCharacter(character: string): number {
  return /\p{ASCII}/u.test(character) ? 0.5 : -1;
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
