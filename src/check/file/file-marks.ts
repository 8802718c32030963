import type { CsvRecord, ScannedRecord } from '../../csv/csv-record.ts';

/** A byte order mark and an end-of-file mark. */
const MARKS = '\ufeff\u001a';

/** Removes what concatenated files leave at the start or end of a record. */
export function withoutMarks(record: CsvRecord): CsvRecord {
  const { cells } = record;
  const first = cells[0]!;
  const last = cells[cells.length - 1]!;
  if (!isMark(first.charAt(0)) && !isMark(last.charAt(last.length - 1))) return record;
  const clean = [...cells];
  while (isMark(clean[0]!.charAt(0))) clean[0] = clean[0]!.slice(1);
  const end = clean.length - 1;
  while (isMark(clean[end]!.slice(-1))) clean[end] = clean[end]!.slice(0, -1);
  const { line, start, end: endByte } = record;
  return { cells: clean, line, start, end: endByte, isStandard: false };
}

function isMark(character: string): boolean {
  return character !== '' && MARKS.includes(character);
}

/** Whether the last value of a record ends in a mark, without cutting the record into strings. */
export function endsInMark(record: ScannedRecord): boolean {
  const column = record.count - 1;
  const end = record.endOf(column);
  return end > record.startOf(column) && isMark(String.fromCharCode(record.codes[end - 1]!));
}
