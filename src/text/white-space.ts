/** What stands around a value and cannot be seen: white space, control and format characters, blanks of other scripts. */
const UNSEEN = String.raw`\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800`;
const LEADING = new RegExp(`^[${UNSEEN}]+`, 'u');
const UNSEEN_CHARACTER = new RegExp(`[${UNSEEN}]`, 'u');
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** The text without white space and invisible characters around it; the same string where there are none. */
export function trimmed(text: string): string {
  // Nearly every value begins and ends with a visible ASCII character.
  if (isVisibleAscii(text.charCodeAt(0)) && isVisibleAscii(text.charCodeAt(text.length - 1))) return text;
  let end = text.length;
  // From the end by hand: an expression that looks for the end would try at every blank in the text.
  while (end > 0 && UNSEEN_CHARACTER.test(text[end - 1]!)) end -= 1;
  return text.slice(0, end).replace(LEADING, '');
}

function isVisibleAscii(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

/** A name in the form in which it is compared and sent: NFC, any run of white space one blank, nothing invisible. */
export function normalName(name: string): string {
  const text = name.replace(/\s+/gu, ' ').replace(INVISIBLE, '').normalize('NFC');
  // What was invisible may have stood between blanks.
  return text.replace(/ {2,}/g, ' ').trim();
}
