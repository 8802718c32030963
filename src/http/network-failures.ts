import { ActionError, type ErrorCode } from '../errors.ts';

/** Why no answer arrived. */
export type NetworkFailure =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'timeout'
  | 'untrusted-certificate'
  | 'wrong-host-certificate'
  | 'expired-certificate'
  | 'tls'
  | 'proxy-setting'
  | 'proxy-authentication'
  | 'proxy-refused'
  | 'invalid-answer'
  | 'cancelled'
  | 'body-changed'
  | 'other';

/** A request that brought no status. Its own message names only the kind and the host; the cause is never printed. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly kind: NetworkFailure;
  readonly host: string;
  /** Host and port of the proxy in between, if any. */
  readonly proxyHost: string | undefined;
  /** Whether the whole body may have left this machine: only then can the request have taken effect. */
  readonly bodySent: boolean;
  /** Status with which a proxy refused the tunnel. */
  readonly proxyStatus: number | undefined;

  constructor(details: {
    kind: NetworkFailure;
    host: string;
    proxyHost: string | undefined;
    bodySent: boolean;
    proxyStatus?: number | undefined;
    cause?: unknown;
  }) {
    super(`${details.kind} (${details.host})`, { cause: details.cause });
    this.kind = details.kind;
    this.host = details.host;
    this.proxyHost = details.proxyHost;
    this.bodySent = details.bodySent;
    this.proxyStatus = details.proxyStatus;
  }
}

/** Thrown by a body whose bytes are no longer those that were checked; see `HttpBody.chunks`. */
export class BodyChangedError extends Error {
  override readonly name = 'BodyChangedError';
}

/** A proxy answered the request for a tunnel with another status than 200. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
  readonly status: number;
  constructor(status: number) {
    super(`the proxy answered ${status}`);
    this.status = status;
  }
}

/** `HTTPS_PROXY` (or `HTTP_PROXY`) names no HTTP proxy. Its value may hold a password, so it is never shown. */
export class ProxySettingError extends Error {
  override readonly name = 'ProxySettingError';
}

/** The connection ended without an answer and without an error of its own. */
export class ClosedWithoutAnswer extends Error {
  override readonly name = 'ClosedWithoutAnswer';
  readonly code = 'ECONNRESET';
}

/** No connection stood in time. */
export class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout';
  readonly code = 'ETIMEDOUT';
}

/** Error codes of Node.js and OpenSSL, and what they mean to us. */
const KIND_BY_CODE: Readonly<Record<string, NetworkFailure>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EACCES: 'unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted-certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted-certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted-certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted-certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted-certificate',
  CERT_UNTRUSTED: 'untrusted-certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-host-certificate',
  CERT_HAS_EXPIRED: 'expired-certificate',
  CERT_NOT_YET_VALID: 'expired-certificate',
  EPROTO: 'tls',
};

/** Turns whatever the HTTP library threw into one of our kinds. A library's message is only matched, never kept. */
export function classifyNetworkFailure(
  error: unknown,
  seen: { timedOut: boolean; cancelled: boolean },
): { kind: NetworkFailure; proxyStatus?: number } {
  if (seen.cancelled) return { kind: 'cancelled' };
  if (seen.timedOut) return { kind: 'timeout' };
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if (link instanceof BodyChangedError) return { kind: 'body-changed' };
    if (link instanceof ProxySettingError) return { kind: 'proxy-setting' };
    if (link instanceof ProxyRefusal) {
      const { status: proxyStatus } = link;
      return { kind: proxyStatus === 407 ? 'proxy-authentication' : 'proxy-refused', proxyStatus };
    }
    const code = 'code' in link ? String(link.code) : '';
    const kind = KIND_BY_CODE[code];
    if (kind !== undefined) return { kind };
    if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return { kind: 'tls' };
    if (code.startsWith('HPE_')) return { kind: 'invalid-answer' };
  }
  // A proxy that hangs up while it is asked for a tunnel has no code of its own.
  if (error instanceof Error && /^Proxy connection ended/.test(error.message)) return { kind: 'reset' };
  return { kind: 'other' };
}

/** What a failure means and how to fix it, by kind; `host` is the host that was asked. */
const EXPLANATIONS: Readonly<
  Record<
    NetworkFailure,
    { code: ErrorCode; what: (host: string) => string; means?: string; fix: readonly string[] }
  >
> = {
  dns: {
    code: 'network-name-not-resolved',
    what: (host) => `The name ${host} could not be resolved.`,
    means:
      'The host name is wrong, or this runner has no DNS for the internet (then it usually needs a proxy).',
    fix: [
      'Check the inputs `cloud`, `authority-host` and `ingestion-url`.',
      'On a self-hosted runner behind a proxy, set HTTPS_PROXY for the runner.',
    ],
  },
  refused: {
    code: 'network-connection-refused',
    what: (host) => `${host} refused the connection.`,
    fix: ['Check the host in your inputs, and the proxy settings (HTTPS_PROXY, NO_PROXY) of the runner.'],
  },
  unreachable: {
    code: 'network-unreachable',
    what: (host) => `There is no route from this runner to ${host}.`,
    fix: ['Allow this host on port 443 in the firewall, or set HTTPS_PROXY for the runner.'],
  },
  reset: {
    code: 'network-connection-reset',
    what: (host) => `The connection to ${host} was broken off.`,
    means: 'A network fault, or a firewall that closes connections to hosts it does not allow.',
    fix: ['Run the job again. If it stays, allow this host on port 443 in the firewall or proxy.'],
  },
  timeout: {
    code: 'network-timeout',
    what: (host) => `${host} did not answer in time.`,
    means: 'The service is slow, or a firewall drops the packets silently.',
    fix: ['Run the job again. If it stays, allow this host on port 443 in the firewall or proxy.'],
  },
  'untrusted-certificate': {
    code: 'tls-certificate-untrusted',
    what: (host) =>
      `The TLS certificate shown for ${host} is signed by an authority that this runner does not trust.`,
    means: 'Most often a proxy or firewall inspects TLS traffic and shows a certificate of its own.',
    fix: [
      "Install your company's root certificate on the runner, or set NODE_EXTRA_CA_CERTS to its PEM file in the environment of the runner or the job.",
      'Do not switch the verification off: this action refuses to run without it.',
    ],
  },
  'wrong-host-certificate': {
    code: 'tls-certificate-wrong-host',
    what: (host) => `The TLS certificate shown for ${host} is for another host.`,
    fix: [
      'Check `authority-host` and `ingestion-url`, and whether a proxy or firewall answers in place of this host.',
    ],
  },
  'expired-certificate': {
    code: 'tls-certificate-expired',
    what: (host) => `The TLS certificate shown for ${host} is out of its time.`,
    fix: ["Check the runner's clock, and the certificate of a proxy that inspects TLS traffic."],
  },
  tls: {
    code: 'tls-failed',
    what: (host) => `No TLS connection to ${host} could be set up.`,
    fix: [
      'Check whether HTTPS_PROXY names a plain http:// proxy and whether a firewall inspects TLS traffic.',
    ],
  },
  'proxy-setting': {
    code: 'proxy-setting-invalid',
    what: (host) => `HTTPS_PROXY is set, but not to the address of an HTTP proxy, so ${host} was not asked.`,
    means: 'Its value is not shown, since it may hold a password.',
    fix: [
      'Write it as http://proxy.contoso.com:8080, with a user as http://user:password@proxy.contoso.com:8080.',
      'In user and password write special characters by their codes: %40 for @, %3A for :, %2F for /, %23 for #, %25 for %.',
      'SOCKS proxies and proxy scripts (PAC) cannot be used.',
    ],
  },
  'proxy-authentication': {
    code: 'proxy-authentication-required',
    what: (host) => `The proxy wants a user and password (407) before it connects to ${host}.`,
    fix: ['Give them in HTTPS_PROXY as http://user:password@proxy:port, from a secret.'],
  },
  'proxy-refused': {
    code: 'proxy-refused',
    what: (host) => `The proxy refused to connect to ${host}.`,
    fix: ['Allow this host on port 443 in the proxy.'],
  },
  'invalid-answer': {
    code: 'network-invalid-response',
    what: (host) => `What answered for ${host} does not speak HTTP.`,
    fix: ['Check the host in your inputs, and whether a proxy or firewall answers in its place.'],
  },
  cancelled: {
    code: 'cancelled',
    what: (host) => `The request to ${host} was cancelled.`,
    fix: ['Run the job again.'],
  },
  'body-changed': {
    code: 'file-changed',
    what: () => 'The file changed between the check and the upload.',
    means: 'The call was broken off before it was complete; nothing that was not checked has been accepted.',
    fix: ['Let the step that writes the file finish before this one starts, then run the job again.'],
  },
  other: {
    code: 'network-failed',
    what: (host) => `The request to ${host} failed without an answer.`,
    fix: ['Run the job again. If it stays, open an issue with the version of this action and of the runner.'],
  },
};

/** Where there is a proxy, these befell the connection to it, and not that to the host. */
const UNREACHED_PROXY: Partial<Readonly<Record<NetworkFailure, string>>> = {
  dns: 'its name could not be resolved',
  refused: 'it refused the connection',
  unreachable: 'there is no route to it',
};

function unreachedProxy(error: NetworkError, why: string, hosts: readonly string[]): ActionError {
  return new ActionError(
    {
      code: 'proxy-unreachable',
      what: `The proxy ${error.proxyHost} could not be reached on the way to ${error.host}: ${why}.`,
      fix: [
        'Check HTTPS_PROXY in the environment of the runner and the job, and that the proxy is running.',
        'If this host needs no proxy, add it to NO_PROXY.',
        `Hosts to allow on port 443: ${[...new Set(hosts)].join(', ')}.`,
      ],
    },
    { cause: error },
  );
}

/**
 * The explanation of a request without an answer.
 * @param hosts All hosts that a firewall must allow for this run.
 */
export function explainNetworkError(
  error: NetworkError,
  hosts: readonly string[] = [error.host],
): ActionError {
  const behindProxy = error.proxyHost === undefined ? undefined : UNREACHED_PROXY[error.kind];
  if (behindProxy !== undefined) return unreachedProxy(error, behindProxy, hosts);
  const { code, what, means, fix } = EXPLANATIONS[error.kind];
  const status = Number.isNaN(error.proxyStatus ?? Number.NaN) ? '' : ` It answered ${error.proxyStatus}.`;
  const proxy =
    error.proxyHost === undefined ? '' : ` The connection goes through the proxy ${error.proxyHost}.`;
  const allow =
    error.kind === 'body-changed' || error.kind === 'cancelled'
      ? []
      : [`Hosts to allow on port 443: ${[...new Set(hosts)].join(', ')}.`];
  return new ActionError(
    {
      code,
      what: `${what(error.host)}${status}${proxy}`,
      ...(means === undefined ? {} : { means }),
      fix: [...fix, ...allow],
    },
    { cause: error },
  );
}
