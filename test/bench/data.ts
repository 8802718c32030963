import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How one kind of export looks, and how it is read. */
export interface FileKind {
  /** For people, as in the table of docs/performance.md. */
  readonly name: string;
  /** The column names as they are in the file. */
  readonly header: string;
  /** A row with its line end. */
  readonly row: (number: number) => string;
  /** Encoding of the file, for `Buffer` and for `TextDecoder`; UTF-8 by default. */
  readonly encoding?: { readonly written: BufferEncoding; readonly label: string };
  readonly delimiter?: string;
  /** Inputs of the action besides `csv-path` and `mode`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Files that the records are spread over; 1 by default. */
  readonly files?: number;
}

export const KIND_NAMES = [
  'plain',
  'quarter-quoted',
  'quoted',
  'german',
  'utf-16',
  'padded',
  'dropped',
  'invalid',
  'dates',
  'parts',
] as const;
export type KindName = (typeof KIND_NAMES)[number];

const COLUMNS =
  'HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Remarks,Rating,OldLevel,NewLevel';

/** Dates stay inside the window of last working days, whenever the bench runs. */
const NEXT_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 8);

/** The cells of a resignation, or for every fifth record of a performance review. */
function cellsOf(number: number): string[] {
  const day = NEXT_MONTH + String(1 + (number % 28)).padStart(2, '0');
  const user = `person.${number}@contoso.com`;
  if (number % 5 === 0) {
    const remarks = 'Meets the expectations of the role';
    return ['Performance review', user, '', '', `${day}T09:00:00Z`, remarks, '3', '', ''];
  }
  const date = `${day}T15:18:02.4675041+05:30`;
  return ['Resignation', user, date, date, '', '', '', '', ''];
}

const plainRow = (number: number): string => `${cellsOf(number).join(',')}\n`;
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function partlyQuotedRow(number: number): string {
  if (number % 4 !== 0) return plainRow(number);
  const cells = cellsOf(number);
  cells[5] = '"Meets", as agreed, the expectations';
  return `${cells.map((cell) => (/[",]/.test(cell) ? quoted(cell) : cell)).join(',')}\n`;
}

/** As Excel writes it in Germany: the text of day, month and year in their own order, wall clock times, umlauts. */
function germanRow(number: number): string {
  const [scenario, user, ...rest] = cellsOf(number);
  const [resigned, lastDay, effective, remarks, ...others] = rest.map((cell) => germanDate(cell));
  const text = remarks === '' ? '' : 'Erfüllt die Erwartungen';
  return `${[scenario, user, resigned, lastDay, effective, text, ...others].join(';')}\r\n`;
}

function germanDate(cell: string): string {
  return cell.replace(/^(\d{4})-(\d\d)-(\d\d)T.*$/, '$3.$2.$1');
}

/** The forms that three programs write into one column. */
function mixedDatesRow(number: number): string {
  const cells = cellsOf(number);
  if (number % 3 === 1) return `${cells.map((cell) => germanDate(cell)).join(',')}\n`;
  if (number % 3 === 2) return `${cells.map((cell) => cell.replace(/T.*$/, ' 17:30:00')).join(',')}\n`;
  return `${cells.join(',')}\n`;
}

const WINDOWS_1252 = { written: 'latin1', label: 'windows-1252' } as const;
const UTF_16 = { written: 'utf16le', label: 'utf-16le' } as const;

/** The files that people have. */
export const FILE_KINDS: Readonly<Record<KindName, FileKind>> = {
  plain: { name: 'plain: UTF-8, commas, no quotation marks', header: COLUMNS, row: plainRow },
  'quarter-quoted': {
    name: 'a quarter of the rows with quoted values and doubled marks',
    header: COLUMNS,
    row: partlyQuotedRow,
  },
  quoted: {
    name: 'every value quoted',
    header: COLUMNS.split(',').map(quoted).join(','),
    row: (number) => `${cellsOf(number).map(quoted).join(',')}\n`,
  },
  german: {
    name: 'German Excel: semicolons, windows-1252, `dd.MM.yyyy`, a time zone',
    header: COLUMNS.replaceAll(',', ';'),
    row: germanRow,
    encoding: WINDOWS_1252,
    delimiter: ';',
    inputs: { encoding: 'windows-1252', 'date-format': 'dd.MM.yyyy', 'time-zone': 'Europe/Berlin' },
  },
  'utf-16': {
    name: 'UTF-16 with tabs, as Excel writes "Unicode text"',
    header: `\ufeff${COLUMNS.replaceAll(',', '\t')}`,
    row: (number) => `${cellsOf(number).join('\t')}\r\n`,
    encoding: UTF_16,
    delimiter: '\t',
  },
  padded: {
    name: 'every row shorter than the header',
    header: COLUMNS,
    row: (number) => `${cellsOf(number).join(',').replace(/,+$/, '')}\n`,
    inputs: { rules: 'row-too-short: off' },
  },
  dropped: {
    name: '`unmapped-columns: drop`, two columns of eleven',
    header: `${COLUMNS},EmployeeNumber,CostCenter`,
    row: (number) => `${cellsOf(number).join(',')},${number},4711\n`,
    inputs: { 'unmapped-columns': 'drop' },
  },
  invalid: {
    name: '1 % invalid records, skipped',
    header: COLUMNS,
    row: (number) => (number % 100 === 1 ? plainRow(number).replace('@', '') : plainRow(number)),
    inputs: { 'invalid-rows': 'skip' },
  },
  dates: {
    name: 'three date forms and a time zone',
    header: COLUMNS,
    row: mixedDatesRow,
    inputs: { 'date-format': 'iso\ndd.MM.yyyy', 'time-zone': 'Europe/Berlin' },
  },
  parts: { name: 'plain, in 20 files', header: COLUMNS, row: plainRow, files: 20 },
};

const FOLDER = join(tmpdir(), 'purview-hr-upload-bench');
/** Characters that are written at once. */
const PIECE = 1 << 20;

/**
 * The files of a kind with so many records, about 120 bytes each. Made once and kept in the temporary folder, by
 * month, since the dates are of the next one.
 */
export function recordsFiles(kindName: KindName, records: number): string[] {
  const kind: FileKind = FILE_KINDS[kindName];
  const count = kind.files ?? 1;
  mkdirSync(FOLDER, { recursive: true });
  return Array.from({ length: count }, (_, i) => {
    const path = join(FOLDER, `${NEXT_MONTH}${kindName}-${records}-${i + 1}.csv`);
    if (!existsSync(path)) writeRecords(path, kind, (i * records) / count, ((i + 1) * records) / count);
    return path;
  });
}

function writeRecords(path: string, { header, row, encoding }: FileKind, from: number, to: number): void {
  const unfinished = `${path}.new`;
  const descriptor = openSync(unfinished, 'w');
  const lineEnd = row(from).endsWith('\r\n') ? '\r\n' : '\n';
  let piece = header + lineEnd;
  for (let number = from; number < to; number += 1) {
    piece += row(number);
    if (piece.length > PIECE || number === to - 1) {
      writeSync(descriptor, Buffer.from(piece, encoding?.written ?? 'utf8'));
      piece = '';
    }
  }
  closeSync(descriptor);
  renameSync(unfinished, path);
}
