/** One input, as `action.yml`, the README's table and the reader know it. */
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
  /** The value of an empty input; empty where the input is simply absent. */
  readonly default: string;
  /** What `action.yml` and the README say. */
  readonly description: string;
}

/** All inputs, in the order of `action.yml`. */
export const INPUT_TABLE = {
  'csv-path': {
    group: 'What to do',
    default: '',
    description:
      'The CSV file, or a pattern such as exports/*.csv, relative to the workspace; several on lines of their own. Required, but for mode preflight.',
  },
  mode: {
    group: 'What to do',
    default: 'upload',
    description:
      'validate: check only, without credentials or connections. preflight: check what is there and sign in, send nothing. upload: check everything, then upload.',
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
  cloud: { group: 'Connector', default: 'commercial', description: 'commercial, gcc, gcc-high or dod.' },
  'authority-host': {
    group: 'Connector',
    default: '',
    description: 'Host of the Microsoft Entra authority, in place of the one of the cloud.',
  },
  'ingestion-url': {
    group: 'Connector',
    default: '',
    description: 'https URL of the ingestion webhook without jobid, in place of the one of the cloud.',
  },
  resource: {
    group: 'Connector',
    default: '',
    description: 'Application ID URI for which a token is asked, in place of the one of the cloud.',
  },
  certificate: {
    group: 'Sign-in',
    default: '',
    description:
      'Certificate and private key as PEM, or base64 of such a PEM or of a PFX file. Without any credential the action signs in by OIDC.',
  },
  'certificate-path': {
    group: 'Sign-in',
    default: '',
    description: 'The same, in a file on the runner (PEM or PFX).',
  },
  'certificate-password': {
    group: 'Sign-in',
    default: '',
    description: 'Password of an encrypted key or of a PFX file.',
  },
  'certificate-thumbprint': {
    group: 'Sign-in',
    default: '',
    description:
      'SHA-1 thumbprint of a certificate in the Windows certificate store of a self-hosted runner; its key stays there.',
  },
  'client-secret': {
    group: 'Sign-in',
    default: '',
    description: 'Client secret, for those who come from the script. It works, and warns at every run.',
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
      'Audience of the OIDC token, of the token file, or to request for the managed identity, in place of the one of the cloud.',
  },
  delimiter: {
    group: 'Reading the CSV',
    default: 'auto',
    description: 'auto, comma, semicolon, tab, pipe, or the character. Uploaded as comma.',
  },
  encoding: {
    group: 'Reading the CSV',
    default: 'auto',
    description:
      'auto (UTF-8, or UTF-16 by its byte order mark), or a label such as windows-1252. Uploaded as UTF-8.',
  },
  scenario: {
    group: 'Reading the CSV',
    default: 'auto',
    description:
      'auto, or resignation, job-level-change, performance-review, performance-improvement-plan, employee-profile for all records.',
  },
  'scenario-column': {
    group: 'Reading the CSV',
    default: 'auto',
    description: 'Name of the column that tells the scenario of a record. auto finds HRScenario or Scenario.',
  },
  'scenario-values': {
    group: 'Reading the CSV',
    default: '',
    description: 'Your own values in that column, one per line, such as "resignation: Leaver".',
  },
  columns: {
    group: 'Reading the CSV',
    default: '',
    description: 'Your own column names, one per line: field, then your name, such as "EmailAddress: UPN".',
  },
  'date-format': {
    group: 'Reading the CSV',
    default: 'iso',
    description:
      'iso, or a pattern of yyyy M MM d dd H HH m mm s ss f such as dd/MM/yyyy; such dates are rewritten for the connector.',
  },
  'time-zone': {
    group: 'Reading the CSV',
    default: '',
    description:
      'IANA zone, such as Europe/Berlin, of dates without an offset. Without it ISO dates stay as they are and others are taken as UTC.',
  },
  'unmapped-columns': {
    group: 'Reading the CSV',
    default: 'send',
    description: 'send, or drop to upload only columns that a scenario knows.',
  },
  'invalid-rows': {
    group: 'Checking',
    default: 'fail',
    description:
      'fail: one invalid row stops the upload. skip: upload the valid rows and write the others to a file.',
  },
  'allowed-domains': {
    group: 'Checking',
    default: '',
    description: 'Domains that users may have, one per line; others are errors.',
  },
  rules: {
    group: 'Checking',
    default: '',
    description:
      'Severity of single rules, one per line, such as "row-too-short: error" (error, warning, off).',
  },
  'min-records': {
    group: 'Checking',
    default: '',
    description: 'Fewest valid records over all files; guards against a truncated export.',
  },
  'max-records': {
    group: 'Checking',
    default: '',
    description: 'Most valid records over all files; guards against a runaway export.',
  },
  'allow-empty': {
    group: 'Checking',
    default: 'false',
    description:
      'true: no file, or a file without records, is a normal night; nothing is uploaded and nobody signs in.',
  },
  'records-per-call': {
    group: 'Delivery',
    default: '499',
    description: 'Records in one call. Microsoft documents fewer than 500.',
  },
  'concurrent-calls': { group: 'Delivery', default: '1', description: 'Calls under way at once.' },
  'max-attempts': {
    group: 'Delivery',
    default: '6',
    description: 'Attempts for one call when the network or the service fails for a while.',
  },
  'call-timeout-seconds': {
    group: 'Delivery',
    default: '400',
    description: 'Seconds for one attempt of a call.',
  },
  'checkpoint-path': {
    group: 'Delivery',
    default: '',
    description:
      'File that remembers what was accepted, so that a later run of the same content goes on where this one stopped.',
  },
  'allow-public-repository': {
    group: 'GitHub',
    default: 'false',
    description: 'true: run although the repository is public, or although that cannot be told.',
  },
  'failure-issue': {
    group: 'GitHub',
    default: 'false',
    description:
      'true: a failed run on the default branch opens or updates one issue, and the next success closes it. Needs issues: write.',
  },
  'github-token': {
    group: 'GitHub',
    default: '',
    description: 'Token for failure-issue, and to ask whether the repository is public.',
  },
} as const satisfies Record<string, InputRow>;

export type InputName = keyof typeof INPUT_TABLE;

/** All input names, in the order of `action.yml`. */
export const INPUT_NAMES = Object.keys(INPUT_TABLE) as InputName[];
