import { ActionError, type ErrorCode, type Lines } from '../errors.ts';

/** Why no response arrived. */
export type NetworkFailure =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'timeout'
  | 'untrusted-certificate'
  | 'untrusted-despite-extra-roots'
  | 'extra-roots-missing'
  | 'extra-roots-not-pem'
  | 'wrong-host-certificate'
  | 'expired-certificate'
  | 'tls'
  | 'proxy-setting'
  | 'proxy-authentication'
  | 'proxy-credentials-refused'
  | 'proxy-scheme-unsupported'
  | 'proxy-refused'
  | 'proxy-unavailable'
  | 'invalid-answer'
  | 'cancelled'
  | 'body-changed'
  | 'other';

/** Explanation and retry policy of one kind of network failure. */
export interface NetworkFailureRow {
  readonly code: ErrorCode;
  readonly what: (error: NetworkError) => string;
  readonly means?: string;
  readonly fix: Lines;
  /** What happened to an attempt; follows "call 3" or "attempt 1". */
  readonly happened: string;
  /** The same request may succeed on another attempt. */
  readonly isTransient: boolean;
  /** Limits the attempts further than the caller, if more would only delay a clear message. */
  readonly maxAttempts?: number;
  /** A request whose body was sent completely may have taken effect. */
  readonly leavesDoubt: boolean;
  /** The network is not the cause, so the message does not list the hosts to allow. */
  readonly hidesHosts?: true;
}

/** A request without a response status. Its message contains only the kind and the host; the cause is never printed. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly kind: NetworkFailure;
  readonly host: string;
  /** Host and port of the proxy, if any. */
  readonly proxyHost: string | undefined;
  /** Whether the whole body may have left this machine: only then can the request have taken effect. */
  readonly bodySent: boolean;
  /** Status with which a proxy refused the tunnel. */
  readonly proxyStatus: number | undefined;
  /** Known authentication schemes that a proxy requires. */
  readonly proxySchemes: readonly string[];
  /** The hosts that a firewall must allow for this run, as far as the client knows them. */
  readonly hosts: readonly string[];

  constructor(details: {
    kind: NetworkFailure;
    host: string;
    proxyHost: string | undefined;
    bodySent: boolean;
    proxyStatus?: number | undefined;
    proxySchemes?: readonly string[] | undefined;
    hosts?: readonly string[];
    cause?: unknown;
  }) {
    super(`${details.kind} (${details.host})`, { cause: details.cause });
    this.kind = details.kind;
    this.host = details.host;
    this.proxyHost = details.proxyHost;
    this.bodySent = details.bodySent;
    this.proxyStatus = details.proxyStatus;
    this.proxySchemes = details.proxySchemes ?? [];
    this.hosts = details.hosts ?? [details.host];
  }

  /** The row of this kind. */
  get row(): NetworkFailureRow {
    return NETWORK_FAILURES[this.kind];
  }
}

/** Thrown by a body whose bytes changed after the check; see `HttpBody.chunks`. */
export class BodyChangedError extends Error {
  override readonly name = 'BodyChangedError';
}

const RUN_AGAIN =
  'Run the job again. If the problem persists, allow this host on port 443 in the firewall or proxy.';
const NOT_UNVERIFIED = 'Do not disable the verification: this action refuses to run without it.';
const INSPECTED = 'Usually a proxy or firewall inspects TLS traffic and presents a certificate of its own.';
const WRITE_PROXY =
  'Write it as http://proxy.contoso.com:8080, with a user as http://user:password@proxy.contoso.com:8080.';
const PERCENT_CODES =
  'In the user and the password, percent-encode special characters: %40 for @, %3A for :, %2F for /, %23 for #, %25 for %.';
const DOMAIN_USER =
  'Write a domain user with %5C for the backslash: http://DOMAIN%5Cuser:password@proxy.contoso.com:8080.';
const untrusted = ({ host }: NetworkError): string =>
  `The TLS certificate presented for ${host} is signed by an authority that this runner does not trust.`;

/**
 * One row for each kind of network failure: retries and messages for Entra, GitHub, Graph and the webhook come from here.
 * To add a kind, add a row. Failures before the body was sent never leave a doubt, whatever the row says
 * (`NetworkError.bodySent`).
 */
export const NETWORK_FAILURES: Readonly<Record<NetworkFailure, NetworkFailureRow>> = {
  dns: {
    code: 'network-name-not-resolved',
    what: ({ host }) => `The name ${host} could not be resolved.`,
    means:
      'The host name is wrong, or this runner has no DNS for the internet (then it usually needs a proxy).',
    fix: [
      'Check the inputs `cloud`, `authority-host` and `ingestion-url`.',
      'On a self-hosted runner behind a proxy, set HTTPS_PROXY for the runner.',
    ],
    happened: 'could not resolve the host name',
    isTransient: true,
    maxAttempts: 3,
    leavesDoubt: true,
  },
  refused: {
    code: 'network-connection-refused',
    what: ({ host }) => `${host} refused the connection.`,
    fix: ['Check the host in your inputs, and the proxy settings (HTTPS_PROXY, NO_PROXY) of the runner.'],
    happened: 'failed because the connection was refused',
    isTransient: true,
    leavesDoubt: true,
  },
  unreachable: {
    code: 'network-unreachable',
    what: ({ host }) => `There is no route from this runner to ${host}.`,
    fix: ['Allow this host on port 443 in the firewall, or set HTTPS_PROXY for the runner.'],
    happened: 'found no route to the host',
    isTransient: true,
    leavesDoubt: true,
  },
  reset: {
    code: 'network-connection-reset',
    what: ({ host }) => `The connection to ${host} was closed before a response arrived.`,
    means: 'Either the network failed, or a firewall closes connections to hosts it does not allow.',
    fix: [RUN_AGAIN],
    happened: 'lost its connection before a response',
    isTransient: true,
    leavesDoubt: true,
  },
  timeout: {
    code: 'network-timeout',
    what: ({ host }) => `${host} did not respond in time.`,
    means: 'The service is slow, or a firewall drops the packets silently.',
    fix: [RUN_AGAIN],
    happened: 'got no response in time',
    isTransient: true,
    leavesDoubt: true,
  },
  'untrusted-certificate': {
    code: 'tls-certificate-untrusted',
    what: untrusted,
    means: INSPECTED,
    fix: [
      "Install your company's root certificate on the runner, or set NODE_EXTRA_CA_CERTS to its PEM file in the environment of the runner or the job.",
      NOT_UNVERIFIED,
    ],
    happened: 'failed because a certificate is not trusted',
    isTransient: false,
    leavesDoubt: false,
  },
  'untrusted-despite-extra-roots': {
    code: 'tls-certificate-untrusted',
    what: untrusted,
    means: `NODE_EXTRA_CA_CERTS was read, but it does not contain the root of this certificate. ${INSPECTED}`,
    fix: [
      'Add the root certificate of the proxy or firewall that inspects this connection to the PEM file in NODE_EXTRA_CA_CERTS. To see its issuer, run on the runner: `openssl s_client -connect HOST:443 -showcerts`.',
      NOT_UNVERIFIED,
    ],
    happened: 'failed because a certificate is not trusted',
    isTransient: false,
    leavesDoubt: false,
  },
  'extra-roots-missing': {
    code: 'extra-ca-certs-unreadable',
    what: (error) => `${untrusted(error)} NODE_EXTRA_CA_CERTS is set, but its file cannot be read.`,
    means:
      'In this case, Node.js ignores the variable. In a `container:` job the path must exist inside the container.',
    fix: [
      "Check the path in NODE_EXTRA_CA_CERTS, and that the runner's account may read the file. In a `container:` job, mount the file with `volumes:` and use its path in the container.",
      NOT_UNVERIFIED,
    ],
    happened: 'failed because a certificate is not trusted',
    isTransient: false,
    leavesDoubt: false,
  },
  'extra-roots-not-pem': {
    code: 'extra-ca-certs-unreadable',
    what: (error) =>
      `${untrusted(error)} NODE_EXTRA_CA_CERTS is set, but its file is not a PEM with certificates.`,
    means: 'In this case, Node.js ignores the variable. A .cer file from Windows is often DER.',
    fix: [
      'Convert the file: `openssl x509 -inform der -in root.cer -out root.pem`, and set NODE_EXTRA_CA_CERTS to the result.',
      NOT_UNVERIFIED,
    ],
    happened: 'failed because a certificate is not trusted',
    isTransient: false,
    leavesDoubt: false,
  },
  'wrong-host-certificate': {
    code: 'tls-certificate-wrong-host',
    what: ({ host }) => `The TLS certificate presented for ${host} is for another host.`,
    fix: [
      'Check `authority-host` and `ingestion-url`, and whether a proxy or firewall responds in place of this host.',
    ],
    happened: 'failed because a certificate is for another host',
    isTransient: false,
    leavesDoubt: false,
  },
  'expired-certificate': {
    code: 'tls-certificate-expired',
    what: ({ host }) => `The TLS certificate presented for ${host} is expired or not yet valid.`,
    fix: ["Check the runner's clock, and the certificate of a proxy that inspects TLS traffic."],
    happened: 'failed because a certificate is expired or not yet valid',
    isTransient: false,
    leavesDoubt: false,
  },
  tls: {
    code: 'tls-failed',
    what: ({ host }) => `No TLS connection to ${host} could be established.`,
    fix: [
      'Check whether HTTPS_PROXY names a plain http:// proxy and whether a firewall inspects TLS traffic.',
    ],
    happened: 'could not establish a TLS connection',
    isTransient: true,
    maxAttempts: 3,
    leavesDoubt: true,
  },
  'proxy-setting': {
    code: 'proxy-setting-invalid',
    what: ({ host }) => `HTTPS_PROXY is not the address of an HTTP proxy, so ${host} was not contacted.`,
    means: 'Its value is not shown, because it may contain a password.',
    fix: [
      WRITE_PROXY,
      PERCENT_CODES,
      DOMAIN_USER,
      'SOCKS proxies and proxy scripts (PAC) are not supported.',
    ],
    happened: 'was not made, because HTTPS_PROXY is not the address of an HTTP proxy',
    isTransient: false,
    leavesDoubt: false,
  },
  'proxy-authentication': {
    code: 'proxy-authentication-required',
    what: ({ host }) => `The proxy requires authentication (407) before it connects to ${host}.`,
    means: 'HTTPS_PROXY contains no user and password.',
    fix: ['Set HTTPS_PROXY to http://user:password@proxy:port, from a secret.', PERCENT_CODES, DOMAIN_USER],
    happened: 'was refused because the proxy requires authentication',
    isTransient: false,
    leavesDoubt: false,
  },
  'proxy-credentials-refused': {
    code: 'proxy-credentials-refused',
    what: ({ host }) =>
      `The proxy refused the user and password in HTTPS_PROXY (407), so it did not connect to ${host}.`,
    fix: [
      'Check the user and the password. A password that has expired is refused as well.',
      PERCENT_CODES,
      DOMAIN_USER,
    ],
    happened: 'was refused by the proxy, which did not accept the user and password',
    isTransient: false,
    leavesDoubt: false,
  },
  'proxy-scheme-unsupported': {
    code: 'proxy-scheme-unsupported',
    what: ({ host, proxySchemes }) =>
      `The proxy requires ${proxySchemes.join(' or ') || 'an authentication scheme other than Basic'} (407) before it connects to ${host}; this action supports only Basic authentication.`,
    means: 'The runner itself does not support it either, so a user and password in HTTPS_PROXY do not help.',
    fix: [
      'Configure the proxy to allow the hosts below without authentication, or with Basic authentication.',
      'Or run a local proxy that authenticates for the runner, such as cntlm or px, and set HTTPS_PROXY to it.',
    ],
    happened: 'was refused because the proxy requires an unsupported authentication',
    isTransient: false,
    leavesDoubt: false,
  },
  'proxy-refused': {
    code: 'proxy-refused',
    what: ({ host }) => `The proxy refused to connect to ${host}.`,
    fix: ['Allow this host on port 443 in the proxy.'],
    happened: 'was refused by the proxy',
    isTransient: false,
    leavesDoubt: false,
  },
  'proxy-unavailable': {
    code: 'proxy-unavailable',
    what: ({ host }) => `The proxy failed to connect to ${host}.`,
    means: 'The proxy is overloaded, or cannot reach the host itself.',
    fix: ['Run the job again later. If the problem persists, allow this host on port 443 in the proxy.'],
    happened: 'failed because the proxy could not connect to the host',
    isTransient: true,
    leavesDoubt: false,
  },
  'invalid-answer': {
    code: 'network-invalid-response',
    what: ({ host }) => `${host} sent a response that is not valid HTTP.`,
    fix: ['Check the host in your inputs, and whether a proxy or firewall responds in its place.'],
    happened: 'got a response that is not valid HTTP',
    isTransient: true,
    maxAttempts: 3,
    leavesDoubt: true,
  },
  cancelled: {
    code: 'cancelled',
    what: ({ host }) => `The request to ${host} was cancelled.`,
    fix: ['Run the job again.'],
    happened: 'was aborted when the run was cancelled',
    isTransient: false,
    leavesDoubt: true,
    hidesHosts: true,
  },
  'body-changed': {
    code: 'file-changed',
    what: () => 'The file changed between the check and the upload.',
    means: 'The call was aborted before it was complete, so only checked records have been accepted.',
    fix: ['Let the step that writes the file finish before this one starts, then run the job again.'],
    happened: 'was aborted because the file had changed',
    isTransient: false,
    leavesDoubt: false,
    hidesHosts: true,
  },
  other: {
    code: 'network-failed',
    what: ({ host }) => `The request to ${host} failed without a response.`,
    fix: [
      'Run the job again. If the problem persists, open an issue with the version of this action and of the runner.',
    ],
    happened: 'failed without a response',
    isTransient: true,
    leavesDoubt: true,
  },
};

/** With a proxy, these failures concern the connection to the proxy, not to the host. */
const UNREACHED_PROXY: Partial<Readonly<Record<NetworkFailure, string>>> = {
  dns: 'its name could not be resolved',
  refused: 'it refused the connection',
  unreachable: 'there is no route to it',
};

/** The explanation of a request without a response. */
export function explainNetworkError(error: NetworkError): ActionError {
  const { kind, proxyHost, proxyStatus, row } = error;
  const behindProxy = proxyHost === undefined ? undefined : UNREACHED_PROXY[kind];
  if (behindProxy !== undefined) return unreachedProxy(error, behindProxy);
  const { code, what, means, fix, hidesHosts } = row;
  // The rows for 407 contain the status already.
  const status =
    proxyStatus === undefined || proxyStatus === 407 ? '' : ` Its response had the status ${proxyStatus}.`;
  const proxy = proxyHost === undefined ? '' : ` The connection goes through the proxy ${proxyHost}.`;
  return new ActionError(
    {
      code,
      what: `${what(error)}${status}${proxy}`,
      ...(means === undefined ? {} : { means }),
      fix: [...fix, ...(hidesHosts ? [] : [hostsToAllow(error)])],
    },
    { cause: error },
  );
}

function hostsToAllow({ hosts }: NetworkError): string {
  return `Hosts to allow on port 443: ${hosts.join(', ')}.`;
}

function unreachedProxy(error: NetworkError, why: string): ActionError {
  return new ActionError(
    {
      code: 'proxy-unreachable',
      what: `The proxy ${error.proxyHost}, through which ${error.host} is contacted, could not be reached: ${why}.`,
      fix: [
        'Check HTTPS_PROXY in the environment of the runner and the job, and that the proxy is running.',
        'If this host needs no proxy, add it to NO_PROXY.',
        hostsToAllow(error),
      ],
    },
    { cause: error },
  );
}
