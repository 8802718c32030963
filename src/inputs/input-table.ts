/** One input, for `action.yml`, the README's table and the reader. */
export interface InputRow {
  /** Its heading in the README. */
  readonly group:
    | 'What to do'
    | 'Sign-in'
    | 'Connector'
    | 'Reading the CSV'
    | 'Checking'
    | 'Delivery'
    | 'GitHub';
  /** The value of an empty input; empty if there is no default. */
  readonly default: string;
  /** Shown in `action.yml` and the README. */
  readonly description: string;
}

/** All inputs, in the order of `action.yml`. */
export const INPUT_TABLE = {
  'csv-path': {
    group: 'What to do',
    default: '',
    description:
      'CSV file or pattern such as exports/*.csv, relative to the workspace, one per line; a line that starts with ! excludes files. Required unless `mode` is `preflight`.',
  },
  mode: {
    group: 'What to do',
    default: 'upload',
    description:
      'validate: only check, without credentials or connections. preflight: also sign in, but send nothing. upload: check everything, then upload.',
  },
  'tenant-id': {
    group: 'Connector',
    default: '',
    description: 'Directory (tenant) ID of the app registration, or a domain of the tenant.',
  },
  'client-id': {
    group: 'Connector',
    default: '',
    description: 'Application (client) ID of the app registration.',
  },
  'job-id': {
    group: 'Connector',
    default: '',
    description: 'Job ID that the Microsoft Purview portal shows for the HR connector.',
  },
  cloud: {
    group: 'Connector',
    default: 'commercial',
    description: 'Cloud of the tenant: commercial, gcc, gcc-high or dod.',
  },
  'authority-host': {
    group: 'Connector',
    default: '',
    description: 'Host of the Microsoft Entra authority. Default: the host of the cloud.',
  },
  'ingestion-url': {
    group: 'Connector',
    default: '',
    description: 'https URL of the ingestion webhook, without jobid. Default: the URL of the cloud.',
  },
  resource: {
    group: 'Connector',
    default: '',
    description: 'Application ID URI to request a token for. Default: the URI of the cloud.',
  },
  certificate: {
    group: 'Sign-in',
    default: '',
    description:
      'Certificate and private key as PEM, or base64 of such a PEM or of a PFX file. Without any credential input the action signs in by OIDC.',
  },
  'certificate-path': {
    group: 'Sign-in',
    default: '',
    description: 'Path of a file on the runner with the certificate and private key (PEM or PFX).',
  },
  'certificate-password': {
    group: 'Sign-in',
    default: '',
    description: 'Password of an encrypted private key or PFX file.',
  },
  'certificate-thumbprint': {
    group: 'Sign-in',
    default: '',
    description:
      'SHA-1 thumbprint of a certificate in the Windows certificate store of a self-hosted runner. Its private key stays there.',
  },
  'client-secret': {
    group: 'Sign-in',
    default: '',
    description: 'Client secret, for a migration from the script. Every run warns about it.',
  },
  'federated-token-path': {
    group: 'Sign-in',
    default: '',
    description:
      'File with a token of another issuer (a Kubernetes service account, SPIFFE), used as the client assertion. It is read again for every token request.',
  },
  'managed-identity-client-id': {
    group: 'Sign-in',
    default: '',
    description:
      "Client ID of a user-assigned managed identity of the runner's machine, registered as a federated credential of the app.",
  },
  audience: {
    group: 'Sign-in',
    default: '',
    description:
      'Audience of the OIDC token, of the token in the file, or of the token requested for the managed identity. Default: the audience of the cloud.',
  },
  'directory-client-id': {
    group: 'Sign-in',
    default: '',
    description:
      'Application (client) ID of another app registration for resolve-users, so that the uploading app needs no permission. Default: `client-id`.',
  },
  delimiter: {
    group: 'Reading the CSV',
    default: 'auto',
    description: 'Delimiter of the file: auto, comma, semicolon, tab, pipe, or the character.',
  },
  'header-line': {
    group: 'Reading the CSV',
    default: 'auto',
    description:
      'Physical line of the header. auto: the first of the first 20 lines that has two known column names, or else the first line; lines above it are ignored.',
  },
  'ignore-rows': {
    group: 'Reading the CSV',
    default: '',
    description:
      'Patterns (* and ?) for the first cell of rows that are not records, one per line, such as Total*. A row with a user is never ignored.',
  },
  encoding: {
    group: 'Reading the CSV',
    default: 'auto',
    description:
      'Encoding of the file: auto (UTF-8, or UTF-16 by its byte order mark), or a WHATWG label such as windows-1252. Uploaded as UTF-8.',
  },
  scenario: {
    group: 'Reading the CSV',
    default: 'auto',
    description:
      'Scenario of all records: auto, resignation, job-level-change, performance-review, performance-improvement-plan or employee-profile.',
  },
  'scenario-column': {
    group: 'Reading the CSV',
    default: 'auto',
    description:
      'Name of the column that contains the scenario of a record. auto finds HRScenario or Scenario.',
  },
  'scenario-values': {
    group: 'Reading the CSV',
    default: '',
    description: 'Your own values in the scenario column, one per line, such as "resignation: Leaver".',
  },
  columns: {
    group: 'Reading the CSV',
    default: '',
    description: 'Your own column names, one per line, as field: column, such as "EmailAddress: UPN".',
  },
  'date-format': {
    group: 'Reading the CSV',
    default: 'iso',
    description:
      'Date formats, one per line; the first that matches a value is used. iso (ISO 8601), or a pattern of .NET format letters such as dd/MM/yyyy, dd-MMM-yy or M/d/yyyy h:mm tt. Dates are rewritten to the format of the connector.',
  },
  'time-zone': {
    group: 'Reading the CSV',
    default: '',
    description:
      'IANA time zone of dates without an offset, such as Europe/Berlin. Without it, ISO dates with a time get no offset and all other dates are read as UTC.',
  },
  'unmapped-columns': {
    group: 'Reading the CSV',
    default: 'send',
    description: 'send: upload all columns. drop: upload only the columns of a known scenario.',
  },
  'invalid-rows': {
    group: 'Checking',
    default: 'fail',
    description:
      'fail: an invalid row stops the upload. skip: upload the valid rows and write the others to a file.',
  },
  'allowed-domains': {
    group: 'Checking',
    default: '',
    description: 'Allowed domains of users, one per line. A user outside them is an error.',
  },
  rules: {
    group: 'Checking',
    default: '',
    description: 'Severity of rules, one per line, such as "row-too-short: error" (error, warning or off).',
  },
  'resolve-users': {
    group: 'Checking',
    default: '',
    description:
      'Microsoft Graph properties in which users are looked up before the upload, one per line: userPrincipalName, mail, proxyAddresses, employeeId, onPremisesSamAccountName, onPremisesUserPrincipalName. The first one with a match wins, and its userPrincipalName is sent.',
  },
  'min-records': {
    group: 'Checking',
    default: '',
    description: 'Minimum number of valid records in all files; guards against a truncated export.',
  },
  'max-records': {
    group: 'Checking',
    default: '',
    description: 'Maximum number of valid records in all files; guards against a runaway export.',
  },
  'allow-empty': {
    group: 'Checking',
    default: 'false',
    description:
      'true: a run without a file, or with a file without records, succeeds without signing in or uploading.',
  },
  'upload-delimiter': {
    group: 'Connector',
    default: 'comma',
    description:
      'comma, tab or pipe: the file format that was chosen when the connector was created in the portal.',
  },
  'records-per-call': {
    group: 'Delivery',
    default: '499',
    description: 'Maximum records per call. Microsoft documents fewer than 500.',
  },
  'concurrent-calls': { group: 'Delivery', default: '1', description: 'Maximum concurrent calls.' },
  'max-attempts': {
    group: 'Delivery',
    default: '6',
    description: 'Maximum attempts per call when the network or the service fails temporarily.',
  },
  'call-timeout-seconds': {
    group: 'Delivery',
    default: '400',
    description: 'Timeout of one attempt at a call, in seconds.',
  },
  'checkpoint-path': {
    group: 'Delivery',
    default: '',
    description:
      'File that records the accepted calls, so that a later run with the same content resumes where this one stopped.',
  },
  'history-path': {
    group: 'Checking',
    default: '',
    description:
      'File that keeps the record counts of earlier uploads between runs; an export that is unusually small, unusually large or unchanged is then reported.',
  },
  'max-drop-percent': {
    group: 'Checking',
    default: '50',
    description:
      'With history-path: how far, in percent, the record count of a scenario may fall below the median of the last 7 uploads.',
  },
  'max-rise-percent': {
    group: 'Checking',
    default: '300',
    description:
      'With history-path: how far, in percent, the record count of a scenario may rise above that median.',
  },
  'max-unchanged-days': {
    group: 'Checking',
    default: '7',
    description:
      'With history-path: number of days (24 hours each) of uploads with identical records after which an export is reported as unchanged. 0: from the second upload.',
  },
  'allow-public-repository': {
    group: 'GitHub',
    default: 'false',
    description: 'true: run even if the repository is public, or if its visibility is unknown.',
  },
  'failure-issue': {
    group: 'GitHub',
    default: 'false',
    description:
      'true: a failed run on the default branch opens or updates one issue, and the next successful run closes it. Requires issues: write.',
  },
  'github-token': {
    group: 'GitHub',
    default: '',
    description: 'Token for failure-issue, and to find out whether the repository is public.',
  },
} as const satisfies Record<string, InputRow>;

export type InputName = keyof typeof INPUT_TABLE;

/** All input names, in the order of `action.yml`. */
export const INPUT_NAMES = Object.keys(INPUT_TABLE) as InputName[];
