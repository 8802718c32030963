import type { ScannedRecord } from '../../csv/csv-record.ts';
import { quoted } from '../../text/printable.ts';
import type { Message } from '../findings.ts';
import { type DateFormat, isIso, relationOf } from './date-format.ts';
import { type DateFault, DateValue } from './date-value.ts';
import { dateShape } from './hints/date-shape.ts';
import { FormGuess, type LikelyForms } from './hints/likely-forms.ts';
import { isZeroDate, namedFormHint } from './hints/named-forms.ts';
import { readConnectorForm } from './iso-dates.ts';

/** Why a cell is refused. The advice is asked for when all records are known, since it is for all of them. */
export interface DateProblem {
  readonly rule: 'invalid-date' | 'missing-value';
  readonly message: Message;
}

/** What each fault means. */
const PROBLEMS: Readonly<Record<Exclude<DateFault, 'form'>, string>> = {
  calendar: 'There is no such day in the calendar.',
  weekday: 'The day of the week does not match the date.',
  time: 'There is no such time of day.',
  offset: 'The offset from UTC is larger than ±14:00.',
  gap: 'This local time does not exist in the zone of `time-zone`, because clocks were set forward over it.',
};

/** Of a date without a time: a file has many records, but few days. */
const MAX_DAY_LENGTH = 'yyyy-MM-dd'.length;
/** Bound of the memory; 50 years of days. */
const MAX_KNOWN_DAYS = 18_250;

const READ = 1;
const READ_DAY_ABOVE_12 = 2;

/** Reads the dates of one file, and uses all of them to explain those that cannot be read. */
export class FileDates {
  readonly #format: DateFormat;
  readonly #guess = new FormGuess();
  /** One for all findings: those that are alike are so by their advice too. */
  readonly #fix = (): string => this.#advice();
  /** What each form has read in this file. */
  readonly #usage: Uint8Array;
  /** What the cells of a few characters were read as. */
  readonly #knownDays = new Map<string, DateValue>();

  constructor(format: DateFormat) {
    this.#format = format;
    this.#usage = new Uint8Array(format.forms.length);
  }

  /** @returns undefined if the cell is a date, which is then in `value`. */
  read(cell: string, value: DateValue): DateFault | undefined {
    if (this.#readKnown(cell, value)) return undefined;
    const fault = this.#format.read(cell, value);
    if (fault !== undefined) return fault;
    this.#noteUsage(value);
    if (cell.length <= MAX_DAY_LENGTH && this.#knownDays.size < MAX_KNOWN_DAYS) this.#remember(cell, value);
    return undefined;
  }

  /**
   * Reads a date in one of the two most frequent forms: the connector's form with an offset, or a day that `read` has
   * read before.
   * @returns false for every other text, which `read` may still read.
   */
  readRoutine(record: ScannedRecord, from: number, to: number, value: DateValue): boolean {
    if (to - from <= MAX_DAY_LENGTH) return this.#readKnown(record.textOf(from, to), value);
    value.form = 0;
    const isRead =
      this.#format.isIsoFirst &&
      readConnectorForm(record.codes, from, to, value) === undefined &&
      value.hasOffset;
    if (isRead) this.#noteUsage(value);
    return isRead;
  }

  #readKnown(cell: string, value: DateValue): boolean {
    const known = cell.length <= MAX_DAY_LENGTH ? this.#knownDays.get(cell) : undefined;
    if (known === undefined) return false;
    value.copy(known);
    return true;
  }

  #noteUsage({ form, day }: DateValue): void {
    this.#usage[form]! |= day > 12 ? READ | READ_DAY_ABOVE_12 : READ;
  }

  #remember(cell: string, value: DateValue): void {
    const day = new DateValue();
    day.copy(value);
    this.#knownDays.set(cell, day);
  }

  /** Explains a cell that `read` rejected. Neither the message nor the state kept contains the cell. */
  explain(fault: DateFault, cell: string): DateProblem {
    if (isZeroDate(cell)) return { rule: 'missing-value', message: ZERO_DATE };
    const isDate = ORDER_FAULTS.includes(fault) && this.#guess.observe(cell);
    const hint = isDate || fault !== 'form' ? undefined : namedFormHint(cell);
    const seen = fault === 'form' ? this.#formProblem(cell) : PROBLEMS[fault];
    if (isDate) return { rule: 'invalid-date', message: { seen, fix: this.#fix } };
    return {
      rule: 'invalid-date',
      message: hint === undefined ? seen : { seen, fix: `${hint}.` },
    };
  }

  #formProblem(cell: string): string {
    const shape = dateShape(cell);
    const shown = shape === undefined ? '' : ` It looks like ${shape}.`;
    return `The value is not a date in the expected form, ${describeForms(this.#format.forms)}.${shown}`;
  }

  /** Names all forms that the file needs, so that the advice works the first time. */
  #advice(): string {
    const needed = this.neededForms();
    if (needed === undefined) return '';
    if (needed.kind === 'mixed') return MIXED;
    if (needed.kind === 'settled')
      return `Set ${asInput(needed.forms)}, which reads all dates of this kind in this file.`;
    const { dayFirst, monthFirst } = needed;
    return `Set ${asInput(dayFirst)} if the day comes first, or ${asInput(monthFirst)} if the month does (as in the United States): no value in this file shows which.`;
  }

  /** The forms with which all dates so far can be read, those that are in use included; undefined where nothing has to change. */
  neededForms(): LikelyForms | undefined {
    const likely = this.#guess.result();
    if (likely === undefined || likely.kind === 'mixed') return likely;
    if (likely.kind === 'settled') return settled(this.#completed(likely.forms));
    const [dayFirst, monthFirst] = [this.#completed(likely.dayFirst), this.#completed(likely.monthFirst)];
    return dayFirst === undefined || monthFirst === undefined
      ? settled(dayFirst ?? monthFirst)
      : { kind: 'either', dayFirst, monthFirst };
  }

  /** The forms to set: those that read something so far, and the new ones. Undefined if they contradict each other. */
  #completed(found: readonly string[]): string[] | undefined {
    const kept: string[] = [];
    for (const [i, form] of this.#format.forms.entries()) {
      const relations = found.map((one) => relationOf(form, one));
      const isOther = relations.includes('other');
      if (isOther && (this.#usage[i]! & READ_DAY_ABOVE_12) !== 0) return undefined;
      const isCovered = isOther || (relations.includes('same') && !isIso(form));
      if (!isCovered && this.#usage[i] !== 0) kept.push(form);
    }
    return [...kept, ...found];
  }
}

function settled(forms: readonly string[] | undefined): LikelyForms {
  return forms === undefined ? { kind: 'mixed' } : { kind: 'settled', forms };
}

/** Faults that another form may explain. */
const ORDER_FAULTS: readonly DateFault[] = ['form', 'calendar', 'weekday'];

const ZERO_DATE = 'The value is missing: a date of zeros means no date.';
const MIXED =
  'This file has dates with the day first and dates with the month first in the same form, and nothing distinguishes them. Export all dates in one form, preferably ISO 8601.';

/** Describes the expected forms. */
function describeForms(forms: readonly string[]): string {
  const words = forms.map((form) =>
    isIso(form) ? 'ISO 8601 such as 2026-03-31T17:00:00Z or 2026-03-31T17:00:00+01:00' : quoted(form),
  );
  return `${words.join(' or ')} (input \`date-format\`)`;
}

function asInput(forms: readonly string[]): string {
  if (forms.length === 1) return quoted(`date-format: ${forms[0]}`);
  return `\`date-format\` to these forms, one per line: ${forms.map(quoted).join(', ')}`;
}
