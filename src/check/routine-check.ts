import type { ScannedRecord } from '../csv/csv-record.ts';
import { CodeText } from '../text/character-codes.ts';
import { trimmed } from '../text/white-space.ts';
import type { BoundScenario } from './columns/file-columns.ts';
import { DateValue } from './dates/date-value.ts';
import type { FileDates } from './dates/file-dates.ts';
import {
  type CheckedValues,
  isBeforeResignation,
  isBlank,
  isOutOfRange,
  isOutsideWindow,
  type TimeWindow,
  type ValueSettings,
} from './record-check.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { atOfUsual, isUnroutable } from './users.ts';
import { isPlaceholder } from './values/placeholder.ts';

/**
 * The checks of records as nearly all of them are: a usual user, dates with an offset, texts without anything to report.
 * They need almost no strings, which take most of the time of a check.
 * @returns Whether the values certainly have no findings; `checked` is filled then, as by the checks of record-check.ts.
 *   If not, those decide. This must never accept a record that they report.
 */
export type RoutineCheck = (record: ScannedRecord, checked: CheckedValues) => boolean;

/** The same for one value, from one position to another in `record.codes`. */
type RoutineValue = (record: ScannedRecord, from: number, to: number, checked: CheckedValues) => boolean;

/** @returns undefined if every record has to be checked entirely: users are looked up in the directory. */
export function compileRoutine(
  bound: BoundScenario,
  { userLookup, allowedDomains, window }: ValueSettings,
  dates: FileDates,
): RoutineCheck | undefined {
  if (userLookup !== undefined) return undefined;
  const checks = bound.fields.flatMap(({ field, columns }) => {
    const isKey = field.name === bound.scenario.dateField;
    return columns.map((column): { column: number; check: RoutineValue } => {
      if (field.kind === 'user') return { column, check: routineUser(allowedDomains) };
      if (field.kind === 'text') return { column, check: routineText(field.required, field.maximumLength) };
      const isLastDay = field.name === 'LastWorkingDate';
      return { column, check: routineDate(column, { isKey, isLastDay }, dates, window) };
    });
  });
  const scenario = SCENARIO_NAMES.indexOf(bound.scenario.name);
  return (record, checked) => {
    const { key, rewritten } = checked;
    rewritten.clear();
    key.scenario = scenario;
    key.user.clear();
    key.seconds = 0;
    key.ticks = 0;
    for (const { column, check } of checks) {
      if (!check(record, record.startOf(column), record.endOf(column), checked)) return false;
    }
    return true;
  };
}

function routineUser(allowedDomains: ReadonlySet<string>): RoutineValue {
  // The last domain without a finding, which most users of a file share.
  const known = new CodeText();
  return ({ codes }, from, to, { key: { user } }) => {
    const at = atOfUsual(codes, from, to);
    if (at === -1) return false;
    user.setLowerCase(codes, from, to);
    const start = at + 1 - from;
    if (known.equals(user.bytes, start, user.length)) return true;
    const domain = user.bytes.toString('latin1', start, user.length);
    if (isUnroutable(domain) || (allowedDomains.size > 0 && !allowedDomains.has(domain))) return false;
    known.setText(domain);
    return true;
  };
}

function routineDate(
  column: number,
  role: { readonly isKey: boolean; readonly isLastDay: boolean },
  dates: FileDates,
  window: TimeWindow,
): RoutineValue {
  const value = new DateValue();
  return (record, from, to, { key, rewritten }) => {
    if (!dates.readRoutine(record, from, to, value) || hasFinding(value, window)) return false;
    if (role.isLastDay && (isBeforeResignation(value, key) || isOutsideWindow(value, window))) return false;
    if (value.rewritten !== undefined) rewritten.set(column, value.rewritten);
    if (role.isKey) {
      key.seconds = value.seconds;
      key.ticks = value.ticks;
    }
    return true;
  };
}

function hasFinding(value: DateValue, window: TimeWindow): boolean {
  return !value.hasOffset || value.lacksTime || value.isAmbiguous || isOutOfRange(value, window);
}

const QUESTION_MARK = 0x3f;
const REPLACEMENT_CHARACTER = 0xfffd;

function routineText(isRequired: boolean, maximum = Number.POSITIVE_INFINITY): RoutineValue {
  return (record, from, to) => {
    if (from === to) return !isRequired;
    if (to - from > maximum) return false;
    const { codes } = record;
    for (let at = from; at < to; at += 1) {
      const code = codes[at]!;
      if (code === QUESTION_MARK || code === REPLACEMENT_CHARACTER) return false;
    }
    return !isRequired || isFilled(record.textOf(from, to));
  };
}

function isFilled(text: string): boolean {
  return !isBlank(text) && !isPlaceholder(trimmed(text));
}
