import type { LookupNumbers } from '../directory/look-up.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';

/** The result of `resolve-users`; `tried` in a preflight without users, `not-looked-up` in `validate`. */
export type UsersReport = LookupNumbers | 'not-looked-up' | 'tried';

/** One sentence for log and summary: `412 users: 380 as given, 29 found by mail, 3 unknown.` Empty without users. */
export function describeUsers(users: UsersReport): string {
  if (users === 'not-looked-up') return NOT_LOOKED_UP;
  if (users === 'tried') return 'Microsoft Graph allows the application to look up users.';
  if (users.users === 0) return '';
  const { asGiven, foundBy, unknown, ambiguous } = users;
  const parts: [number, string][] = [
    [asGiven, 'as given'],
    ...Array.from(foundBy, ([property, count]): [number, string] => [count, `found by ${property}`]),
    [unknown, 'unknown'],
    [ambiguous, 'ambiguous'],
  ];
  const shown = parts.filter(([count]) => count > 0).map(([count, what]) => `${formatNumber(count)} ${what}`);
  return `${formatCount(users.users, 'user')}: ${shown.join(', ')}.`;
}

const NOT_LOOKED_UP =
  '`mode: validate` does not look up users (`resolve-users`), so the form of the user values was not checked.';
