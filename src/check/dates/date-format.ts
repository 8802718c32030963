import { type DatePattern, parsePattern } from './date-pattern.ts';
import type { DateFault, DateReader } from './date-value.ts';
import { isoDateReader } from './iso-dates.ts';
import { patternDateReader } from './pattern-dates.ts';
import type { PartName } from './pattern-pieces.ts';
import type { TimeZone } from './zones/time-zones.ts';

/** How dates are read: the forms of the input `date-format`, compiled. */
export interface DateFormat {
  /** `iso` or patterns, as written in the input. */
  readonly forms: readonly string[];
  /** Reads with the first form that matches, whose position is `DateValue.form`. */
  readonly read: DateReader;
  /** Whether `iso` is the first form, so that no other one reads what the connector itself reads. */
  readonly isIsoFirst: boolean;
}

/**
 * Compiles the forms of `date-format`.
 * @param forms `iso` in any case, or patterns; at least one.
 * @throws {DatePatternError} for the first form that cannot be used.
 */
export function compileDateFormat(forms: readonly string[], zone: TimeZone | undefined): DateFormat {
  const readers = forms.map((form) => (isIso(form) ? isoDateReader(zone) : patternDateReader(form, zone)));
  const read = readers.length === 1 ? readers[0]! : firstThatReads(readers);
  return { forms, read, isIsoFirst: isIso(forms[0]!) };
}

export function isIso(form: string): boolean {
  return form.toLowerCase() === 'iso';
}

/** If no form reads a value, the fault is that of the first form that it resembles. */
function firstThatReads(readers: readonly DateReader[]): DateReader {
  return (cell, value) => {
    let firstFault: DateFault = 'form';
    for (let i = 0; i < readers.length; i += 1) {
      const fault = readers[i]!(cell, value);
      value.form = i;
      if (fault === undefined) return undefined;
      if (firstFault === 'form') firstFault = fault;
    }
    return firstFault;
  };
}

/** How two forms are related: they read some texts as `other` dates, or as the `same`; undefined if no text matches both. */
export type Relation = 'same' | 'other';

/**
 * Compares what two forms read. `other` is dangerous: `dd/MM/yyyy` and `MM/dd/yyyy` differ only in the order of the
 * parts, so the first form would misread dates written in the second.
 * @throws {DatePatternError} if one of them cannot be used.
 */
export function relationOf(form: string, other: string): Relation | undefined {
  const relations = shapesOf(form).flatMap((one) =>
    shapesOf(other).flatMap((two) => (one.text === two.text ? [one.order === two.order] : [])),
  );
  if (relations.includes(false)) return 'other';
  return relations.length === 0 ? undefined : 'same';
}

/** The texts that a form reads, with each digit as 9, and the order of its parts. */
interface Shape {
  readonly text: string;
  readonly order: string;
}

/** What `iso` reads, as patterns. */
const ISO_PATTERNS = ['', 'THH:mm', 'THH:mm:ss.F', ' HH:mm', ' HH:mm:ss.F'].map(
  (time) => `yyyy-MM-dd${time}K`,
);

function shapesOf(form: string): Shape[] {
  return (isIso(form) ? ISO_PATTERNS : [form]).flatMap((pattern) => {
    const parsed = parsePattern(pattern);
    return ABSENT.map((absent) => shapeOf(parsed, absent));
  });
}

/** A text may have each of the optional pieces, or not. */
const ABSENT: readonly (readonly PartName[])[] = [[], ['fraction'], ['offset'], ['fraction', 'offset']];

/** @param absent Parts that are left out if they are optional. */
function shapeOf({ pieces }: DatePattern, absent: readonly PartName[]): Shape {
  const present = pieces.filter(
    (piece) => piece.part === undefined || !piece.isOptional || !absent.includes(piece.part),
  );
  return {
    text: present.map((piece) => (piece.part === undefined ? piece.text : piece.shape)).join(''),
    order: present.flatMap(({ part }) => (part === undefined ? [] : [part])).join(' '),
  };
}
