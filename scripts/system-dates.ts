/** How a system writes dates by default, for docs/rules.md. A test reads every example. */
export interface SystemDates {
  readonly system: string;
  /** What it writes. */
  readonly examples: readonly string[];
  /** The lines of `date-format` that read them. */
  readonly forms: readonly string[];
  readonly note?: string;
}

export const SYSTEM_DATES: readonly SystemDates[] = [
  {
    system: 'Excel, United States',
    examples: ['3/31/2026', '3/31/2026 17:05'],
    forms: ['M/d/yyyy', 'M/d/yyyy H:mm'],
    note: 'a number such as 46112 is a date in a column without a date format: set one before you save as CSV',
  },
  {
    system: 'Excel, United Kingdom, Ireland, Australia, India, France, Italy, Spain, Brazil',
    examples: ['31/03/2026', '31/03/2026 17:05'],
    forms: ['d/M/yyyy', 'd/M/yyyy H:mm'],
  },
  {
    system: 'Excel, Germany, Austria, Switzerland, Poland, Norway, Finland, Turkey',
    examples: ['31.03.2026', '31.03.2026 17:05'],
    forms: ['d.M.yyyy', 'd.M.yyyy H:mm'],
  },
  {
    system: 'Excel, Netherlands, Denmark',
    examples: ['31-3-2026', '31-03-2026 17:05'],
    forms: ['d-M-yyyy', 'd-M-yyyy H:mm'],
  },
  {
    system: 'Excel, Japan, China, South Africa',
    examples: ['2026/3/31', '2026/03/31 17:05'],
    forms: ['yyyy/M/d', 'yyyy/M/d H:mm'],
  },
  { system: 'Excel, Sweden, Canada', examples: ['2026-03-31', '2026-03-31 17:05'], forms: ['iso'] },
  {
    system: 'Workday, reports as a service',
    examples: ['2026-03-31', '2026-03-31-07:00', '2026-03-31T17:05:09.123-07:00'],
    forms: ['iso'],
  },
  { system: 'SAP (ABAP)', examples: ['20260331'], forms: ['yyyyMMdd'], note: '00000000 is not a date' },
  {
    system: 'SAP SuccessFactors, file export',
    examples: ['03/31/2026'],
    forms: ['MM/dd/yyyy'],
    note: 'depends on the locale of the job: en_GB has the day first',
  },
  { system: 'PeopleSoft, Oracle HCM, Oracle DATE', examples: ['31-MAR-26'], forms: ['dd-MMM-yy'] },
  {
    system: 'Oracle TIMESTAMP',
    examples: ['31-MAR-26 05.05.09.123456 PM', '31-MAR-26 05.05.09.123456 PM +02:00'],
    forms: ['dd-MMM-yy hh.mm.ss.fffffff tt', 'dd-MMM-yy hh.mm.ss.fffffff tt zzz'],
    note: 'or set `NLS_DATE_FORMAT` to `\'YYYY-MM-DD"T"HH24:MI:SS\'` in the export',
  },
  {
    system: 'SQL Server (sqlcmd, bcp)',
    examples: ['2026-03-31 17:05:09.123', '2026-03-31 17:05:09.1234567 +02:00'],
    forms: ['iso'],
  },
  {
    system: 'SQL Server, dates converted to text',
    examples: ['Mar 31 2026  5:05PM', 'Mar  3 2026 12:05AM'],
    forms: ['MMM d yyyy  h:mmtt', 'MMM d yyyy h:mmtt', 'MMM  d yyyy  h:mmtt', 'MMM  d yyyy h:mmtt'],
    note: 'two spaces before one-digit days and hours; better: `CONVERT(varchar, x, 126)`, which is `iso`',
  },
  {
    system: 'PostgreSQL',
    examples: [
      '2026-03-31',
      '2026-03-31 17:05:09.123456',
      '2026-03-31 17:05:09+02',
      '2026-03-31 17:05:09+05:30',
    ],
    forms: ['iso'],
  },
  {
    system: 'MySQL, MariaDB',
    examples: ['2026-03-31', '2026-03-31 17:05:09'],
    forms: ['iso'],
    note: '0000-00-00 is not a date',
  },
  {
    system: 'BigQuery',
    examples: ['2026-03-31 17:05:09 UTC', '2026-03-31 17:05:09.123456 UTC', '2026-03-31T17:05:09'],
    forms: ['iso'],
  },
  {
    system: 'PowerShell, `Export-Csv` in the United States',
    examples: ['3/31/2026 5:05:09 PM'],
    forms: ['M/d/yyyy h:mm:ss tt'],
    note: "other countries as in Excel, with seconds; better: `$x.ToString('o')`, which is `iso`",
  },
  {
    system: 'PowerShell, Active Directory attributes',
    examples: ['2026-03-31T17:05:09.1234567Z'],
    forms: ['iso'],
    note: "numbers of 18 digits are file times: `[DateTime]::FromFileTimeUtc($x).ToString('o')`",
  },
  {
    system: 'Java (Timestamp, LocalDateTime, OffsetDateTime)',
    examples: ['2026-03-31 17:05:09.0', '2026-03-31T17:05', '2026-03-31T17:05:09.123456789+02:00'],
    forms: ['iso'],
    note: 'a ZonedDateTime ends with the name of its zone and is not supported',
  },
  {
    system: 'SAS',
    examples: ['31MAR2026', '31MAR2026:17:05:09'],
    forms: ['ddMMMyyyy', 'ddMMMyyyy:HH:mm:ss'],
  },
  {
    system: 'Python, Ruby, JavaScript',
    examples: ['2026-03-31T17:05:09.123456+02:00', '2026-03-31 17:05:09 +0200', '2026-03-31T17:05:09.123Z'],
    forms: ['iso'],
  },
];
