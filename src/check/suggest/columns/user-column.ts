import { domainOf } from '../../users.ts';
import type { ColumnProfile } from './column-profile.ts';
import { isAbout } from './similar-names.ts';

/** One column, several that nothing tells apart, or none. */
export type Choice =
  | { readonly kind: 'one'; readonly column: ColumnProfile }
  | {
      readonly kind: 'several';
      readonly columns: readonly ColumnProfile[];
      /** All of them seem to be of other people, or are often empty. */
      readonly areDoubtful?: boolean;
    }
  | { readonly kind: 'none' };

/** @returns The choice among columns. */
export function choiceOf(columns: readonly ColumnProfile[]): Choice {
  const [first] = columns;
  if (first === undefined) return { kind: 'none' };
  return columns.length === 1 ? { kind: 'one', column: first } : { kind: 'several', columns };
}

/** A record needs a user, so a column that is often empty is of other people. */
const MIN_FILLED = 0.7;

/** Domains of private mail boxes, which no tenant has. */
const PRIVATE_DOMAINS =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|icloud|me|yahoo|ymail|aol|gmx|web|t-online|freenet|posteo|proton|protonmail|laposte|orange|free|wanadoo|libero|seznam|wp|o2|onet|interia|mail|yandex|naver|daum|hanmail|qq|163|126|sina)\.(?:[a-z]{2,3}|co\.[a-z]{2})$/;

/**
 * The column of the users: by content, then by the names of columns. Those of managers and reviewers and those of
 * private mail are never chosen, since the events would be about the wrong people; those of authors only if there are no
 * others. A
 * user principal name is what the connector asks for, so a column that says so wins.
 */
export function chooseUser(profiles: readonly ColumnProfile[]): Choice {
  const users = profiles.filter(({ kind }) => kind === 'user');
  const possible = users.filter(
    (column) => column.filled >= MIN_FILLED && !isAbout(column.name, 'manager') && !isPrivate(column),
  );
  const own = preferred(possible, ({ name }) => !isAbout(name, 'other-user'));
  const candidates = distinct(preferred(own, ({ name }) => isAbout(name, 'principal')));
  if (candidates.length > 0) return choiceOf(candidates);
  return users.length === 0 ? { kind: 'none' } : { kind: 'several', columns: users, areDoubtful: true };
}

/** Those of which something holds; all where it holds of none. */
export function preferred(
  columns: readonly ColumnProfile[],
  holds: (column: ColumnProfile) => boolean,
): readonly ColumnProfile[] {
  const chosen = columns.filter(holds);
  return chosen.length > 0 ? chosen : columns;
}

function isPrivate({ values }: ColumnProfile): boolean {
  const present = values.filter((value) => value !== '');
  return present.filter((value) => PRIVATE_DOMAINS.test(domainOf(value))).length * 2 > present.length;
}

/** Of columns with the same values the first one. */
function distinct(columns: readonly ColumnProfile[]): ColumnProfile[] {
  const texts = columns.map(({ values }) => values.join('\n').toLowerCase());
  return columns.filter((_, i) => texts.indexOf(texts[i]!) === i);
}
