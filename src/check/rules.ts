import { HOW_TO_TELL } from '../csv/text/encoding-advice.ts';

/** An error stops the upload, or skips the record with `invalid-rows: skip`; a warning is only reported. */
export type Severity = 'error' | 'warning';

/** One rule; `docs/rules.md` is generated from it. */
export interface Rule {
  /** What a finding concerns: a `record`, which `invalid-rows: skip` can skip, or the `file` as a whole. */
  readonly scope: 'record' | 'file';
  readonly severity: Severity;
  /** `free`: the input `rules` may set any severity. `fixed`: the problem would break the upload or lose records, so it stays an error. */
  readonly change: 'free' | 'fixed';
  /** A warning is reported once per file, an error for every record. */
  readonly isOncePerFile?: true;
  /** What was seen, in one sentence. */
  readonly meaning: string;
  /** Why it matters to the connector or its users. */
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
    fix: 'If the finding says that this is not a CSV file, correct the step that creates it. Otherwise write the column names to the first line. If yours differ from the usual ones (EmailAddress, ResignationDate, LastWorkingDate, EffectiveDate …), map each with a line in the input `columns`, such as `EmailAddress: UPN`. If the header is further down, set `header-line`.',
    source: LEARN,
  },
  'missing-column': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'A column that the scenario requires is not in the file.',
    why: 'The connector rejects a file without a mandatory column, and imports none of its records.',
    fix: 'Compare the spelling with the first line of the file (if letters look wrong, check `encoding`). Map your column with the input `columns`, or add the column to the export.',
    source: LEARN,
  },
  'duplicate-column': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'Two columns have the same name, or match the same field.',
    why: 'The connector maps columns by name (case does not matter); which of the two columns it reads is not documented.',
    fix: 'Rename or remove one of the two columns, or choose one with the input `columns`.',
    source: LEARN,
  },
  'no-scenario': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The columns match more than one HR scenario, or none.',
    why: 'Without a scenario, nothing can be checked, and the connector cannot map the columns.',
    fix: 'Set the input `scenario`, or map your columns with `columns`.',
    source: LEARN,
  },
  'empty-file': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The file has no records.',
    why: 'An empty export is usually a failed export.',
    fix: 'Check the step that creates the file. If runs without records are normal, set `allow-empty: true`.',
    source: 'this action',
  },
  'unreadable-encoding': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The bytes of the file are not text in the expected encoding.',
    why: 'Names would arrive garbled, and users with non-ASCII letters would not be found.',
    fix: `The finding describes the file. If it is a workbook, archive or document, save or extract it as CSV. If it is text, save it as UTF-8 ("CSV UTF-8" in Excel), or set \`encoding\` to its encoding. ${HOW_TO_TELL}`,
    source: 'this action',
  },
  'broken-quoting': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The quotation marks do not match, or a record is larger than 1 MiB.',
    why: 'An open quotation mark swallows all records after it.',
    fix: 'Enclose the whole value in quotation marks, and double the quotation marks inside it.',
    source: 'RFC 4180, section 2',
  },
  'joined-header': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The line break between the header and the first record is missing.',
    why: 'The first record would be read as column names and be lost.',
    fix: 'Change the export to write a line break after the header. If you concatenate files, each must end with a line break.',
    source: 'this action',
  },
  'wrong-encoding': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The text, decoded with the configured encoding, has control characters (U+0080 to U+009F).',
    why: 'Real text does not contain them: the file has another encoding, and names would arrive garbled.',
    fix: `Set \`encoding\` to the encoding of the file, or export UTF-8. ${HOW_TO_TELL}`,
    source: 'this action',
  },
  'mapping-differs': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'Two files of one run have different columns for the same field of a scenario.',
    why: 'A connector has one mapping: it could read only one of the files.',
    fix: 'Use the same column names in all exports, or map the columns of all files with `columns`. Files with other names need their own connector and step.',
    source: LEARN,
  },
  'too-many-columns': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'The header has more than 1,000 columns.',
    why: 'An HR export does not have that many: usually the file or the delimiter is wrong.',
    fix: 'Check `csv-path` and `delimiter`.',
    source: 'this action',
  },
  'row-too-long': {
    scope: 'record',
    severity: 'error',
    change: 'fixed',
    meaning: 'The row has more values than the header has columns, even if the last ones are empty.',
    why: 'A delimiter inside an unquoted value moves all values after it to the wrong columns, and the service responds with 500 to a file whose rows differ from the header.',
    fix: 'Enclose values that contain the delimiter in quotation marks.',
    source: REPORTED,
  },
  'missing-value': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'A value that the scenario requires is empty, a placeholder, or a date of zeros (SAP, MySQL).',
    why: 'The connector silently drops such a record.',
    fix: 'Fill in the value in the HR system.',
    source: LEARN,
  },
  'invalid-date': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The value is not a date in the expected form, or no such day or time exists.',
    why: 'The connector silently drops a record whose date it cannot read.',
    fix: 'Correct the date in the HR system. If all dates look like this one, set `date-format` to their form, such as `dd.MM.yyyy`; docs/rules.md lists the forms of many systems.',
    source: LEARN,
  },
  'invalid-user': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The value is not a user principal name.',
    why: 'The user principal name matches the event to a person; without a match, the event is lost.',
    fix: 'Export the user principal name of Microsoft Entra: a name, @, and a domain. To ignore rows that are not records, such as totals, use `ignore-rows`.',
    source: `${LEARN}; Microsoft Entra, user name policies`,
  },
  'value-too-long': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The value is longer than the field allows.',
    why: 'The connector has a documented maximum length; what happens to longer values is not documented.',
    fix: 'Shorten the value in the export: Remarks may have at most 200 characters, Rating 25 (UTF-16 code units, as in .NET).',
    source: LEARN,
  },
  'unknown-scenario': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The scenario column contains an unknown value.',
    why: 'The connector ignores rows with an unknown scenario.',
    fix: 'Map your value to a scenario with the input `scenario-values`.',
    source: LEARN,
  },
  'duplicate-record': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The same event of the same user is in an earlier row.',
    why: 'Of two records with the same user and time, one may be silently dropped; an export with duplicates counts events twice.',
    fix: 'Remove the duplicate row from the export.',
    source: 'Microsoft Learn on the sibling connector for insider risk indicators, as cited by third parties',
  },
  'outside-allowed-domains': {
    scope: 'record',
    severity: 'error',
    change: 'free',
    meaning: 'The domain of the user is not in the input `allowed-domains`.',
    why: 'You enabled this check: a user of another domain belongs to another tenant, or is a mistake.',
    fix: 'Correct the user in the export, or add the domain to `allowed-domains`.',
    source: 'this action',
  },
  'ambiguous-user': {
    scope: 'record',
    severity: 'error',
    change: 'fixed',
    meaning: 'The value of the user matches several users in the directory (`resolve-users`).',
    why: 'The record would be assigned to an arbitrary one of them.',
    fix: 'Export a value that only one user has, or correct the directory: two accounts should not share a mail address or an employee number. If another property is unique, list it first in `resolve-users`.',
    source: 'this action',
  },
  'too-few-records': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning:
      'There are fewer valid records than `min-records`, or no records are left with `invalid-rows: skip`.',
    why: 'You enabled this check: a truncated export looks like a quiet month.',
    fix: 'Check the other findings and the step that creates the file. If the number is correct, lower `min-records`.',
    source: 'this action',
  },
  'too-many-records': {
    scope: 'file',
    severity: 'error',
    change: 'fixed',
    meaning: 'There are more valid records than `max-records`.',
    why: 'You enabled this check: a runaway export would flood insider risk management.',
    fix: 'Check the step that creates the file, or raise `max-records`.',
    source: 'this action',
  },
  'row-too-short': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The row has fewer values than the header has columns; it is padded before it is sent.',
    why: 'The service responds with 500 to a file whose rows differ from the header. If the missing value was not the last one, the other values are in the wrong columns.',
    fix: 'Change the export to write every column, including empty ones.',
    source: REPORTED,
  },
  'unknown-column': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'This column belongs to no scenario.',
    why: 'It is sent and ignored: it is personal data that no one needs, or a misspelled field.',
    fix: 'Map it with `columns`, remove it from the export, or set `unmapped-columns: drop`.',
    source: 'this action',
  },
  'space-in-column-name': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'The name of a column contains a space.',
    why: 'In US Government clouds, column names must not contain spaces.',
    fix: 'Rename the column in the export and in the mapping of the connector.',
    source: LEARN_GOV,
  },
  'blanks-around-value': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning:
      'A user, a date or a scenario has leading or trailing blanks or invisible characters. Reported once per file, unless `rules` makes it an error.',
    why: 'With them, the value would not match; it is sent without them.',
    fix: 'Export values without padding. If that is not possible, turn this rule off with `rules`.',
    source: 'this action',
  },
  'lost-letters': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning:
      'Letters were lost before the file was written, and replaced by U+FFFD or question marks. In a user, it is an error.',
    why: 'A name such as J?rg cannot be repaired, and a user such as j?rg@contoso.com matches no one.',
    fix: 'Export UTF-8: in Windows PowerShell 5.1, use `Export-Csv -Encoding UTF8`. If the export reads another file, make sure that it uses the encoding of that file.',
    source: 'this action',
  },
  'placeholder-value': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'A required value is a word such as NULL or N/A, or a hyphen.',
    why: 'The connector treats it as the value. In a user or a date, it is reported as `missing-value`.',
    fix: 'Change the export to leave missing values empty, and fill in missing values in the HR system.',
    source: 'this action',
  },
  'unroutable-domain': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning:
      'The domain of a user exists only inside a network (.local, .lan, .internal, .corp …). Reported once per file, unless `rules` makes it an error.',
    why: 'No tenant can have verified it, so the user principal name in Microsoft Entra is different, and the event is not matched.',
    fix: 'Export the user principal name of Microsoft Entra instead of the one of the local Active Directory, or look users up with `resolve-users`.',
    source:
      'RFC 2606, RFC 6762 appendix G; Microsoft Entra, "Prepare a nonroutable domain for directory synchronization"',
  },
  'lines-above-header': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'Lines above the header were ignored.',
    why: 'A report has a title and a date above its table. If one of these lines is a record, it is not sent.',
    fix: 'Check the lines, and set `header-line` to the line of the header to stop this warning.',
    source: 'this action',
  },
  'repeated-header': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'A row repeats the header, as in concatenated files; it is ignored.',
    why: 'It is not a record. Concatenated files may also contain duplicate records.',
    fix: 'List the files separately in `csv-path`, or concatenate them without their headers.',
    source: 'this action',
  },
  'second-header': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The row below the header has labels, but no user or date; it is ignored.',
    why: 'Some systems write a second line with readable column names. It is not a record.',
    fix: 'Disable the second line in the export, or turn this rule off with `rules`.',
    source: 'this action',
  },
  'unusual-user': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The user has characters that Microsoft Entra does not allow in new user principal names.',
    why: 'Such a value may be an email address that differs from the user principal name. The event is then not matched to the person.',
    fix: 'Export the user principal name instead of the email address, and compare a value with Microsoft Entra.',
    source: `Microsoft Entra, user name policies; ${REPORTED}`,
  },
  'unknown-user': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The user is not in the directory (`resolve-users`); the value is sent unchanged.',
    why: 'The connector accepts the record, but Microsoft Purview does not match it to a person: its event raises no alert.',
    fix: 'If the column has other values, such as mail addresses or employee numbers, add their property to `resolve-users` (`mail`, `proxyAddresses`, `employeeId`). If the account was deleted, remove the record from the export.',
    source: 'this action',
  },
  'last-day-before-resignation': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The last working date is before the resignation date.',
    why: 'Usually the two columns are swapped, or the year is wrong.',
    fix: 'Correct the dates in the HR system.',
    source: 'this action',
  },
  'last-day-outside-window': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The last working date is more than six months ago or more than one year ahead.',
    why: 'The connector requires a date within this window at the time of the upload; what happens to other dates is not documented.',
    fix: 'Export only current resignations.',
    source: LEARN,
  },
  'date-out-of-range': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The date is before 1970 or more than ten years ahead.',
    why: 'Usually it is a placeholder (1900, 9999) or a misread two-digit year; alerts would be tied to the wrong time.',
    fix: 'Correct the date in the HR system, or exclude such rows from the export.',
    source: 'this action',
  },
  'date-without-offset': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning: 'Dates have no offset from UTC. Reported once per file, unless `rules` makes it an error.',
    why: 'They are read as UTC, which shifts events by the offset of your time zone.',
    fix: 'Set `time-zone` to the zone of your HR system, for example `Europe/Berlin`.',
    source: LEARN,
  },
  'date-without-time': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    isOncePerFile: true,
    meaning: 'Dates have no time. Reported once per file, unless `rules` makes it an error.',
    why: 'They are sent as the start of that day, in UTC or in the zone of `time-zone`: up to a day before the event.',
    fix: 'Export the time too. If there is only a date, set `time-zone`, and confirm it with `yyyy-MM-dd` as the first line of `date-format`.',
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
    meaning: 'The file looks like UTF-8, but the input `encoding` is another encoding.',
    why: 'Read in the wrong encoding, "Jörg" is uploaded as "JÃ¶rg": users with non-ASCII letters are not found.',
    fix: 'Remove the input `encoding`. If it is correct, turn this rule off with `rules`.',
    source: 'this action',
  },
  'ambiguous-local-time': {
    scope: 'record',
    severity: 'warning',
    change: 'free',
    meaning: 'The local time occurs twice, because clocks go back; the earlier instant is sent.',
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
    fix: 'Check the step that creates the file. If the number is correct this time, set `max-drop-percent: 100` for this run. If it is the new normal, set `history-path` to a new file to start the comparison again.',
    source: 'this action',
  },
  'more-records-than-usual': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning: 'A scenario has far more records than its earlier uploads (`history-path`, `max-rise-percent`).',
    why: 'An export without its filter, or one that was appended twice, floods insider risk management.',
    fix: 'Check the step that creates the file. If the number is correct this time, raise `max-rise-percent` for this run. If it is the new normal, set `history-path` to a new file to start the comparison again.',
    source: 'this action',
  },
  'content-unchanged': {
    scope: 'file',
    severity: 'warning',
    change: 'free',
    meaning:
      'The records are the same as in every upload of the past days (`history-path`, `max-unchanged-days`).',
    why: 'An export that no longer runs leaves its last file in place, which is then uploaded on every run.',
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

/** The customer's severities; see the input `rules`. */
export type RuleSettings = ReadonlyMap<RuleName, Severity | 'off'>;

/** The severity of a rule in this run. @param own The severity without the customer's setting. */
export function severityOf(
  rule: RuleName,
  settings: RuleSettings,
  own: Severity = RULES[rule].severity,
): Severity | 'off' {
  return settings.get(rule) ?? own;
}
