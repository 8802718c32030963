import type { CharacterCodes } from '../text/character-codes.ts';
import type { BlockText } from './block-text.ts';

/** One record as read. */
export interface CsvRecord {
  /** The values, unescaped. A blank line is one empty value. */
  readonly cells: readonly string[];
  /** Physical line on which the record starts, from 1. */
  readonly line: number;
  /** The record's bytes in its block, line end included; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Every CSV reader reads these values from these bytes, so they may be sent unchanged. */
  readonly isStandard: boolean;
}

/** Where the values of a record are. */
export interface ScannedValues {
  /** Start and end of values, two numbers per value. */
  readonly places: Int32Array;
  /** Where the record's values start in `places`. */
  readonly first: number;
  readonly count: number;
  /** A value has a doubled quotation mark, which stands for one. */
  readonly hasDoubledMarks: boolean;
}

/** A record whose values are parts of the text, so that it can be checked without creating strings. */
export class ScannedRecord implements CsvRecord {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly isStandard = true;
  /** Number of values. */
  readonly count: number;
  readonly #block: BlockText;
  readonly #places: Int32Array;
  readonly #first: number;
  readonly #hasDoubledMarks: boolean;
  #cells: readonly string[] | undefined;

  /**
   * @param values Where the values are in the text of the block.
   * @param start The bytes of the record in its block, up to `end`.
   */
  constructor(block: BlockText, values: ScannedValues, line: number, start: number, end: number) {
    this.#block = block;
    this.#places = values.places;
    this.#first = values.first;
    this.count = values.count;
    this.#hasDoubledMarks = values.hasDoubledMarks;
    this.line = line;
    this.start = start;
    this.end = end;
  }

  /** The characters of the block, in which quotation marks are still doubled. Like `cells`, valid until the next block is requested. */
  get codes(): CharacterCodes {
    return this.#block.codes;
  }

  /** Where a value starts in `codes`. */
  startOf(column: number): number {
    return this.#places[this.#first + 2 * column]!;
  }

  /** Where a value ends in `codes`, exclusive. */
  endOf(column: number): number {
    return this.#places[this.#first + 2 * column + 1]!;
  }

  /** Part of the text of the block, in which quotation marks are still doubled. */
  textOf(from: number, to: number): string {
    return this.#block.text.slice(from, to);
  }

  get cells(): readonly string[] {
    this.#cells ??= this.#cut();
    return this.#cells;
  }

  #cut(): string[] {
    const cells: string[] = [];
    for (let i = 0; i < this.count; i += 1) cells.push(this.textOf(this.startOf(i), this.endOf(i)));
    return this.#hasDoubledMarks ? cells.map((cell) => cell.replaceAll('""', '"')) : cells;
  }
}
