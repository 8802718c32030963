import { compileDateFormat, type DateFormat } from '../date-format.ts';
import { DateValue } from '../date-value.ts';
import { type DayOrder, type Look, lookOf, type Meaning } from './date-look.ts';

/** All values with the same appearance. */
interface Family {
  readonly look: Look;
  /** Patterns that read every value so far, except values that no pattern reads. */
  alive: ReadonlySet<string>;
}

/** The forms that read the values seen. */
export type LikelyForms =
  | { readonly kind: 'settled'; readonly forms: readonly string[] }
  /** The values allow both orders. */
  | { readonly kind: 'either'; readonly dayFirst: readonly string[]; readonly monthFirst: readonly string[] }
  /** Some values have the day first and others the month, in one form. */
  | { readonly kind: 'mixed' };

/** More than real files have; beyond this, values are noise. */
const MAX_FAMILIES = 12;

/** Works out which forms read all the values of a file that the configured forms do not read. */
export class FormGuess {
  readonly #families = new Map<string, Family>();
  readonly #formats = new Map<string, DateFormat>();
  readonly #value = new DateValue();

  /** Adds a value. @returns Whether it is a date in some form. */
  observe(cell: string): boolean {
    const look = lookOf(cell);
    if (look === undefined) return false;
    const patterns = look.flat().flatMap((meaning) => meaning.patterns);
    const fits = new Set(patterns.filter((pattern) => this.#reads(pattern, cell)));
    if (fits.size === 0) return false;
    const key = patterns[0]!;
    const family = this.#families.get(key);
    if (family !== undefined) family.alive = intersection(family.alive, fits);
    else if (this.#families.size < MAX_FAMILIES) this.#families.set(key, { look, alive: fits });
    return this.#families.has(key);
  }

  /** The forms that read all values so far; undefined if no value was a date, or nothing can be said. */
  result(): LikelyForms | undefined {
    if (this.#families.size === 0) return undefined;
    const families = [...this.#families.values()];
    const readings = families.map(({ look, alive }) => readingsOf(look, alive));
    const unread = families.filter((_, i) => readings[i]!.length === 0);
    if (unread.some(({ look }) => look.flat().some(({ order }) => order !== undefined)))
      return { kind: 'mixed' };
    // Long and short names of months, for example.
    if (unread.length > 0) return undefined;
    const order = onlyOrder(readings);
    const forms = (wanted: DayOrder | undefined): string[] =>
      readings.map((meanings) => (meanings.find((one) => one.order === wanted) ?? meanings[0]!).patterns[0]!);
    if (order !== undefined || readings.every((meanings) => meanings.length === 1)) {
      return { kind: 'settled', forms: forms(order) };
    }
    return { kind: 'either', dayFirst: forms('day-first'), monthFirst: forms('month-first') };
  }

  #reads(pattern: string, cell: string): boolean {
    let format = this.#formats.get(pattern);
    if (format === undefined) {
      format = compileDateFormat([pattern], undefined);
      this.#formats.set(pattern, format);
    }
    return format.read(cell, this.#value) === undefined;
  }
}

/** The most likely meanings that read all values, each with the patterns that do. */
function readingsOf(look: Look, alive: ReadonlySet<string>): Meaning[] {
  const ranks = look.map((meanings) =>
    meanings
      .map((meaning) => ({ ...meaning, patterns: meaning.patterns.filter((one) => alive.has(one)) }))
      .filter(({ patterns }) => patterns.length > 0),
  );
  return ranks.find((meanings) => meanings.length > 0) ?? [];
}

/** The order that some values prove, unless they contradict each other: a system writes all its dates in the same way. */
function onlyOrder(readings: readonly (readonly Meaning[])[]): DayOrder | undefined {
  const proven = readings.flatMap((meanings) => (meanings.length === 1 ? [meanings[0]!.order] : []));
  const orders = [...new Set(proven)].filter((order) => order !== undefined);
  return orders.length === 1 ? orders[0] : undefined;
}

function intersection(one: ReadonlySet<string>, two: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one].filter((text) => two.has(text)));
}
