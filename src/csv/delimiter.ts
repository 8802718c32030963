/** The characters that `delimiter: auto` tries, in order of preference, and their names in inputs and messages. */
export const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
};

/** The name of a delimiter in messages; its code point if it is unusual, since it may be any character. */
export function delimiterName(delimiter: string): string {
  const known = Object.entries(DELIMITERS).find(([, character]) => character === delimiter);
  return known?.[0] ?? `U+${delimiter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
