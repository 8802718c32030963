import { type CharacterCodes, CodeText } from '../text/character-codes.ts';

/** Maximum length of an address in mail systems (RFC 5321, a path of 256 and its local part), with some margin. */
const MAX_USER = 320;

/** Maximum lengths of the parts of new user principal names before and after the @. */
const MAX_LOCAL_PART = 64;
const MAX_DOMAIN = 48;
/** No system allows these unquoted in an address; each indicates that the column contains something else. */
const IMPOSSIBLE = /[\s\p{Cc}\p{Cf}<>()[\]\\,;:"|]/u;

/** The form of a user: `usual`, `unusual` (may exist, but not allowed in new UPNs), or why it is not a user. */
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
 * Judges a user principal name or address by the rules of Microsoft Entra: guests (`…#EXT#@…`), apostrophes and
 * non-ASCII letters are allowed. This is not an RFC 5322 parser: most such addresses do not exist in any tenant.
 * Source: Microsoft Entra, "User name policies".
 */
export function judgeUser(user: string): UserVerdict {
  if (user.length > MAX_USER) return 'length';
  if (atOfUsual(judged.setText(user).codes, 0, user.length) !== -1) return 'usual';
  if (user.charCodeAt(0) === APOSTROPHE) return 'apostrophe';
  const at = user.lastIndexOf('@');
  if (at === -1) return 'no-at-sign';
  const local = user.slice(0, at);
  const domain = user.slice(at + 1);
  if (/\s/u.test(user)) return 'blank';
  if (IMPOSSIBLE.test(user)) return 'character';
  if (local.includes('@')) return 'two-at-signs';
  if (local === '') return 'local-part';
  return isDomain(domain) ? 'unusual' : 'domain';
}

function isDomain(text: string): boolean {
  // Not a constant: parsing it takes 2 ms at the start of a run, and few files need it.
  return /^(?:[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u.test(
    text,
  );
}

const judged = new CodeText();

/** Characters of usual names: in both parts, only before the @, and signs with their own rules. */
type Character = 'name' | 'sign' | 'hyphen' | 'dot' | 'at';

const CHARACTERS: Readonly<Record<Character, string>> = {
  name: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  sign: "'_!#^~",
  hyphen: '-',
  dot: '.',
  at: '@',
};

/** What was read of a usual name: before the @, and after it with or without a dot. */
type Reading =
  | 'nothing'
  | 'local'
  | 'localDot'
  | 'at'
  | 'label'
  | 'labelHyphen'
  | 'dot'
  | 'last'
  | 'lastHyphen';

/** What each character makes of it; a character that is missing is not usual there. */
const STEPS: Readonly<Record<Reading, Partial<Record<Character, Reading>>>> = {
  nothing: { name: 'local', sign: 'local', hyphen: 'local' },
  local: { name: 'local', sign: 'local', hyphen: 'local', dot: 'localDot', at: 'at' },
  localDot: { name: 'local', sign: 'local', hyphen: 'local', dot: 'localDot' },
  at: { name: 'label' },
  label: { name: 'label', hyphen: 'labelHyphen', dot: 'dot' },
  labelHyphen: { name: 'label', hyphen: 'labelHyphen' },
  dot: { name: 'last' },
  last: { name: 'last', hyphen: 'lastHyphen', dot: 'dot' },
  lastHyphen: { name: 'last', hyphen: 'lastHyphen' },
};

const ASCII = 128;
const READINGS = Object.keys(STEPS) as Reading[];
const NOTHING = READINGS.indexOf('nothing');
const AT = READINGS.indexOf('at');
const LAST = READINGS.indexOf('last');
/** No step: the value is not usual. */
const NOWHERE = READINGS.length;
/** `STEPS` by the number of the reading and the code of the character. */
const NEXT = stepTable();

function stepTable(): Uint8Array {
  const table = new Uint8Array(READINGS.length * ASCII).fill(NOWHERE);
  for (const [i, reading] of READINGS.entries()) {
    for (const [character, next] of Object.entries(STEPS[reading]) as [Character, Reading][]) {
      for (const one of CHARACTERS[character]) table[i * ASCII + one.charCodeAt(0)] = READINGS.indexOf(next);
    }
  }
  return table;
}

const APOSTROPHE = 0x27;

/**
 * Whether Microsoft Entra allows a value as a new name. One pass over the characters, since almost every record needs
 * only this.
 * @returns The position of the @; -1 for every other value.
 */
export function atOfUsual(codes: CharacterCodes, from: number, to: number): number {
  // An apostrophe could start a name, but programs write one for spreadsheets.
  if (codes[from] === APOSTROPHE) return -1;
  let at = -1;
  let reading = NOTHING;
  for (let i = from; i < to; i += 1) {
    const code = codes[i]!;
    reading = code < ASCII ? NEXT[reading * ASCII + code]! : NOWHERE;
    if (reading === NOWHERE) return -1;
    if (reading === AT) at = i;
  }
  return reading === LAST && at - from <= MAX_LOCAL_PART && to - at - 1 <= MAX_DOMAIN ? at : -1;
}

/** What each verdict means, for messages. */
export const USER_PROBLEMS: Readonly<Record<Exclude<UserVerdict, 'usual' | 'unusual'>, string>> = {
  apostrophe:
    'The value starts with an apostrophe, which programs add so that a spreadsheet treats the cell as text. Export the value without it.',
  'no-at-sign':
    'The value has no @: it is not a user principal name. It may be an employee number or a logon name.',
  'two-at-signs': 'The value has more than one @.',
  blank: 'The value contains white space.',
  character: 'The value has a character that is not allowed in user principal names.',
  'local-part': 'There is nothing before the @.',
  domain: 'The part after the @ is not a domain such as contoso.com.',
  length: 'The value is too long for a user principal name.',
};

/** The part after the @, in lower case. */
export function domainOf(user: string): string {
  return user.slice(user.lastIndexOf('@') + 1).toLowerCase();
}

/** Top-level names that no one can register, so no tenant can verify a domain below them: RFC 2606, RFC 6762, and names used in private networks. */
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

/** Whether a value has the form of a user, usual or unusual. */
export function isUser(value: string): boolean {
  const verdict = judgeUser(value);
  return verdict === 'usual' || verdict === 'unusual';
}

/** Where a line of text is split to look for users. */
const BETWEEN_WORDS = /[\s,;|"'<>()=:]+/;

/** Whether a line of text contains a user. */
export function hasUser(line: string): boolean {
  return line.split(BETWEEN_WORDS).some((word) => word.includes('@') && isUser(word));
}
