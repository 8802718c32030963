/** The encodings that HR systems and spreadsheets write, by where they are used. */
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

/** Letters of other scripts that come in runs; in Latin text single ones stand between ASCII letters. */
const LONG_RUN = /[\x80-\xff]{4,}/;
/** Tab, line feed, vertical tab, form feed, carriage return, end of file, escape: the control characters of texts. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);

/** How to find the right encoding, for people. */
export const HOW_TO_TELL =
  'To tell which one it is, open the file in an editor that can reopen it with another encoding: in the right one every name is spelled correctly.';

/**
 * What a line that is not UTF-8 may be, and what to set.
 * @param line Bytes of the line.
 */
export function adviseEncoding(line: Buffer): string {
  const start = line.subarray(0, 4096);
  if (start.some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte)))
    return 'It looks like binary data, not like text in another encoding.';
  const isLatin = !LONG_RUN.test(start.toString('latin1'));
  const likely = BY_REGION.filter(({ encoding }) => LATIN.has(encoding) === isLatin);
  const list = likely.map(({ encoding, region }) => `${encoding} (${region})`).join(', ');
  return `Save the file as UTF-8, or set \`encoding\` to what it is; usual ones are ${list}. ${HOW_TO_TELL}`;
}

/** Encodings of scripts that are mostly ASCII. */
const LATIN: ReadonlySet<string> = new Set([
  'windows-1252',
  'windows-1250',
  'windows-1254',
  'windows-1257',
  'macintosh',
]);

/** What to set in place of an encoding that was given and is not the right one. */
export function adviseOtherEncoding(encoding: string): string {
  const others = BY_REGION.filter((entry) => entry.encoding !== encoding);
  const list = others.map((entry) => `${entry.encoding} (${entry.region})`).join(', ');
  return `Set \`encoding\` to what the file is, or save it as UTF-8; usual ones are ${list}. ${HOW_TO_TELL}`;
}
