import { ActionError } from '../../errors.ts';
import type { UserMatch } from '../../vocabulary.ts';

/** What a run knows of users beyond the form of their values (`resolve-users`). */
export interface UserLookup {
  /** The properties that a user was looked up in, for messages. */
  readonly properties: readonly string[];
  /**
   * @returns undefined where users are not looked up: nothing is known of what would be sent.
   * @throws {ActionError} for a user who was not in the file when users were looked up.
   */
  match(user: string): UserMatch | undefined;
}

/** Users that are not looked up in this mode. */
export function withoutLookup(properties: readonly string[]): UserLookup {
  return { properties, match: () => undefined };
}

/**
 * Users that were looked up.
 * @param matches By the value in lower case.
 */
export function knownUsers(
  properties: readonly string[],
  matches: ReadonlyMap<string, UserMatch>,
): UserLookup {
  return {
    properties,
    match: (user) => {
      const match = matches.get(user.toLowerCase());
      if (match === undefined) throw new ActionError(CHANGED);
      return match;
    },
  };
}

const CHANGED = {
  code: 'file-changed',
  what: 'The file changed while its users were looked up.',
  means: 'Nothing was uploaded.',
  fix: ['Let the step that writes the file finish before this one starts, then run the job again.'],
} as const;

/** Why a value is no user of the directory: `No user in the directory has this value as mail or employeeId.` */
export function describeUnknown({ properties }: UserLookup): string {
  const last = properties.at(-1) ?? '';
  const names = properties.length > 1 ? `${properties.slice(0, -1).join(', ')} or ${last}` : last;
  return `No user in the directory has this value as ${names}.`;
}
