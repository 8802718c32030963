import type { CharacterCodes } from '../text/character-codes.ts';
import { afterLineEnd, CR, LF, QUOTATION_MARK } from './block-text.ts';

const EQUALS_SIGN = 0x3d;
/** Room for the places of a batch of records with a few columns; doubled when it is full. */
const FIRST_PLACES = 4096;

/**
 * Finds the values of records by RFC 4180: a value either has no quotation marks, or is entirely enclosed in them, with
 * each mark in it doubled. One pass over the characters, without creating strings; line ends are CRLF, LF and a lone CR.
 */
export class RecordScanner {
  /** Start and end of each value, two numbers per value. */
  places = new Int32Array(FIRST_PLACES);
  /** Of the record scanned last: where its values start in `places`, and how many there are. */
  first = 0;
  count = 0;
  /** Of the record scanned last: the physical lines that it covers. */
  lines = 0;
  /** Of the record scanned last: whether a value has a doubled quotation mark, and whether one is `="…"`. */
  hasDoubledMarks = false;
  hasFormula = false;
  readonly #separator: number;
  /** No character above it ends a value without quotation marks. Nearly all are above a comma, semicolon or tab. */
  readonly #highest: number;
  #used = 0;

  /** @param delimiter One UTF-16 code unit. */
  constructor(delimiter: string) {
    this.#separator = delimiter.charCodeAt(0);
    this.#highest = Math.max(this.#separator, QUOTATION_MARK);
  }

  /** Overwrites the places of all records so far. */
  startBatch(): void {
    this.#used = 0;
  }

  /**
   * Scans one record.
   * @param codes Complete lines.
   * @param from Start of the record, before the end of `codes`.
   * @returns The position after its line end; -1 if quotation marks are used in any other way, or one is still open at the end.
   */
  scan(codes: CharacterCodes, from: number): number {
    this.first = this.#used;
    this.lines = 1;
    this.hasDoubledMarks = false;
    this.hasFormula = false;
    const end = this.#scanValues(codes, from);
    this.count = (this.#used - this.first) / 2;
    if (end === -1) this.#used = this.first;
    return end;
  }

  #scanValues(codes: CharacterCodes, from: number): number {
    const separator = this.#separator;
    const highest = this.#highest;
    for (let at = from; ; at += 1) {
      let start = at;
      let end = at;
      if (codes[at] === QUOTATION_MARK) {
        start = at + 1;
        end = this.#endOfQuoted(codes, start);
        if (end === -1) return -1;
        at = end + 1;
      } else {
        for (; at < codes.length; at += 1) {
          const code = codes[at]!;
          if (code > highest) continue;
          if (code === separator || code === LF || code === CR) break;
          if (code === QUOTATION_MARK) return -1;
        }
        end = at;
      }
      this.#add(start, end);
      if (at === codes.length) return at;
      const code = codes[at]!;
      if (code === LF || code === CR) return afterLineEnd(codes, at);
      // There is text after the closing mark.
      if (code !== separator) return -1;
    }
  }

  /** @returns Position of the closing mark; -1 if there is none. */
  #endOfQuoted(codes: CharacterCodes, start: number): number {
    for (let at = start; at < codes.length; at += 1) {
      const code = codes[at]!;
      if (code > QUOTATION_MARK) continue;
      if (code === QUOTATION_MARK) {
        if (codes[at + 1] !== QUOTATION_MARK) return at;
        this.hasDoubledMarks = true;
        if (at === start + 1 && codes[start] === EQUALS_SIGN) this.hasFormula = true;
        at += 1;
      } else if (code === LF || code === CR) {
        this.lines += 1;
        at = afterLineEnd(codes, at) - 1;
      }
    }
    return -1;
  }

  #add(start: number, end: number): void {
    const used = this.#used;
    if (used === this.places.length) this.#grow();
    this.places[used] = start;
    this.places[used + 1] = end;
    this.#used = used + 2;
  }

  #grow(): void {
    const places = new Int32Array(this.places.length * 2);
    places.set(this.places);
    this.places = places;
  }
}
