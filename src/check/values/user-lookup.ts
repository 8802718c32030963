import { ActionError } from '../../errors.ts';
import type { UserMatch } from '../../vocabulary.ts';

/** Users that were looked up in the directory (`resolve-users`). */
export interface UserLookup {
  /** The properties in which users are looked up, for messages. */
  readonly properties: readonly string[];
  /** All users of the file were looked up: one without a match was not in it at that time. */
  readonly isComplete: boolean;
  /** @returns undefined for a user who was not looked up: what would be sent is unknown. */
  match(user: string): UserMatch | undefined;
}

/** For modes that do not look users up. */
export function withoutLookup(properties: readonly string[]): UserLookup {
  return { properties, isComplete: false, match: () => undefined };
}

/**
 * @returns undefined for a user who was not looked up.
 * @throws {ActionError} `file-changed`, for one who was not in the file when users were looked up.
 */
export function matchUser(lookup: UserLookup, user: string): UserMatch | undefined {
  const match = lookup.match(user);
  if (match === undefined && lookup.isComplete) throw new ActionError(CHANGED);
  return match;
}

/**
 * For users that were looked up.
 * @param matches By the value in lower case.
 */
export function knownUsers(
  properties: readonly string[],
  matches: ReadonlyMap<string, UserMatch>,
): UserLookup {
  return { properties, isComplete: true, match: (user) => matches.get(user.toLowerCase()) };
}

const CHANGED = {
  code: 'file-changed',
  what: 'The file changed while its users were looked up.',
  means: 'Nothing was uploaded.',
  fix: [
    'Make sure that the step that writes the file finishes before this one starts, then run the job again.',
  ],
} as const;

/** Explains an unknown user: `No user in the directory has this value as mail or employeeId.` */
export function describeUnknown({ properties }: UserLookup): string {
  const last = properties.at(-1) ?? '';
  const names = properties.length > 1 ? `${properties.slice(0, -1).join(', ')} or ${last}` : last;
  return `No user in the directory has this value as ${names}.`;
}
