import { delimiterName } from '../../csv/delimiter.ts';
import { detectDialect } from '../../csv/dialect.ts';
import type { SourceFile } from '../../csv/source-files.ts';
import { encodingOfLabel } from '../../csv/text/text-source.ts';
import { trimmed } from '../../text/white-space.ts';
import type { CheckSettings } from '../check-settings.ts';
import { isScenarioColumnName, knownNames, looseName } from '../columns/column-names.ts';
import { readHeader } from '../columns/header.ts';
import { DateValue } from '../dates/date-value.ts';
import { FileDates } from '../dates/file-dates.ts';
import type { LikelyForms } from '../dates/hints/likely-forms.ts';
import { isBlankRow } from '../file/row-kinds.ts';
import { SCENARIO_NAMES, SCENARIOS } from '../scenarios.ts';
import { hasUser, isUser } from '../users.ts';
import { cellValue, isDateValue } from './cell-kinds.ts';
import { type ChosenColumns, chooseColumns } from './columns/choose-columns.ts';
import { type ColumnProfile, profileColumns } from './columns/column-profile.ts';
import { likelyEncoding } from './encoding/likely-encoding.ts';
import { ignorePattern, matchesAny } from './ignored-rows.ts';
import { findLayout, splitLine } from './layout.ts';
import {
  MAX_SAMPLE_RECORDS,
  type Reading,
  readEncodingEvidence,
  readLastLines,
  readSample,
  readStart,
} from './sample.ts';
import type { TimeLimit } from './time-limit.ts';

/** What was worked out about a file, before it is known whether the check does better with it. */
export interface Draft {
  readonly file: SourceFile;
  readonly reading: Reading;
  readonly header: readonly string[];
  /** The encoding to set; undefined where the one that is set is right. */
  readonly encoding: string | undefined;
  readonly ignoredRows: readonly string[];
  readonly profiles: readonly ColumnProfile[];
  readonly chosen: ChosenColumns;
  readonly dates: LikelyForms | undefined;
  /** Some date has no offset, and the forms that read it give none. */
  readonly lacksOffset: boolean;
  readonly start: string;
}

/** Why nothing can be worked out. */
export interface NoDraft {
  readonly reason: 'no-encoding' | 'no-header' | 'not-a-table';
}

/** Looks at the first records of a file. @throws {TimeOver} */
export async function draftSuggestion(
  file: SourceFile,
  settings: CheckSettings,
  limit: TimeLimit,
): Promise<Draft | NoDraft> {
  const encoding = findEncoding(file, settings, limit);
  if (encoding === 'binary') return { reason: 'not-a-table' };
  if (encoding === 'unknown') return { reason: 'no-encoding' };
  const start = readStart(file, encoding ?? settings.encoding);
  if (start === undefined) return { reason: 'no-encoding' };
  limit.check();
  const known = await knownLayout(start, settings);
  const layout = known ?? findLayout(start, settings.delimiter, limit);
  if (layout === undefined) return { reason: 'not-a-table' };
  if (layout === 'no-header') return { reason: 'no-header' };
  const reading = { encoding: encoding ?? settings.encoding, ...layout };
  const rows = await readSample(file, reading, limit);
  const [header = [], ...below] = rows;
  const records = below.filter((cells) => {
    limit.check();
    return isRecordLike(cells);
  });
  if (records.length === 0) return { reason: 'not-a-table' };
  const profiles = profileColumns([header, ...records], limit);
  limit.check();
  if (known === undefined && isRecordOfSameTable(profiles)) return { reason: 'no-header' };
  const chosen = chooseColumns(profiles, knownColumnsOf(header, settings));
  const dates = datesOf(chosen, profiles, settings, limit);
  return {
    file,
    reading,
    header,
    encoding,
    ignoredRows: ignoredRowsOf([...below, ...lastRows(file, reading, rows.length)], settings, limit),
    profiles,
    chosen,
    dates: dates.needed,
    lacksOffset: dates.lacksOffset,
    start,
  };
}

function findEncoding(
  file: SourceFile,
  { encoding }: CheckSettings,
  limit: TimeLimit,
): string | 'unknown' | 'binary' | undefined {
  const evidence = readEncodingEvidence(file, limit);
  if (evidence.hasByteOrderMark || evidence.lines.length === 0) return undefined;
  const current = encoding === 'auto' ? 'utf-8' : encodingOfLabel(encoding);
  if (evidence.isUtf8) return current === 'utf-8' ? undefined : 'utf-8';
  const likely = likelyEncoding(evidence.lines, limit);
  if (likely === undefined && evidence.lines.subarray(0, BINARY_BYTES).some((byte) => byte < 0x09))
    return 'binary';
  if (likely === undefined) return current === 'utf-8' ? 'unknown' : undefined;
  return encodingOfLabel(likely) === current ? undefined : likely;
}

/** Bytes in which a control character says that this is no text. */
const BINARY_BYTES = 4096;

/** How the file is read already, where its header has known columns. */
async function knownLayout(
  start: string,
  settings: CheckSettings,
): Promise<{ delimiter: string; headerLine: number } | undefined> {
  const dialect = await dialectOf(start, settings);
  const line = start.replace(/^\ufeff/, '').split(/\r\n|\n|\r/, dialect.headerLine)[dialect.headerLine - 1];
  const known = knownNames(settings.columns);
  const cells = splitLine(line ?? '', dialect.delimiter).filter((cell) => known.has(looseName(cell)));
  return cells.length < 2 ? undefined : { delimiter: dialect.delimiter, headerLine: dialect.headerLine };
}

/** How the check reads the file with some settings. */
export function dialectOf(start: string, settings: CheckSettings): ReturnType<typeof detectDialect> {
  const known = knownNames(settings.columns);
  return detectDialect(start, settings, { isKnownColumn: (cell) => known.has(looseName(cell)), hasUser });
}

function isRecordLike(cells: readonly string[]): boolean {
  return cells.some((cell) => {
    const value = cellValue(cell);
    return isUser(value) || isDateValue(value);
  });
}

/** Whether the header is a record without its user: names of columns are not values of these columns as well. */
function isRecordOfSameTable(profiles: readonly ColumnProfile[]): boolean {
  const repeated = profiles.filter(
    ({ name, values }) =>
      name !== '' && values.includes(name) && values.some((value) => value !== '' && value !== name),
  );
  return repeated.length >= 2;
}

/** Totals are at the end, which the sample of a long file does not reach. */
function lastRows(file: SourceFile, { encoding, delimiter }: Reading, sampled: number): string[][] {
  if (sampled <= MAX_SAMPLE_RECORDS) return [];
  return readLastLines(file, encoding).map((line) => splitLine(line, delimiter));
}

function ignoredRowsOf(
  rows: readonly (readonly string[])[],
  { isIgnoredRow }: CheckSettings,
  limit: TimeLimit,
): string[] {
  const firstCells = { record: [] as string[], other: [] as string[] };
  for (const cells of rows) {
    limit.check();
    if (isBlankRow(cells)) continue;
    firstCells[isFilledLikeRecord(cells) ? 'record' : 'other'].push(trimmed(cells[0] ?? ''));
  }
  const patterns = firstCells.other
    .filter((first) => isIgnoredRow?.(first) !== true)
    .flatMap((first) => ignorePattern(first) ?? []);
  return [...new Set(patterns)].filter((pattern) => {
    limit.check();
    return !matchesAny(pattern, firstCells.record);
  });
}

/** A record without its user is an error to correct: it must not be taken for a total whose label is like a name. */
function isFilledLikeRecord(cells: readonly string[]): boolean {
  const values = cells.map(cellValue);
  const others = values.slice(1);
  // Behind its label, a total has numbers.
  const words = others.filter((value) => !/^[\d.,% -]*$/.test(value));
  return words.length * 2 >= cells.length || values.some(isUser) || others.some(isDateValue);
}

function knownColumnsOf(
  header: readonly string[],
  { columns: settings, values }: CheckSettings,
): Parameters<typeof chooseColumns>[1] {
  const { columns } = readHeader(header, undefined, settings);
  const fields = new Map<string, number>();
  for (const name of SCENARIO_NAMES) {
    for (const { field, columns: at } of columns?.bound.get(name)?.fields ?? []) {
      if (at[0] !== undefined && !fields.has(field.name)) fields.set(field.name, at[0]);
    }
  }
  const isKnownScenarioColumn = (cell: string): boolean =>
    settings.scenarioColumn === 'auto'
      ? isScenarioColumnName(cell)
      : looseName(cell) === looseName(settings.scenarioColumn);
  return {
    scenario: settings.scenario,
    fields,
    scenarioColumn: settings.scenario === 'auto' ? header.findIndex(isKnownScenarioColumn) : -1,
    looksUsersUp: values.userLookup !== undefined,
  };
}

/** The names of date fields. */
const DATE_FIELDS: ReadonlySet<string> = new Set(
  SCENARIO_NAMES.flatMap((name) => SCENARIOS[name].fields)
    .filter(({ kind }) => kind === 'date')
    .map(({ name }) => name),
);

/** The forms of the dates that are sent. Where they do not tell day from month, the other dates of the file may: one system writes all alike. */
function datesOf(
  { fields, questions }: ChosenColumns,
  profiles: readonly ColumnProfile[],
  { values }: CheckSettings,
  limit: TimeLimit,
): { needed: LikelyForms | undefined; lacksOffset: boolean } {
  const asked = questions.flatMap((question) => (question.kind === 'dates' ? question.columns : []));
  const sent = fields.filter(({ field }) => DATE_FIELDS.has(field)).map(({ column }) => column);
  const withAsked = readDates([...sent, ...asked], values.dateFormat, limit);
  const own = withAsked.needed?.kind === 'mixed' ? readDates(sent, values.dateFormat, limit) : withAsked;
  if (own.needed?.kind !== 'either') return own;
  const { dayFirst, monthFirst } = own.needed;
  const all = readDates(
    profiles.filter(({ kind }) => kind === 'date'),
    values.dateFormat,
    limit,
  ).needed;
  if (all?.kind !== 'settled') return own;
  const forms = [dayFirst, monthFirst].find((one) => one.every((form) => all.forms.includes(form)));
  return forms === undefined ? own : { ...own, needed: { kind: 'settled', forms } };
}

function readDates(
  columns: readonly ColumnProfile[],
  format: CheckSettings['values']['dateFormat'],
  limit: TimeLimit,
): { needed: LikelyForms | undefined; lacksOffset: boolean } {
  const dates = new FileDates(format);
  const value = new DateValue();
  let lacksOffset = false;
  for (const text of columns.flatMap(({ values }) => values)) {
    if (text === '') continue;
    limit.check();
    const fault = dates.read(text, value);
    if (fault !== undefined) dates.explain(fault, text);
    lacksOffset ||= !OFFSET.test(text);
  }
  return { needed: dates.neededForms(), lacksOffset };
}

/** A time with an offset behind it. */
const OFFSET = /\d:?\d\d(?:[.,]\d+)? ?(?:[AP]M ?)?(?:Z|UTC|GMT|(?<=[T ].*)[+-]\d\d(?::?\d\d)?)$/i;

/** The delimiter as the input takes it. */
export function delimiterInput(delimiter: string): string {
  const name = delimiterName(delimiter);
  return name.startsWith('U+') ? delimiter : name;
}
