/**
 * Cells of the current record that are sent instead of those in the file, by column. The object is reused for all records.
 * Not a `Map`: each `clear` leaves a table that keeps all later ones alive until a full garbage collection.
 */
export class RewrittenCells {
  readonly #cells: (string | undefined)[] = [];
  #isEmpty = true;

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  get(column: number): string | undefined {
    return this.#cells[column];
  }

  set(column: number, cell: string): void {
    while (this.#cells.length < column) this.#cells.push(undefined);
    this.#cells[column] = cell;
    this.#isEmpty = false;
  }

  clear(): void {
    if (this.#isEmpty) return;
    this.#cells.fill(undefined);
    this.#isEmpty = true;
  }
}
