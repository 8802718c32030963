import { trimmed } from '../../text/white-space.ts';
import { compileDateFormat, type DateFormat } from '../dates/date-format.ts';
import { DateValue } from '../dates/date-value.ts';
import { lookOf } from '../dates/hints/date-look.ts';
import { FormGuess } from '../dates/hints/likely-forms.ts';
import { isPlaceholder } from '../values/placeholder.ts';

/** A cell without blanks around it; empty for what says that there is no value. */
export function cellValue(cell: string | undefined): string {
  const value = trimmed(cell ?? '');
  return isPlaceholder(value) ? '' : value;
}

/** Years that dates of people's work have; other numbers of eight digits are no dates. */
const EARLIEST = Date.UTC(1925, 0, 1) / 1000;
const LATEST = Date.UTC(2075, 0, 1) / 1000;

const value = new DateValue();
const formats = new Map<string, DateFormat>();

/** @returns Seconds since 1970; undefined for what this form does not read. */
function readAs(form: string, text: string): number | undefined {
  const format = formats.get(form) ?? compileDateFormat([form], undefined);
  formats.set(form, format);
  if (format.read(text, value) !== undefined) return undefined;
  return value.seconds > EARLIEST && value.seconds < LATEST ? value.seconds : undefined;
}

/**
 * The forms that read the dates of one column: one list; two, with the day and with the month first, where no value shows
 * the order; none where nothing reads them all.
 */
export function dateForms(values: readonly string[]): readonly (readonly string[])[] {
  const guess = new FormGuess();
  for (const one of values) guess.observe(one);
  const likely = guess.result();
  if (likely === undefined || likely.kind === 'mixed') return [];
  return likely.kind === 'settled' ? [likely.forms] : [likely.dayFirst, likely.monthFirst];
}

/** Seconds since 1970; undefined for what none of the forms reads. */
export function readDate(text: string, forms: readonly string[]): number | undefined {
  for (const form of forms) {
    const seconds = readAs(form, text);
    if (seconds !== undefined) return seconds;
  }
  return undefined;
}

/** Whether a value is a date in some form. */
export function isDateValue(text: string): boolean {
  if (!/\d/.test(text)) return false;
  const patterns =
    lookOf(text)
      ?.flat()
      .flatMap((meaning) => meaning.patterns) ?? [];
  return patterns.some((pattern) => readAs(pattern, text) !== undefined);
}
