/** Invisible characters around a value: white space, control and format characters, spaces of other scripts. */
const UNSEEN = String.raw`\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800`;
const LEADING = new RegExp(`^[${UNSEEN}]+`, 'u');
const UNSEEN_CHARACTER = new RegExp(`[${UNSEEN}]`, 'u');
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** The text without leading and trailing white space and invisible characters; the same string if there are none. */
export function trimmed(text: string): string {
  // Almost every value starts and ends with a visible ASCII character.
  if (isVisibleAscii(text.charCodeAt(0)) && isVisibleAscii(text.charCodeAt(text.length - 1))) return text;
  let end = text.length;
  // A regular expression for the end would try at every space in the text.
  for (let last = lastCharacter(text, end); UNSEEN_CHARACTER.test(last); last = lastCharacter(text, end)) {
    end -= last.length;
  }
  return text.slice(0, end).replace(LEADING, '');
}

/** The character before `end`, which may be a surrogate pair; empty at the start. */
function lastCharacter(text: string, end: number): string {
  const pair = text.slice(Math.max(0, end - 2), end);
  return pair.length === 2 && pair.codePointAt(0)! <= 0xffff ? pair[1]! : pair;
}

function isVisibleAscii(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

/** A name in the form that is compared and sent: NFC, runs of white space as one space, without invisible characters. */
export function normalName(name: string): string {
  const text = name.replace(/\s+/gu, ' ').replace(INVISIBLE, '').normalize('NFC');
  // Removed characters may have been between spaces.
  return text.replace(/ {2,}/g, ' ').trim();
}
