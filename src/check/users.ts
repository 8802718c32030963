/** Longest address that mail systems take (RFC 5321, a path of 256 and its local part), with room to spare. */
const LONGEST_USER = 320;

/** Longest parts of new user principal names before and behind the @. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 48;
/** No address of any system has these unquoted; each is a sign of something else in the column. */
const IMPOSSIBLE = /[\s\p{Cc}\p{Cf}<>()[\]\\,;:"|]/u;
const DOMAIN =
  /^(?:[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;

/** What a user's value looks like: `usual`, `unusual` (exists, but not as a new UPN), or why it is none. */
export type UserVerdict =
  | 'usual'
  | 'unusual'
  | 'apostrophe'
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
  if (user.charCodeAt(0) === APOSTROPHE) return 'apostrophe';
  if (isUsual(user)) return 'usual';
  const at = user.lastIndexOf('@');
  if (at === -1) return 'no-at-sign';
  const local = user.slice(0, at);
  const domain = user.slice(at + 1);
  if (/\s/u.test(user)) return 'blank';
  if (IMPOSSIBLE.test(user)) return 'character';
  if (local.includes('@')) return 'two-at-signs';
  if (local === '') return 'local-part';
  return DOMAIN.test(domain) ? 'unusual' : 'domain';
}

/** Classes of characters: in both parts of a usual name, in the local part alone, and the two that join names. */
const NAME = 1;
const LOCAL_ONLY = 2;
const JOINER = 3;
const CLASSES = classTable();

function classTable(): Uint8Array {
  const classes = new Uint8Array(128);
  const mark = (characters: string, value: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = value;
  };
  mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', NAME);
  mark("'_!#^~", LOCAL_ONLY);
  mark('.-', JOINER);
  return classes;
}

const APOSTROPHE = 0x27;
const AT = 0x40;
const DOT = 0x2e;

/** Whether a value is what Entra allows in new names. One pass over the characters: nearly every record ends here. */
function isUsual(user: string): boolean {
  let at = -1;
  let dots = 0;
  let previous = DOT;
  for (let i = 0; i < user.length; i += 1) {
    const code = user.charCodeAt(i);
    if (code === AT) {
      if (at !== -1 || i === 0 || i > LONGEST_LOCAL_PART || previous === DOT) return false;
      at = i;
      previous = DOT;
      continue;
    }
    const kind = code < 128 ? CLASSES[code] : 0;
    if (kind === 0 || (kind === LOCAL_ONLY && at !== -1)) return false;
    if (kind === JOINER) {
      const isMisplaced =
        at === -1
          ? i === 0 && code === DOT
          : previous === DOT || (code === DOT && CLASSES[previous] === JOINER);
      if (isMisplaced) return false;
      if (code === DOT && at !== -1) dots += 1;
    }
    previous = code;
  }
  return at !== -1 && dots > 0 && user.length - at - 1 <= LONGEST_DOMAIN && CLASSES[previous] === NAME;
}

/** Whether a value has the form of a user, be it an unusual one. */
export function isUserForm(user: string): boolean {
  const verdict = judgeUser(user);
  return verdict === 'usual' || verdict === 'unusual';
}

/** What each verdict means, for people. */
export const USER_PROBLEMS: Readonly<Record<Exclude<UserVerdict, 'usual' | 'unusual'>, string>> = {
  apostrophe:
    'The value begins with an apostrophe: a program put it there so that a spreadsheet takes the cell for text. Export without it.',
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

/** Top-level names that no one can register, so that no tenant has verified a domain below them: RFC 2606, RFC 6762, and those in use inside networks. */
const UNROUTABLE_NAMES: ReadonlySet<string> = new Set([
  'local',
  'localdomain',
  'localhost',
  'lan',
  'internal',
  'intern',
  'intranet',
  'intra',
  'corp',
  'home',
  'private',
  'priv',
  'domain',
  'workgroup',
  'invalid',
  'test',
]);

/** Whether a user's domain exists only inside a network. @param user In lower case. */
export function isUnroutable(user: string): boolean {
  return UNROUTABLE_NAMES.has(user.slice(user.lastIndexOf('.') + 1)) || user.endsWith('.home.arpa');
}

/** Whether a value has the form of a user, also of one that is unusual. */
export function isUser(value: string): boolean {
  const verdict = judgeUser(value);
  return verdict === 'usual' || verdict === 'unusual';
}

/** What a line of text is cut at to look for users in it. */
const BETWEEN_WORDS = /[\s,;|"'<>()=:]+/;

/** Whether a line of text contains a user. */
export function hasUser(line: string): boolean {
  return line.split(BETWEEN_WORDS).some((word) => word.includes('@') && isUser(word));
}
