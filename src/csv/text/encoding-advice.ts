/** The encodings that HR systems and spreadsheets write, by region. */
const BY_REGION: readonly { readonly encoding: string; readonly region: string }[] = [
  { encoding: 'windows-1252', region: 'Western Europe and the Americas' },
  { encoding: 'windows-1250', region: 'Central Europe' },
  { encoding: 'windows-1251', region: 'Cyrillic' },
  { encoding: 'windows-1253', region: 'Greece' },
  { encoding: 'windows-1254', region: 'Turkey' },
  { encoding: 'windows-1255', region: 'Israel' },
  { encoding: 'windows-1256', region: 'Arabic' },
  { encoding: 'windows-1257', region: 'the Baltic states' },
  { encoding: 'windows-874', region: 'Thailand' },
  { encoding: 'shift_jis', region: 'Japan' },
  { encoding: 'gb18030', region: 'China' },
  { encoding: 'big5', region: 'Taiwan and Hong Kong' },
  { encoding: 'euc-kr', region: 'Korea' },
  { encoding: 'macintosh', region: 'old Macs' },
];

/** Letters of non-Latin scripts come in runs; in Latin text, single non-ASCII letters are between ASCII letters. */
const LONG_RUN = /[\x80-\xff]{4,}/;
/** Tab, line feed, vertical tab, form feed, carriage return, end of file, escape: the control characters that occur in text. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);

/** How to find the right encoding. */
export const HOW_TO_TELL =
  'To find the encoding, open the file in an editor that can reopen it with another encoding: with the right one, every name is displayed correctly.';

/**
 * Suggests encodings for a line that is not UTF-8.
 * @param line Bytes of the line.
 */
export function adviseEncoding(line: Buffer): string {
  const start = line.subarray(0, 4096);
  if (start.some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte)))
    return 'It looks like binary data, not text in another encoding.';
  const isLatin = !LONG_RUN.test(start.toString('latin1'));
  const likely = BY_REGION.filter(({ encoding }) => LATIN.has(encoding) === isLatin);
  const list = likely.map(({ encoding, region }) => `${encoding} (${region})`).join(', ');
  return `Save the file as UTF-8, or set \`encoding\` to its encoding. Common ones are ${list}. ${HOW_TO_TELL}`;
}

/** Encodings of languages whose text is mostly ASCII. */
const LATIN: ReadonlySet<string> = new Set([
  'windows-1252',
  'windows-1250',
  'windows-1254',
  'windows-1257',
  'macintosh',
]);

/** Suggests encodings other than the configured one, which is wrong. */
export function adviseOtherEncoding(encoding: string): string {
  const others = BY_REGION.filter((entry) => entry.encoding !== encoding);
  const list = others.map((entry) => `${entry.encoding} (${entry.region})`).join(', ');
  return `Set \`encoding\` to the encoding of the file, or save it as UTF-8. Common ones are ${list}. ${HOW_TO_TELL}`;
}
