import { trimmed } from '../text/white-space.ts';
import type { BoundScenario } from './columns/file-columns.ts';
import { SECONDS_PER_DAY } from './dates/calendar.ts';
import type { DateFormat } from './dates/date-format.ts';
import { DateValue } from './dates/date-value.ts';
import type { FileDates } from './dates/file-dates.ts';
import type { RecordKey } from './duplicates.ts';
import type { Message, Severity } from './findings.ts';
import type { RewrittenCells } from './rewritten-cells.ts';
import { RULES, type RuleName } from './rules.ts';
import { SCENARIO_NAMES } from './scenarios.ts';
import { domainOf, isUnroutable, isUser, judgeUser, USER_PROBLEMS } from './users.ts';
import { hasLostLetters } from './values/lost-letters.ts';
import { isPlaceholder } from './values/placeholder.ts';
import { describeUnknown, matchUser, type UserLookup } from './values/user-lookup.ts';

/** Settings for the checks of values. */
export interface ValueSettings {
  readonly dateFormat: DateFormat;
  /** In lower case; empty for all. */
  readonly allowedDomains: ReadonlySet<string>;
  /** Undefined if users are judged only by their form. */
  readonly userLookup?: UserLookup;
  /** Windows of time, in seconds since 1970. */
  readonly window: TimeWindow;
}

/** The bounds that dates are compared with, in seconds since 1970. */
export interface TimeWindow {
  readonly earliestLastDay: number;
  readonly latestLastDay: number;
  readonly latestDate: number;
}

/** Receives the findings of the current record. */
export interface RecordFaults {
  /**
   * @param column Position of the column, or -1 for the row.
   * @param severity If it differs from the rule's own; the input `rules` overrides both.
   */
  report(rule: RuleName, column: number, message: Message, severity?: Severity): void;
}

/** A check of one column, compiled for one file and scenario. */
export type ValueCheck = (cells: readonly string[], record: CheckedValues, faults: RecordFaults) => void;

/** What the checks found out about the current record. The object is reused for all records. */
export interface CheckedValues {
  readonly key: RecordKey;
  /** Cells to send instead of those in the file, by column. */
  readonly rewritten: RewrittenCells;
}

/** The checks of one scenario for one file's columns. */
export function compileChecks(bound: BoundScenario, settings: ValueSettings, dates: FileDates): ValueCheck {
  const checks = bound.fields.flatMap(({ field, columns: positions }) =>
    positions.map((position): ValueCheck => {
      const isKey = field.name === bound.scenario.dateField;
      if (field.kind === 'user') return userCheck(position, settings);
      // Every date of a scenario is required.
      if (field.kind === 'date') return dateCheck(position, field.name, isKey, dates, settings.window);
      return textCheck(position, field.required, field.maximumLength);
    }),
  );
  const scenario = SCENARIO_NAMES.indexOf(bound.scenario.name);
  return (cells, record, faults) => {
    record.key.scenario = scenario;
    record.key.user.clear();
    record.key.seconds = 0;
    record.key.ticks = 0;
    for (const check of checks) check(cells, record, faults);
  };
}

/** Whether a cell is empty, missing or contains only white space and invisible characters. */
export function isBlank(cell: string | undefined): boolean {
  if (cell === undefined || cell.length === 0) return true;
  const first = cell.charCodeAt(0);
  // Almost every cell starts with a letter or digit; only the others are checked entirely.
  return (first <= 0x20 || first > 0x7e) && trimmed(cell).length === 0;
}

const MISSING = 'The value is missing.';
const PLACEHOLDER_FOR_VALUE =
  'The value is missing: the cell contains a placeholder such as NULL or a hyphen.';

/** Trims a value, and sends it trimmed. */
export function trimmedValue(
  cells: readonly string[],
  position: number,
  record: CheckedValues,
  faults: RecordFaults,
): string {
  const cell = cells[position] ?? '';
  const value = trimmed(cell);
  if (value.length === cell.length || value === '') return value;
  record.rewritten.set(position, value);
  faults.report(
    'blanks-around-value',
    position,
    'The value has leading or trailing blanks or invisible characters; it is sent without them.',
  );
  return value;
}

function userCheck(position: number, { allowedDomains, userLookup }: ValueSettings): ValueCheck {
  // The domain of the previous user, which most users of a file share.
  let routable = '@';
  return (cells, record, faults) => {
    const given = trimmedValue(cells, position, record, faults);
    if (given === '') return faults.report('missing-value', position, MISSING);
    const form = judgeUser(given);
    if (form !== 'usual') {
      if (isPlaceholder(given)) return faults.report('missing-value', position, PLACEHOLDER_FOR_VALUE);
      if (hasLostLetters(given)) {
        faults.report('lost-letters', position, LOST_LETTERS, 'error');
        return checkDomain(given, position, allowedDomains, faults);
      }
    }
    const user = userLookup === undefined ? given : sentUser(given, position, userLookup, record, faults);
    if (user === undefined) return;
    const verdict = user === given ? form : judgeUser(user);
    if (verdict === 'unusual') {
      const message = 'The user has characters or a length that new user principal names cannot have.';
      faults.report('unusual-user', position, message);
    } else if (verdict !== 'usual') {
      const unknown = userLookup === undefined ? '' : ` ${describeUnknown(userLookup)}`;
      return faults.report('invalid-user', position, userProblem(verdict, cells, unknown));
    }
    const folded = user.toLowerCase();
    record.key.user.setText(folded);
    checkDomain(user, position, allowedDomains, faults);
    if (folded.endsWith(routable)) return;
    if (isUnroutable(folded)) faults.report('unroutable-domain', position, UNROUTABLE);
    else routable = folded.slice(folded.lastIndexOf('@'));
  };
}

function checkDomain(
  user: string,
  position: number,
  allowedDomains: ReadonlySet<string>,
  faults: RecordFaults,
): void {
  if (allowedDomains.size === 0 || allowedDomains.has(domainOf(user))) return;
  const message = 'The domain of the user is not in the input `allowed-domains`.';
  faults.report('outside-allowed-domains', position, message);
}

/** The user to send, by the result of the directory; undefined if the user cannot be judged. */
function sentUser(
  given: string,
  position: number,
  lookup: UserLookup,
  record: CheckedValues,
  faults: RecordFaults,
): string | undefined {
  const match = matchUser(lookup, given);
  if (match === undefined) {
    record.key.user.setText(given.toLowerCase());
    return undefined;
  }
  if (match.kind === 'ambiguous') {
    faults.report('ambiguous-user', position, AMBIGUOUS_USER);
    return undefined;
  }
  if (match.kind === 'unknown') {
    if (isUser(given)) faults.report('unknown-user', position, unknownUser(lookup));
    return given;
  }
  if (match.userPrincipalName.toLowerCase() === given.toLowerCase()) return given;
  record.rewritten.set(position, match.userPrincipalName);
  return match.userPrincipalName;
}

const AMBIGUOUS_USER =
  'This value matches several users in the directory, so it is unknown which of them the record is about.';

function unknownUser(lookup: UserLookup): string {
  const isOnlyUpn = lookup.properties.length === 1 && lookup.properties[0] === 'userPrincipalName';
  const hint = isOnlyUpn ? ' If the column has mail addresses, add `mail` to `resolve-users`.' : '';
  return `${describeUnknown(lookup)} It is sent unchanged.${hint}`;
}

/** A row without a user and without a date may be a total or the end of a report. */
function userProblem(
  verdict: keyof typeof USER_PROBLEMS,
  cells: readonly string[],
  unknown: string,
): Message {
  if (cells.length === 1 && /@.*[,;\t|]/.test(cells[0]!.slice(0, MAX_INSPECTED))) return WHOLE_LINE;
  const hasDate = cells.some((cell) => cell.length < 100 && /\d{4}|\d[-./]\d/.test(cell));
  const seen = `${USER_PROBLEMS[verdict]}${unknown}`;
  return verdict === 'no-at-sign' && !hasDate
    ? { seen, fix: `${RULES['invalid-user'].fix} ${NO_RECORD_HINT}` }
    : seen;
}

const MAX_INSPECTED = 1000;
const WHOLE_LINE: Message = {
  seen: 'The entire line is enclosed in quotation marks, so it is a single value.',
  fix: 'Change the export to quote values, not lines.',
};
const NO_RECORD_HINT =
  'If the row is not a record (a total, the end of a report), add a pattern for its first cell to `ignore-rows`, such as `ignore-rows: Total*`.';
const LOST_LETTERS =
  'Letters of the value were lost before the file was written, and replaced by question marks or U+FFFD.';
const UNROUTABLE =
  'The domain of the user exists only inside a network; a user principal name in Microsoft Entra cannot have it.';

function textCheck(position: number, required: boolean, maximum = Number.POSITIVE_INFINITY): ValueCheck {
  return (cells, _record, faults) => {
    const cell = cells[position];
    if (required && isBlank(cell)) return faults.report('missing-value', position, MISSING);
    if (cell === undefined) return;
    if (required && isPlaceholder(trimmed(cell))) faults.report('placeholder-value', position, PLACEHOLDER);
    if (hasLostLetters(cell)) faults.report('lost-letters', position, LOST_LETTERS);
    if (cell.length > maximum) {
      faults.report(
        'value-too-long',
        position,
        `The value has ${cell.length} characters; at most ${maximum} are allowed.`,
      );
    }
  };
}

const PLACEHOLDER = 'The value is a placeholder for a missing value, such as NULL or a hyphen.';

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
    const cell = trimmedValue(cells, position, record, faults);
    const fault = cell === '' ? undefined : dates.read(cell, value);
    const isMissing = cell === '' || (fault !== undefined && isPlaceholder(cell));
    // If `rules` allows such a record, it has no instant to compare.
    if (isKey && (isMissing || fault !== undefined)) record.key.user.clear();
    if (isMissing)
      return faults.report('missing-value', position, cell === '' ? MISSING : PLACEHOLDER_FOR_VALUE);
    if (fault !== undefined) {
      const { rule, message } = dates.explain(fault, cell);
      return faults.report(rule, position, message);
    }
    if (value.rewritten !== undefined) record.rewritten.set(position, value.rewritten);
    if (!value.hasOffset) faults.report('date-without-offset', position, WITHOUT_OFFSET);
    if (value.lacksTime) faults.report('date-without-time', position, WITHOUT_TIME);
    if (value.isAmbiguous) faults.report('ambiguous-local-time', position, AMBIGUOUS);
    if (isOutOfRange(value, window)) {
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

/** Columns are checked in the order of the scenario, so the resignation date was read before. */
function checkLastDay(
  lastDay: DateValue,
  key: RecordKey,
  window: TimeWindow,
  report: (rule: RuleName, message: string) => void,
): void {
  if (isBeforeResignation(lastDay, key)) {
    report('last-day-before-resignation', 'The last working date is before the resignation date.');
  }
  if (isOutsideWindow(lastDay, window)) {
    report(
      'last-day-outside-window',
      'The last working date is more than six months ago or more than a year ahead.',
    );
  }
}

/** @param key With the resignation date, if the record has one that can be read. */
export function isBeforeResignation(lastDay: DateValue, key: RecordKey): boolean {
  const hasResignation = key.seconds !== 0 || key.ticks !== 0;
  // A day lasts until its last tick: a person may resign in the afternoon of the last day.
  const seconds = lastDay.isDay ? lastDay.seconds + SECONDS_PER_DAY - 1 : lastDay.seconds;
  const difference = seconds - key.seconds || (lastDay.isDay ? 0 : lastDay.ticks - key.ticks);
  return hasResignation && difference < 0;
}

/** Whether a last working date is too far from today. */
export function isOutsideWindow({ seconds }: DateValue, window: TimeWindow): boolean {
  return seconds < window.earliestLastDay || seconds > window.latestLastDay;
}

/** Whether a date is too far from today for any scenario. */
export function isOutOfRange({ seconds }: DateValue, window: TimeWindow): boolean {
  return seconds < 0 || seconds > window.latestDate;
}

const WITHOUT_OFFSET = 'The date has no offset from UTC; the connector reads such dates as UTC.';
const WITHOUT_TIME = 'The date has no time; it is sent as the start of that day.';
const AMBIGUOUS = 'This local time occurs twice, because clocks go back; the earlier instant is sent.';

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
