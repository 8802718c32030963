import { HOW_TO_TELL } from '../csv/text/encoding-advice.ts';

/** An error stops the upload, or leaves the record out with `invalid-rows: skip`; a warning is told. */
export type Severity = 'error' | 'warning';

/** One rule, as `docs/rules.md` shows it. */
export interface Rule {
  /** What a breach is of: a `record`, which `invalid-rows: skip` can leave out, or the `file` as a whole. */
  readonly scope: 'record' | 'file';
  readonly severity: Severity;
  /** `free`: the input `rules` may set any severity. `fixed`: a breach would break the upload or lose records, so it stays an error. */
  readonly change: 'free' | 'fixed';
  /** As a warning it is reported once for each file, as an error for every record. */
  readonly isOncePerFile?: true;
  /** What was seen, in one sentence. */
  readonly meaning: string;
  /** Why it matters to the connector or to the people who rely on it. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
  /** Where the requirement comes from. */
  readonly source: string;
}

const LEARN = 'Microsoft Learn, "Set up a connector to import HR data"';
const LEARN_GOV = 'Microsoft Learn, "Set up a connector to import HR data in US Government"';
const REPORTED = 'reported by users of the upload script in public issues';

/** Every rule of the check. To add one: a row here, the code that finds it in `src/check/`, a test. */
const TABLE = {
  'missing-header': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The header contains no known column name.',
    why: 'The connector reads the first line as column names; without them every record is lost.',
    fix: 'If the finding says that this is not a CSV file, correct the step that makes it. Otherwise write the column names into the first line. If yours differ from the usual ones (EmailAddress, ResignationDate, LastWorkingDate, EffectiveDate …), map each with a line of the input `columns`, such as `EmailAddress: UPN`. If the header is further down, set `header-line`.',
    source: LEARN,
  },
  'missing-column': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'A column that the scenario needs is not in the file.',
    why: 'The connector does not validate a file without a mandatory column, and imports nothing of it.',
    fix: 'Compare the spelling with the first line of the file (if it has other letters, check `encoding`). Say with the input `columns` which of your columns it is, or add the column to the export.',
    source: LEARN,
  },
  'duplicate-column': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'Two columns have the same name, or two columns stand for the same field.',
    why: 'The connector maps columns by name (case does not matter); which of the two it reads is not documented.',
    fix: 'Rename or remove one of the two columns, or choose one with the input `columns`.',
    source: LEARN,
  },
  'no-scenario': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The columns do not tell which HR scenario the file is for.',
    why: 'Without the scenario nothing can be checked, and the connector cannot map the columns.',
    fix: 'Set the input `scenario`, or map your columns with `columns`.',
    source: LEARN,
  },
  'empty-file': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The file has no records.',
    why: 'An empty export is most often a failed export.',
    fix: 'Look at the step that makes the file. If nights without records are normal, set `allow-empty: true`.',
    source: 'this action',
  },
  'unreadable-encoding': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The bytes of the file are not text in the expected encoding.',
    why: 'Names would arrive garbled, and users with other letters would not be found.',
    fix: `The finding says what the file is. A workbook, archive or document: save or unpack it as CSV. Text: save it as UTF-8 ("CSV UTF-8" in Excel), or set \`encoding\` to what it is. ${HOW_TO_TELL}`,
    source: 'this action',
  },
  'broken-quoting': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The quotation marks do not match, or a record is larger than 1 MiB.',
    why: 'One open quotation mark swallows all records behind it.',
    fix: 'Enclose the whole field in quotation marks, double those inside it, and close it.',
    source: 'RFC 4180, section 2',
  },
  'joined-header': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The line end between the header and the first record is missing.',
    why: 'The first record would be read as names of columns and be lost.',
    fix: 'Let the export end the header with a line end; files that are put together need one at the end of each.',
    source: 'this action',
  },
  'wrong-encoding': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning:
      'The text has control characters (U+0080 to U+009F) when it is read in the encoding that was given.',
    why: 'No text has them: the file is in another encoding, and names would arrive garbled.',
    fix: `Set \`encoding\` to what the file is, or let the export write UTF-8. ${HOW_TO_TELL}`,
    source: 'this action',
  },
  'mapping-differs': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'Two files of one run have different columns for the same field of a scenario.',
    why: 'A connector has one mapping: of one of the files it would read nothing.',
    fix: 'Let the exports use the same column names, or map the columns of all files with `columns`; files with other names need a connector and a step of their own.',
    source: LEARN,
  },
  'too-many-columns': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The header has more than 1,000 columns.',
    why: 'This is not an HR export; most often the wrong file or the wrong delimiter.',
    fix: 'Check `csv-path` and `delimiter`.',
    source: 'this action',
  },
  'row-too-long': {
    scope: 'record',
    severity: 'error',
    change: 'fixed',
    meaning: 'The row has more values than the header has columns, even if the last ones are empty.',
    why: 'A delimiter inside a value that is not quoted moves all values after it into the wrong columns; and the service answers 500 to a file whose rows differ from the header.',
    fix: 'Enclose values that contain the delimiter in quotation marks.',
    source: REPORTED,
  },
  'missing-value': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'A value that the scenario needs is empty, or a date of zeros (SAP, MySQL).',
    why: 'The connector drops such a record without a word.',
    fix: 'Fill in the value in the HR system.',
    source: LEARN,
  },
  'invalid-date': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The value is not a date in the expected form, or no such day or time exists.',
    why: 'The connector drops a record whose date it cannot read, without a word.',
    fix: 'Correct the date in the HR system. If all dates look like this one, describe their form with `date-format`, such as `dd.MM.yyyy`; docs/rules.md has the forms of many systems.',
    source: LEARN,
  },
  'invalid-user': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The value is not a user principal name.',
    why: 'The event is matched to a person by it; without a match it is lost.',
    fix: 'Export the user principal name of Microsoft Entra: a name, @, and a domain. Rows that are not records, such as totals, can be left out with `ignore-rows`.',
    source: `${LEARN}; Microsoft Entra, user name policies`,
  },
  'value-too-long': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The value is longer than the field may be.',
    why: 'The connector documents a largest length and does not say what happens above it.',
    fix: 'Shorten the value in the export: Remarks may have 200 characters, Rating 25 (UTF-16 units, as .NET counts).',
    source: LEARN,
  },
  'unknown-scenario': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The scenario column holds a value that is no known scenario.',
    why: 'The connector ignores rows whose scenario it does not know.',
    fix: 'Say with the input `scenario-values` which scenario your value stands for.',
    source: LEARN,
  },
  'duplicate-record': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The same event of the same user stands in an earlier row.',
    why: 'Of two records with the same user and time, one may be dropped silently; a doubled export counts events twice.',
    fix: 'Remove the doubled row from the export.',
    source: 'Microsoft Learn on the sibling connector for insider risk indicators, as cited by third parties',
  },
  'outside-allowed-domains': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The user is in none of the domains of the input `allowed-domains`.',
    why: 'You asked for this guard: a user of another domain belongs to another tenant, or is a mistake.',
    fix: 'Correct the user in the export, or add the domain to `allowed-domains`.',
    source: 'this action',
  },
  'ambiguous-user': {
    scope: 'record',
    severity: 'error',
    change: 'fixed',
    meaning: 'Several users in the directory have the value of the user (`resolve-users`).',
    why: 'The record would be about one of them by chance.',
    fix: 'Export a value that only one user has, or correct the directory: two accounts should not share a mail address or an employee number. If another property is unique, name it first in `resolve-users`.',
    source: 'this action',
  },
  'too-few-records': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'There are fewer valid records than `min-records`, or none is left with `invalid-rows: skip`.',
    why: 'You asked for this guard: a truncated export looks like a quiet month.',
    fix: 'Look at the other findings and at the step that makes the file; if so few are right, lower `min-records`.',
    source: 'this action',
  },
  'too-many-records': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'There are more valid records than `max-records`.',
    why: 'You asked for this guard: a runaway export would flood the insider-risk solution.',
    fix: 'Look at the step that makes the file, or raise `max-records`.',
    source: 'this action',
  },
  'row-too-short': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The row has fewer values than the header has columns; it is padded when it is sent.',
    why: 'The service answers 500 to a file whose rows differ from the header. If the missing value was not the last one, the others stand in the wrong columns.',
    fix: 'Let the export write every column, also the empty ones.',
    source: REPORTED,
  },
  'unknown-column': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'No scenario knows this column.',
    why: 'It is sent and ignored: personal data that nobody needs, or a misspelt field.',
    fix: 'Map it with `columns`, leave it out of the export, or set `unmapped-columns: drop`.',
    source: 'this action',
  },
  'space-in-column-name': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'The name of a column contains a space.',
    why: 'In the US Government clouds column names may not contain spaces.',
    fix: 'Rename the column in the export and in the mapping of the connector.',
    source: LEARN_GOV,
  },
  'blanks-around-value': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning:
      'A user, a date or a scenario has blanks or invisible characters around it. Reported once for each file, unless `rules` makes it an error.',
    why: 'With them it would not be matched; it is sent without them.',
    fix: 'Let the export write values without padding. If it cannot, switch this rule off with `rules`.',
    source: 'this action',
  },
  'lost-letters': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning:
      'Letters were lost before the file was written: U+FFFD, or question marks between letters. In a user it is an error.',
    why: 'A name such as J?rg cannot be repaired, and a user such as j?rg@contoso.com matches no one.',
    fix: 'Let the export write UTF-8: in Windows PowerShell 5.1 `Export-Csv -Encoding UTF8`. If the export reads another file, let it read that file in its own encoding.',
    source: 'this action',
  },
  'placeholder-value': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'A required value is a word such as NULL or N/A, or a hyphen.',
    why: 'The connector takes it for the value. In a user or a date it is `missing-value`.',
    fix: 'Let the export write nothing where there is no value, and fill in what is missing in the HR system.',
    source: 'this action',
  },
  'unroutable-domain': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning:
      'The domain of a user exists only inside a network (.local, .lan, .internal, .corp …). Reported once for each file, unless `rules` makes it an error.',
    why: 'No tenant can have verified it, so the user principal name in Microsoft Entra is another one and the event is not matched.',
    fix: 'Export the user principal name of Microsoft Entra instead of the one of the local Active Directory, or look users up with `resolve-users`.',
    source:
      'RFC 2606, RFC 6762 appendix G; Microsoft Entra, "Prepare a nonroutable domain for directory synchronization"',
  },
  'lines-above-header': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'Lines above the header were left out.',
    why: 'A report has a title and a date above its table; if one of these lines was a record, it is not sent.',
    fix: 'Look at the lines, and set `header-line` to the line of the header; then there is no warning.',
    source: 'this action',
  },
  'repeated-header': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'A row is the header again, as where files were put together; it is left out.',
    why: 'It is not a record. Files that were put together may also have records twice.',
    fix: 'Name the files in `csv-path` one by one, or put them together without their headers.',
    source: 'this action',
  },
  'second-header': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The row below the header has labels, no user and no date; it is left out.',
    why: 'Some systems write a second line of names for people. It is not a record.',
    fix: 'Switch the second line off in the export, or this rule with `rules`.',
    source: 'this action',
  },
  'unusual-user': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The user has characters that Microsoft Entra does not allow in new user principal names.',
    why: 'Such a value may be an email address that differs from the user principal name; then the event is not matched to the person.',
    fix: 'Export the user principal name instead of the email address, and compare one with Microsoft Entra.',
    source: `Microsoft Entra, user name policies; ${REPORTED}`,
  },
  'unknown-user': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The directory has no such user (`resolve-users`); the value is sent as it is.',
    why: 'The connector accepts the record, and Microsoft Purview matches it to no one: its event raises no alert.',
    fix: 'If the column has other values, such as mail addresses or employee numbers, add their property to `resolve-users` (`mail`, `proxyAddresses`, `employeeId`). If the account was deleted, remove the record from the export.',
    source: 'this action',
  },
  'last-day-before-resignation': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The last working date is before the resignation date.',
    why: 'Most often the two columns are swapped, or the year is wrong.',
    fix: 'Correct the dates in the HR system.',
    source: 'this action',
  },
  'last-day-outside-window': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The last working date is more than six months ago or more than one year ahead.',
    why: 'The connector asks for a date within this window at the time of the upload and does not say what it does with others.',
    fix: 'Export only current resignations.',
    source: LEARN,
  },
  'date-out-of-range': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The date is before 1970 or more than ten years ahead.',
    why: 'Most often a placeholder (1900, 9999) or a two-digit year read wrongly; alerts would be tied to the wrong time.',
    fix: 'Correct the date in the HR system, or leave such rows out of the export.',
    source: 'this action',
  },
  'date-without-offset': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning: 'Dates have no offset from UTC. Reported once for each file, unless `rules` makes it an error.',
    why: 'They are read as UTC, which shifts events by the hours of your time zone.',
    fix: 'Set `time-zone` to the zone of your HR system, for example `Europe/Berlin`.',
    source: LEARN,
  },
  'date-without-time': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning: 'Dates have no time. Reported once for each file, unless `rules` makes it an error.',
    why: 'They are sent as the start of that day, in UTC or in the zone of `time-zone`: up to a day before the event.',
    fix: 'Export the time as well. If the day is all there is, set `time-zone`, and write `yyyy-MM-dd` as the first line of `date-format` to say so.',
    source: LEARN,
  },
  'over-daily-limit': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'There are more than 15,000 event records.',
    why: 'Insider risk management processes at most 15,000 HR signals that trigger a policy per UTC day.',
    fix: 'Upload only new events, or spread the first upload over several days.',
    source: 'Microsoft Learn, limits of insider risk management',
  },
  'looks-like-utf-8': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'The file looks like UTF-8, but the input `encoding` says another encoding.',
    why: 'Read in the wrong encoding, "Jörg" is uploaded as "JÃ¶rg": users with other letters are not found.',
    fix: 'Remove the input `encoding`. If it is right, switch this rule off with `rules`.',
    source: 'this action',
  },
  'ambiguous-local-time': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The local time occurs twice, because clocks go back; the earlier of the two was taken.',
    why: 'The event may be an hour off.',
    fix: 'Export dates with their offset, or in UTC.',
    source: 'this action',
  },
  'fewer-records-than-usual': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning:
      'A scenario has far fewer records than its earlier uploads (`history-path`, `max-drop-percent`).',
    why: 'A truncated export uploads without an error, and the missing events raise no alert.',
    fix: 'Check the step that makes the file. If the number is right for once, set `max-drop-percent: 100` for that run; if it stays like this, set `history-path` to a new file, and the comparison starts again.',
    source: 'this action',
  },
  'more-records-than-usual': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'A scenario has far more records than its earlier uploads (`history-path`, `max-rise-percent`).',
    why: 'An export without its filter, or one that was appended twice, floods the insider-risk solution.',
    fix: 'Check the step that makes the file. If the number is right for once, raise `max-rise-percent` for that run; if it stays like this, set `history-path` to a new file, and the comparison starts again.',
    source: 'this action',
  },
  'content-unchanged': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning:
      'The records are the same as in every upload of the last days (`history-path`, `max-unchanged-days`).',
    why: 'An export that no longer runs leaves its last file, which is uploaded again and again.',
    fix: 'Check when the HR system last wrote the file. If the content rarely changes, raise `max-unchanged-days`, or turn this rule off with `rules`.',
    source: 'this action',
  },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof TABLE;

/** All rules by name. */
export const RULES: Readonly<Record<RuleName, Rule>> = TABLE;

/** How to fix a finding: its own advice, else that of its rule. */
export function fixOf({ rule, fix }: { readonly rule: RuleName; readonly fix?: string | undefined }): string {
  return fix ?? RULES[rule].fix;
}

/** All rule names, errors first. */
export const RULE_NAMES = Object.keys(TABLE) as RuleName[];
