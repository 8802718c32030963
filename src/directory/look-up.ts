import type { UserMatch } from '../vocabulary.ts';
import type { GraphServices, GraphUser } from './graph-batch.ts';
import { runQueries } from './run-queries.ts';
import { rowOf, type UserProperty } from './user-properties.ts';
import { buildQueries, canHaveValue } from './user-query.ts';

/** The results of a look-up. */
export interface DirectoryLookup {
  /** By the value in lower case. */
  readonly matches: ReadonlyMap<string, UserMatch>;
  readonly numbers: LookupNumbers;
}

/** Number of users by result. */
export interface LookupNumbers {
  readonly users: number;
  /** The value already is the user's userPrincipalName, except for case. */
  readonly asGiven: number;
  /** Users that are sent with another value, by the property that matched. */
  readonly foundBy: ReadonlyMap<UserProperty, number>;
  readonly unknown: number;
  readonly ambiguous: number;
}

/**
 * Looks up users in Microsoft Graph, property by property: the first one with a match wins.
 * @param users Distinct values, ignoring case.
 * @throws {ActionError} when a query fails.
 */
export async function lookUpUsers(
  users: readonly string[],
  properties: readonly UserProperty[],
  services: GraphServices,
): Promise<DirectoryLookup> {
  const matches = new Map<string, UserMatch>();
  const foundBy = new Map<UserProperty, number>();
  let asGiven = 0;
  let open = users;
  for (const property of properties) {
    const names = await findNames(property, open, services);
    for (const user of open) {
      const [userPrincipalName, ...others] = names.get(user.toLowerCase()) ?? [];
      if (userPrincipalName === undefined) continue;
      const isAmbiguous = others.length > 0;
      matches.set(
        user.toLowerCase(),
        isAmbiguous ? { kind: 'ambiguous' } : { kind: 'found', userPrincipalName },
      );
      if (isAmbiguous) continue;
      if (userPrincipalName.toLowerCase() === user.toLowerCase()) asGiven += 1;
      else foundBy.set(property, (foundBy.get(property) ?? 0) + 1);
    }
    open = open.filter((user) => !matches.has(user.toLowerCase()));
  }
  for (const user of open) matches.set(user.toLowerCase(), { kind: 'unknown' });
  const ambiguous = [...matches.values()].filter(({ kind }) => kind === 'ambiguous').length;
  return { matches, numbers: { users: users.length, asGiven, foundBy, unknown: open.length, ambiguous } };
}

/**
 * The userPrincipalNames of the users with one of the values in a property.
 * @returns By the value in lower case; a directory ignores case.
 */
async function findNames(
  property: UserProperty,
  values: readonly string[],
  services: GraphServices,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = values.filter((value) => canHaveValue(property, value));
  const found = await runQueries(buildQueries(property, asked), services);
  const names = new Map<string, string[]>(asked.map((value) => [value.toLowerCase(), []]));
  for (const user of found) {
    const { userPrincipalName } = user;
    if (typeof userPrincipalName !== 'string') continue;
    for (const value of valuesOf(user, property)) {
      const known = names.get(value);
      // Two queries may find the same user.
      if (known !== undefined && !known.includes(userPrincipalName)) known.push(userPrincipalName);
    }
  }
  return names;
}

/** In lower case, without the prefix. */
function valuesOf(user: GraphUser, property: UserProperty): string[] {
  const { prefix = '' } = rowOf(property);
  return [user[property]]
    .flat()
    .filter((value) => typeof value === 'string')
    .map((value) => value.toLowerCase())
    .filter((value) => value.startsWith(prefix))
    .map((value) => value.slice(prefix.length));
}

/** A user that does not exist: `.invalid` is reserved (RFC 2606). */
const NON_EXISTENT_USER = 'preflight@purview-hr-upload.invalid';

/**
 * Looks up a user that does not exist by every property, to test the permission of the app.
 * @throws {ActionError} when it is missing, or Graph does not respond.
 */
export async function tryLookUp(properties: readonly UserProperty[], services: GraphServices): Promise<void> {
  await runQueries(
    properties.flatMap((property) => buildQueries(property, [NON_EXISTENT_USER])),
    services,
  );
}
