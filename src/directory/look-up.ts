import type { UserMatch } from '../vocabulary.ts';
import type { GraphServices, GraphUser } from './graph-batch.ts';
import { runQueries } from './run-queries.ts';
import { rowOf, type UserProperty } from './user-properties.ts';
import { buildQueries, canHaveValue } from './user-query.ts';

/** What was found of the users that were looked up. */
export interface DirectoryLookup {
  /** By the value in lower case. */
  readonly matches: ReadonlyMap<string, UserMatch>;
  readonly numbers: LookupNumbers;
}

/** How many users were looked up, and what came of it. */
export interface LookupNumbers {
  readonly users: number;
  /** The value is the user's userPrincipalName already, but for its case. */
  readonly asGiven: number;
  /** Users that are sent with another value, by the property that they were found by. */
  readonly foundBy: ReadonlyMap<UserProperty, number>;
  readonly unknown: number;
  readonly ambiguous: number;
}

/**
 * Looks up users in Microsoft Graph, property after property: the first one with a match wins.
 * @param users Values that differ in more than their case.
 * @throws {ActionError} when not all could be looked up.
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
 * The userPrincipalNames of the users that have one of the values in a property.
 * @returns By the value in lower case; a directory compares without case.
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
      // Two queries may have found the same user.
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

/** The name of no user: the top-level domain exists nowhere (RFC 2606). */
const NOBODY = 'preflight@purview-hr-upload.invalid';

/**
 * Asks once for a user that does not exist, in every property, to see that the app may.
 * @throws {ActionError} when it may not, or Graph does not answer.
 */
export async function tryLookUp(properties: readonly UserProperty[], services: GraphServices): Promise<void> {
  await runQueries(
    properties.flatMap((property) => buildQueries(property, [NOBODY])),
    services,
  );
}
