import { existsSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { BodyChangedError, type NetworkFailure } from './network-failures.ts';

/** A proxy refused the tunnel: the status of its response is not 200. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
  readonly status: number;
  /** Values of `Proxy-Authenticate`. */
  readonly challenges: readonly string[];
  readonly hasCredentials: boolean;

  /** @param hasCredentials The proxy's address names a user. */
  constructor(status: number, challenges: readonly string[], hasCredentials: boolean) {
    super(`the proxy answered ${status}`);
    this.status = status;
    this.challenges = challenges;
    this.hasCredentials = hasCredentials;
  }
}

/** `HTTPS_PROXY` (or `HTTP_PROXY`) is not the address of an HTTP proxy. Its value may contain a password, so it is never shown. */
export class ProxySettingError extends Error {
  override readonly name = 'ProxySettingError';
}

/** The connection was closed without a response and without an error. */
export class ClosedWithoutAnswer extends Error {
  override readonly name = 'ClosedWithoutAnswer';
  readonly code = 'ECONNRESET';
}

/** No connection was established in time. */
export class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout';
  readonly code = 'ETIMEDOUT';
}

/** A status below 100, which RFC 9110 (section 15) does not define. */
export class InvalidStatus extends Error {
  override readonly name = 'InvalidStatus';
  readonly code = 'HPE_INVALID_STATUS';
}

/** Error codes of Node.js and OpenSSL, by kind. */
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

/** What `NetworkError` keeps of a failure. */
export interface Classification {
  readonly kind: NetworkFailure;
  readonly proxyStatus?: number;
  readonly proxySchemes?: readonly string[];
}

/** Maps an error of the HTTP library to one of our kinds. A library's message is only matched, never kept. */
export function classifyNetworkFailure(
  error: unknown,
  seen: { timedOut: boolean; cancelled: boolean },
): Classification {
  if (seen.cancelled) return { kind: 'cancelled' };
  if (seen.timedOut) return { kind: 'timeout' };
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if (link instanceof BodyChangedError) return { kind: 'body-changed' };
    if (link instanceof ProxySettingError) return { kind: 'proxy-setting' };
    if (link instanceof ProxyRefusal) return classifyRefusal(link);
    const code = 'code' in link ? String(link.code) : '';
    const kind = KIND_BY_CODE[code];
    if (kind === 'untrusted-certificate') return { kind: classifyUntrusted(process.env) };
    if (kind !== undefined) return { kind };
    if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return { kind: 'tls' };
    if (code.startsWith('HPE_')) return { kind: 'invalid-answer' };
  }
  // There is no error code for a proxy that closes the connection instead of opening the tunnel.
  if (error instanceof Error && /^Proxy connection ended/.test(error.message)) return { kind: 'reset' };
  return { kind: 'other' };
}

/** Schemes of the IANA registry, and NTLM: no other word of a proxy is shown. */
const AUTHENTICATION_SCHEMES = ['Basic', 'Bearer', 'Digest', 'HOBA', 'Kerberos', 'Negotiate', 'NTLM'];

function classifyRefusal({ status, challenges, hasCredentials }: ProxyRefusal): Classification {
  const proxyStatus = status;
  if (status !== 407) return { kind: status >= 500 ? 'proxy-unavailable' : 'proxy-refused', proxyStatus };
  const offered = challenges.flatMap((challenge) =>
    AUTHENTICATION_SCHEMES.filter((scheme) =>
      new RegExp(`(?:^|,)\\s*${scheme}(?:\\s|,|$)`, 'i').test(challenge),
    ),
  );
  const proxySchemes = [...new Set(offered)];
  if (challenges.length > 0 && !proxySchemes.includes('Basic')) {
    return { kind: 'proxy-scheme-unsupported', proxyStatus, proxySchemes };
  }
  return { kind: hasCredentials ? 'proxy-credentials-refused' : 'proxy-authentication', proxyStatus };
}

/** Whether `NODE_EXTRA_CA_CERTS` is already set, and whether it works: the advice depends on it. */
function classifyUntrusted({ NODE_EXTRA_CA_CERTS: path }: NodeJS.ProcessEnv): NetworkFailure {
  if (!path) return 'untrusted-certificate';
  if (getCACertificates('extra').length > 0) return 'untrusted-despite-extra-roots';
  return existsSync(path) ? 'extra-roots-not-pem' : 'extra-roots-missing';
}
