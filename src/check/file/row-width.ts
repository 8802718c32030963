import { isBlankRow } from './row-kinds.ts';

/** How many values a row has, compared with the header. */
export type RowWidth =
  | 'same'
  | 'short'
  /** Harmless empty cells at the end: the header or every row ends in such cells. */
  | 'empty-end'
  /** More values than columns: it is unknown which value belongs to which column, even if the last ones are empty. */
  | 'long'
  /** All earlier rows end in the same empty cells, but this one does not: one of them is shifted. */
  | 'other-end';

/** Minimum number of rows with the same empty cells at the end for them to count as a property of the export. */
const MIN_ROWS_WITH_EMPTY_END = 2;

/** Judges the width of rows. */
export class RowWidths {
  readonly #width: number;
  readonly #headerHasEmptyEnd: boolean;
  /** Empty cells at the end of every row; 0 for none. */
  #emptyEnd: number;

  /**
   * @param width Columns of the header, without trailing empty ones.
   * @param headerCells The header as read.
   * @param firstRows The first records below the header.
   */
  constructor(width: number, headerCells: readonly string[], firstRows: readonly (readonly string[])[]) {
    this.#width = width;
    this.#headerHasEmptyEnd = headerCells.length > width;
    this.#emptyEnd = commonEmptyEnd(width, firstRows);
  }

  /** Whether a row has as many values as the header, and nothing else has to be looked at. */
  isSame(count: number): boolean {
    return this.#emptyEnd === 0 && count === this.#width;
  }

  judge(cells: readonly string[]): RowWidth {
    const surplus = cells.length - this.#width;
    if (this.#emptyEnd > 0 && surplus !== this.#emptyEnd) {
      this.#emptyEnd = 0;
      return 'other-end';
    }
    if (surplus === 0) return 'same';
    if (surplus < 0) return 'short';
    const isHarmless = this.#headerHasEmptyEnd || this.#emptyEnd > 0;
    return isHarmless && isBlankRow(cells.slice(this.#width)) ? 'empty-end' : 'long';
  }
}

function commonEmptyEnd(width: number, rows: readonly (readonly string[])[]): number {
  const surplus = (rows[0]?.length ?? 0) - width;
  const isCommon =
    surplus > 0 && rows.every((cells) => cells.length === width + surplus && isBlankRow(cells.slice(width)));
  return isCommon && rows.length >= MIN_ROWS_WITH_EMPTY_END ? surplus : 0;
}
