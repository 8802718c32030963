import type { BoundScenario } from './columns/file-columns.ts';
import { SECONDS_PER_DAY } from './dates/calendar.ts';
import type { DateFormat } from './dates/date-format.ts';
import { DateValue } from './dates/date-value.ts';
import type { FileDates } from './dates/file-dates.ts';
import type { RecordKey } from './duplicates.ts';
import type { Message } from './findings.ts';
import type { RuleName } from './rules.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { domainOf, judgeUser, USER_PROBLEMS } from './users.ts';

/** What the checks of values need to know. */
export interface ValueSettings {
  readonly dateFormat: DateFormat;
  /** In lower case; empty for all. */
  readonly allowedDomains: ReadonlySet<string>;
  /** Windows of time, in seconds since 1970. */
  readonly window: TimeWindow;
}

/** The bounds that dates are held against, in seconds since 1970. */
export interface TimeWindow {
  readonly earliestLastDay: number;
  readonly latestLastDay: number;
  readonly latestDate: number;
}

/** Takes what a check has to say of the current record. */
export interface RecordFaults {
  /** @param column Position of the column, or -1 for the row. */
  report(rule: RuleName, column: number, message: Message): void;
}

/** A check of one column, compiled for one file and scenario. */
export type ValueCheck = (cells: readonly string[], record: CheckedValues, faults: RecordFaults) => void;

/** What the checks found out about the current record; one object is used for all. */
export interface CheckedValues {
  readonly key: RecordKey;
  /** Cells to send in place of those of the file, by column. Filled only when dates are rewritten. */
  readonly rewritten: Map<number, string>;
}

/** The checks of one scenario for one file's columns. */
export function compileChecks(bound: BoundScenario, settings: ValueSettings, dates: FileDates): ValueCheck {
  const checks = bound.fields.flatMap(({ field, columns: positions }) =>
    positions.map((position): ValueCheck => {
      const isKey = field.name === bound.scenario.dateField;
      if (field.kind === 'user') return userCheck(position, settings);
      if (field.kind === 'date') {
        const check = dateCheck(position, field.name, isKey, dates, settings.window);
        return field.required ? check : onlyIfFilled(position, check);
      }
      return textCheck(position, field.required, field.maximumLength);
    }),
  );
  const scenario = SCENARIO_NAMES.indexOf(bound.scenario.name);
  return (cells, record, faults) => {
    record.key.scenario = scenario;
    record.key.user = '';
    record.key.seconds = 0;
    record.key.ticks = 0;
    for (const check of checks) check(cells, record, faults);
  };
}

function onlyIfFilled(position: number, check: ValueCheck): ValueCheck {
  return (cells, record, faults) => {
    if (!isBlank(cells[position])) check(cells, record, faults);
  };
}

/** Whether a cell is empty, missing or nothing but blanks. */
export function isBlank(cell: string | undefined): boolean {
  if (cell === undefined || cell.length === 0) return true;
  const first = cell.charCodeAt(0);
  // Nearly every cell begins with a letter or digit; only the others are looked at whole.
  return (first <= 0x20 || first > 0x7e) && cell.trim().length === 0;
}

const MISSING = 'The value is missing.';

function userCheck(position: number, { allowedDomains }: ValueSettings): ValueCheck {
  return (cells, record, faults) => {
    const user = cells[position] ?? '';
    if (isBlank(user)) return faults.report('missing-value', position, MISSING);
    const verdict = judgeUser(user);
    if (verdict === 'unusual') {
      const message = 'The user has characters or a length that new user principal names cannot have.';
      faults.report('unusual-user', position, message);
    } else if (verdict !== 'usual') {
      return faults.report('invalid-user', position, USER_PROBLEMS[verdict]);
    }
    record.key.user = user.toLowerCase();
    if (allowedDomains.size > 0 && !allowedDomains.has(domainOf(user))) {
      const message = 'The domain of the user is not in the input `allowed-domains`.';
      faults.report('outside-allowed-domains', position, message);
    }
  };
}

function textCheck(position: number, required: boolean, maximum = Number.POSITIVE_INFINITY): ValueCheck {
  return (cells, _record, faults) => {
    const cell = cells[position];
    if (required && isBlank(cell)) return faults.report('missing-value', position, MISSING);
    if (cell !== undefined && cell.length > maximum) {
      faults.report(
        'value-too-long',
        position,
        `The value has ${cell.length} characters; at most ${maximum} are allowed.`,
      );
    }
  };
}

function dateCheck(
  position: number,
  fieldName: string,
  isKey: boolean,
  dates: FileDates,
  window: TimeWindow,
): ValueCheck {
  const value = new DateValue();
  const isLastDay = fieldName === 'LastWorkingDate';
  return (cells, record, faults) => {
    const cell = cells[position] ?? '';
    const isMissing = isBlank(cell);
    const fault = isMissing ? undefined : dates.read(cell, value);
    // Where the customer lets such a record pass, it has no instant to compare it by.
    if (isKey && (isMissing || fault !== undefined)) record.key.user = '';
    if (isMissing) return faults.report('missing-value', position, MISSING);
    if (fault !== undefined) {
      const { rule, message } = dates.explain(fault, cell);
      return faults.report(rule, position, message);
    }
    if (value.rewritten !== undefined) record.rewritten.set(position, value.rewritten);
    if (!value.hasOffset) faults.report('date-without-offset', position, WITHOUT_OFFSET);
    if (value.lacksTime) faults.report('date-without-time', position, WITHOUT_TIME);
    if (value.isAmbiguous) faults.report('ambiguous-local-time', position, AMBIGUOUS);
    if (value.seconds < 0 || value.seconds > window.latestDate) {
      faults.report('date-out-of-range', position, 'The date is before 1970 or more than ten years ahead.');
    }
    if (isKey) {
      record.key.seconds = value.seconds;
      record.key.ticks = value.ticks;
    } else if (isLastDay) {
      checkLastDay(value, record.key, window, (rule, message) => faults.report(rule, position, message));
    }
  };
}

/** The columns of a scenario are checked in its order, so the resignation date has been read before. */
function checkLastDay(
  lastDay: DateValue,
  key: RecordKey,
  window: TimeWindow,
  report: (rule: RuleName, message: string) => void,
): void {
  const hasResignation = key.seconds !== 0 || key.ticks !== 0;
  // A day lasts until its last tick: somebody may resign in the afternoon of the last day.
  const seconds = lastDay.isDay ? lastDay.seconds + SECONDS_PER_DAY - 1 : lastDay.seconds;
  const difference = seconds - key.seconds || (lastDay.isDay ? 0 : lastDay.ticks - key.ticks);
  if (hasResignation && difference < 0) {
    report('last-day-before-resignation', 'The last working date is before the resignation date.');
  }
  if (lastDay.seconds < window.earliestLastDay || lastDay.seconds > window.latestLastDay) {
    report(
      'last-day-outside-window',
      'The last working date is more than six months ago or more than a year ahead.',
    );
  }
}

const WITHOUT_OFFSET = 'The date has no offset from UTC; such dates are read as UTC.';
const WITHOUT_TIME = 'The date has no time; it is sent as the start of that day.';
const AMBIGUOUS = 'This local time occurs twice, because clocks go back; the earlier of the two is sent.';

/** The bounds of dates at the time of the run. */
export function timeWindow(now: Date): TimeWindow {
  const shifted = (years: number, months: number): number => {
    const date = new Date(now);
    date.setUTCMonth(date.getUTCMonth() + months + years * 12, 1);
    const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(now.getUTCDate(), lastDay));
    return Math.floor(date.getTime() / 1000);
  };
  return { earliestLastDay: shifted(0, -6), latestLastDay: shifted(1, 0), latestDate: shifted(10, 0) };
}
