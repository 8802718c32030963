import type { SourceFile } from '../../csv/source-files.ts';
import { printable } from '../../text/printable.ts';
import type { CheckSettings } from '../check-settings.ts';
import { columnLabel, headerContext } from '../columns/column-label.ts';
import { namesFromInputs } from '../columns/column-names.ts';
import { readHeader } from '../columns/header.ts';
import { ScenarioValues } from '../columns/scenario-values.ts';
import { UnknownHeader } from '../columns/unknown-header.ts';
import { RowKinds } from '../file/row-kinds.ts';
import { type Reading, readRows } from './sample.ts';

/** A header and the file that it is of. */
export interface HeaderOfFile {
  readonly file: SourceFile;
  readonly reading: Reading;
  readonly cells: readonly string[];
}

/** The name of a column under law 1; undefined where it may not be shown. @param position From 0. */
export type ShownName = (position: number) => string | undefined;

/**
 * Finds out which names of a header may be shown: those that are known, those of a header that is one beyond doubt, else
 * those of columns of users and of dates, for which the whole file is read.
 * @param settings As the user gives them.
 * @param suggested As they are suggested: they tell which rows are records.
 */
export async function findShownNames(
  { file, reading, cells }: HeaderOfFile,
  settings: CheckSettings,
  suggested: CheckSettings,
  signal: AbortSignal,
): Promise<ShownName> {
  const context = headerContext(cells, namesFromInputs(settings.columns));
  const labels = context.hasKnownField
    ? (readHeader(cells, undefined, settings.columns).columns?.labels ?? [])
    : cells.map((cell, i) => columnLabel(cell, i + 1, context));
  const known: ShownName = (i) => (labels[i] === `column ${i + 1}` ? undefined : labels[i]);
  if (context.hasKnownField) return known;
  const positions = await findTellingColumns({ file, reading, cells }, suggested, signal);
  return (i) => known(i) ?? (positions.has(i) ? printable(cells[i]!.trim()) : undefined);
}

async function findTellingColumns(
  { file, reading, cells }: HeaderOfFile,
  suggested: CheckSettings,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const { columns } = readHeader(cells, undefined, suggested.columns);
  if (columns === undefined) return new Set();
  const kinds = new RowKinds({
    columns,
    headerCells: cells,
    isIgnored: suggested.isIgnoredRow,
    scenarioValues: new ScenarioValues(suggested.columns),
  });
  const header = new UnknownHeader(cells);
  let isHeader = true;
  let isBelowHeader = true;
  await readRows(
    file,
    reading,
    (row) => {
      const isRecord = !isHeader && kinds.kindOf(row, isBelowHeader) === undefined;
      isHeader = false;
      if (!isRecord) return 'more';
      isBelowHeader = false;
      header.observe(row);
      return header.isSettled ? 'enough' : 'more';
    },
    signal,
  );
  return header.shownPositions();
}
