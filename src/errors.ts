/** A piece of text for people: one entry is one line. Text from outside in it has been through `text/printable.ts`. */
export type Lines = readonly string[];

/**
 * Every failure by its stable name: the title of the closing annotation, the output `error-code` and a heading of
 * docs/troubleshooting.md. To add one, add it here and there.
 */
export const ERROR_CODES = [
  // The run
  'invalid-inputs',
  'check-failed',
  'cancelled',
  'internal-error',
  'node-too-old',
  'tls-verification-disabled',
  'temporary-file-not-written',
  // Inputs
  'input-not-allowed',
  'input-not-boolean',
  'input-not-in-range',
  'input-line-malformed',
  'csv-path-missing',
  'record-bounds-conflict',
  'scenario-values-unknown-scenario',
  'scenario-values-conflict',
  'columns-unknown-field',
  'columns-conflict',
  'column-placeholder',
  'time-zone-invalid',
  'date-format-invalid',
  'date-format-conflict',
  'allowed-domains-invalid',
  'delimiter-invalid',
  'ignore-rows-invalid',
  'encoding-invalid',
  'rules-unknown-rule',
  'rules-unknown-severity',
  'rules-fixed-rule',
  'rules-conflict',
  'checkpoint-path-conflict',
  'history-path-conflict',
  'id-missing',
  'id-placeholder',
  'id-invalid',
  'ids-swapped',
  'ids-equal',
  'tenant-id-not-specific',
  'client-id-of-service',
  'authority-host-invalid',
  'ingestion-url-invalid',
  'ingestion-url-has-job-id',
  'resource-invalid',
  // The repository
  'event-not-allowed',
  'repository-public',
  'repository-visibility-unknown',
  // The CSV file
  'csv-file-not-found',
  'csv-pattern-without-match',
  'csv-pattern-too-complex',
  'csv-path-not-expanded',
  'csv-path-is-directory',
  'csv-file-not-regular',
  'csv-file-not-permitted',
  'csv-file-busy',
  'csv-file-unreadable',
  'csv-link-outside-workspace',
  'file-changed',
  // The credential
  'no-credential',
  'several-credentials',
  'client-secret-is-id',
  'client-secret-is-certificate',
  'certificate-empty',
  'certificate-encryption-unsupported',
  'certificate-missing',
  'certificate-key-missing',
  'certificate-key-mismatch',
  'certificate-key-not-rsa',
  'certificate-key-too-short',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-password-missing',
  'certificate-password-unused',
  'certificate-password-wrong',
  'certificate-unreadable',
  'certificate-wrong-content',
  'certificate-file-not-found',
  'certificate-file-unreadable',
  'certificate-thumbprint-invalid',
  'windows-store-not-available',
  'windows-store-certificate-not-found',
  'windows-store-key-not-usable',
  'windows-store-unreadable',
  'powershell-not-started',
  'powershell-timeout',
  'oidc-token-refused',
  'federated-token-file-not-found',
  'federated-token-file-unreadable',
  'federated-token-empty',
  'federated-token-invalid',
  'federated-token-expired',
  'federated-token-wrong-audience',
  'managed-identity-not-found',
  'managed-identity-refused',
  'managed-identity-unavailable',
  // Microsoft Entra
  'entra-application-disabled',
  'entra-application-not-assigned',
  'entra-application-not-found',
  'entra-assertion-invalid',
  'entra-authority-unknown',
  'entra-certificate-not-registered',
  'entra-certificate-not-trusted',
  'entra-client-secret-expired',
  'entra-client-secret-wrong',
  'entra-clock-wrong',
  'entra-conditional-access',
  'entra-credential-invalid',
  'entra-identity-at-risk',
  'entra-identity-unknown',
  'entra-issuer-unreachable',
  'entra-no-federated-credential',
  'entra-other-cloud',
  'entra-public-client',
  'entra-refused',
  'entra-request-invalid',
  'entra-resource-disabled',
  'entra-resource-invalid',
  'entra-resource-not-found',
  'entra-service-principal-missing',
  'entra-tenant-blocked',
  'entra-tenant-not-found',
  'entra-tenant-restricted',
  'entra-throttled',
  'entra-tls-too-old',
  'entra-token-unusable',
  'entra-unavailable',
  'entra-unexpected-response',
  // Microsoft Graph
  'graph-bad-request',
  'graph-permission-missing',
  'graph-throttled',
  'graph-token-refused',
  'graph-unavailable',
  'graph-unexpected-response',
  // The webhook
  'webhook-bad-request',
  'webhook-captive-portal',
  'webhook-early-response',
  'webhook-forbidden',
  'webhook-gateway-error',
  'webhook-internal-error',
  'webhook-job-mismatch',
  'webhook-length-required',
  'webhook-media-type-refused',
  'webhook-not-found',
  'webhook-record-too-large',
  'webhook-redirect',
  'webhook-throttled',
  'webhook-timeout',
  'webhook-token-refused',
  'webhook-unavailable',
  'webhook-unexpected-response',
  'webhook-web-page',
  // The network
  'network-connection-refused',
  'network-connection-reset',
  'network-failed',
  'network-invalid-response',
  'network-name-not-resolved',
  'network-timeout',
  'network-unreachable',
  'extra-ca-certs-unreadable',
  'proxy-authentication-required',
  'proxy-credentials-refused',
  'proxy-refused',
  'proxy-scheme-unsupported',
  'proxy-setting-invalid',
  'proxy-unavailable',
  'proxy-unreachable',
  'tls-certificate-expired',
  'tls-certificate-untrusted',
  'tls-certificate-wrong-host',
  'tls-failed',
  // Files that are kept between runs
  'checkpoint-not-usable',
  'history-not-usable',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What every failure says. */
export interface Explanation {
  readonly code: ErrorCode;
  /** What was seen, in one sentence. Never contains a cell of the CSV, a secret or a library's own message. */
  readonly what: string;
  /** What it means, where that is not evident. */
  readonly means?: string;
  /** What to do next: one step a line, with the setting or command to use. */
  readonly fix: Lines;
}

/**
 * A failure that we can explain. Everything that ends a run is one of these; any other exception is an internal error
 * and is shown only by its type, since its message may quote data.
 */
export class ActionError extends Error implements Explanation {
  override readonly name = 'ActionError';
  readonly code: ErrorCode;
  readonly what: string;
  readonly means?: string;
  readonly fix: Lines;

  constructor(explanation: Explanation, options?: ErrorOptions) {
    super(explanation.what, options);
    this.code = explanation.code;
    this.what = explanation.what;
    if (explanation.means !== undefined) this.means = explanation.means;
    this.fix = explanation.fix;
  }
}

/** Several mistakes found together, such as all the wrong inputs of a run. `problems` has at least one entry. */
export class ActionErrors extends ActionError {
  readonly problems: readonly Explanation[];

  /** A single problem keeps its own code. */
  constructor(problems: readonly Explanation[]) {
    const [first] = problems;
    if (first === undefined) throw new RangeError('ActionErrors needs at least one problem');
    super(
      problems.length === 1
        ? first
        : {
            code: 'invalid-inputs',
            what: `${problems.length} mistakes: ${problems.map((p) => p.what).join(' ')}`,
            fix: problems.flatMap((p) => p.fix),
          },
    );
    this.problems = problems;
  }
}
