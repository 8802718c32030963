/** Longer values are not dates in any form, and matching them would be slow. */
const MAX_LENGTH = 60;

/** Values that are not written as a date, by their appearance, and what to do about them. */
interface NamedForm {
  readonly form: RegExp;
  readonly hint: string;
}

/**
 * Sources: ECMA-376 on serial dates of spreadsheets; POSIX on seconds since 1970; Microsoft Learn on `DateTime.Ticks`,
 * `FILETIME` and the attributes of Active Directory.
 */
const NAMED_FORMS: readonly NamedForm[] = [
  {
    form: /^\d{5}(?:[.,]\d+)?$/,
    hint: 'It is probably the serial number of a date in a spreadsheet: format the column as a date (`yyyy-mm-dd hh:mm`) before you save it as CSV',
  },
  {
    form: /^\d{9,10}(?:\.\d+)?$/,
    hint: 'It is probably a Unix time in seconds: export it as ISO 8601, in PowerShell `[DateTimeOffset]::FromUnixTimeSeconds($x).ToString("o")`',
  },
  {
    form: /^\d{12,13}$|^\/Date\(\d+(?:[+-]\d{4})?\)\/$/,
    hint: 'It is probably a Unix time in milliseconds: export it as ISO 8601, in PowerShell `[DateTimeOffset]::FromUnixTimeMilliseconds($x).ToString("o")`',
  },
  {
    form: /^(?:1[0-4]\d{16}|9223372036854775807)$/,
    hint: 'It is probably a file time of Windows or Active Directory: export it as ISO 8601, in PowerShell `[DateTime]::FromFileTimeUtc($x).ToString("o")` (9223372036854775807 means never)',
  },
  {
    form: /^6\d{17}$/,
    hint: 'It is probably a number of .NET ticks: export it as ISO 8601, in PowerShell `[DateTime]::new($x, "Utc").ToString("o")`',
  },
  {
    form: /\d\[[A-Za-z_/+-]+\]$/,
    hint: "It has the name of a zone in brackets, as Java's ZonedDateTime writes it: export an OffsetDateTime",
  },
  {
    form: /\d:\d\d.*[ \d](?!AM|PM|UTC|GMT)[A-Z]{3,5}(?: \d{4})?$|\d GMT[+-]\d/,
    hint: 'It has the name of a zone after the time, which is not an offset: export an offset such as +01:00, or UTC',
  },
  {
    form: /^(?:\p{L}{2,9}[., ]+)?(?:\d{1,2}|\d{4})[-./ ]+\p{L}{3}|^\p{L}{3,9}\.?[-./ ]+\d{1,2}[,. -]+\d{4}/u,
    hint: 'Names of months and days are supported only in English: export months as numbers',
  },
  {
    form: /\d.*[ap]\.\s?m\.?$/i,
    hint: 'The 12-hour clock is supported only with AM and PM',
  },
];

/** What a value probably is; undefined if it matches no known form. Never contains a part of the value. */
export function namedFormHint(cell: string): string | undefined {
  if (cell.length > MAX_LENGTH) return undefined;
  return NAMED_FORMS.find(({ form }) => form.test(cell))?.hint;
}

/** The initial date of SAP (`00000000`), the zero date of MySQL (`0000-00-00 00:00:00`) and similar values: not a date. */
export function isZeroDate(cell: string): boolean {
  return cell.length <= MAX_LENGTH && /^(?=.*0)[0\-/.:T ]+Z?$/.test(cell);
}
