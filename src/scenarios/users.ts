/** Longest address that mail systems take (RFC 5321, a path of 256 and its local part), with room to spare. */
const LONGEST_USER = 320;

/** What Microsoft Entra allows in new user principal names, in lengths that it allows (64 @ 48). */
const USUAL = /^[A-Za-z0-9'.\-_!#^~]{1,64}@[A-Za-z0-9.-]{3,48}$/;
/** No address of any system has these unquoted; each is a sign of something else in the column. */
const IMPOSSIBLE = /[\s\p{Cc}\p{Cf}<>()[\]\\,;:"|]/u;
const DOMAIN =
  /^(?:[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;
const PLAIN_DOMAIN = /^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)+$/i;

/** What a user's value looks like: `usual`, `unusual` (exists, but not as a new UPN), or why it is none. */
export type UserVerdict =
  | 'usual'
  | 'unusual'
  | 'no-at-sign'
  | 'two-at-signs'
  | 'blank'
  | 'character'
  | 'local-part'
  | 'domain'
  | 'length';

/**
 * Judges a user principal name or address as Microsoft Entra has them: guests (`…#EXT#@…`), apostrophes and letters
 * beyond ASCII are fine. This is no parser of RFC 5322, most of whose addresses no tenant holds.
 * Source: Microsoft Entra, "User name policies".
 */
export function judgeUser(user: string): UserVerdict {
  if (user.length > LONGEST_USER) return 'length';
  const at = user.lastIndexOf('@');
  if (at === -1) return 'no-at-sign';
  const local = user.slice(0, at);
  const domain = user.slice(at + 1);
  if (USUAL.test(user) && PLAIN_DOMAIN.test(domain)) return hasMisplacedDot(local) ? 'unusual' : 'usual';
  if (/\s/u.test(user)) return 'blank';
  if (IMPOSSIBLE.test(user)) return 'character';
  if (local.includes('@')) return 'two-at-signs';
  if (local === '') return 'local-part';
  return DOMAIN.test(domain) ? 'unusual' : 'domain';
}

function hasMisplacedDot(local: string): boolean {
  return local.startsWith('.') || local.endsWith('.');
}

/** What each verdict means, for people. */
export const USER_PROBLEMS: Readonly<Record<Exclude<UserVerdict, 'usual' | 'unusual'>, string>> = {
  'no-at-sign':
    'The value has no @: it is not a user principal name, perhaps an employee number or a logon name.',
  'two-at-signs': 'The value has more than one @.',
  blank: 'The value has a blank in it, or before or behind it.',
  character: 'The value has a character that no user principal name has.',
  'local-part': 'Nothing stands before the @.',
  domain: 'What stands behind the @ is not a domain such as contoso.com.',
  length: 'The value is longer than any user principal name.',
};

/** The part behind the @, in lower case. */
export function domainOf(user: string): string {
  return user.slice(user.lastIndexOf('@') + 1).toLowerCase();
}
