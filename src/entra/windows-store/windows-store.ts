import { constants, randomUUID, verify, X509Certificate } from 'node:crypto';
import { ActionError, type Explanation } from '../../errors.ts';
import { day } from '../certificate/certificate.ts';
import { createPowerShell, type PowerShell, windowsPowerShell } from './powershell.ts';
import { cleanThumbprint } from './thumbprint.ts';
import { WINDOWS_STORE_SCRIPT } from './windows-store-script.ts';

/** How the store's key signs: RSA-PSS, or PKCS#1 v1.5 if an old provider does not support it. */
export type SigningAlgorithm = 'PS256' | 'RS256';

/** The output of the script. */
export type StoreAnswer =
  | {
      readonly status: 'found';
      readonly store: string;
      readonly algorithm: SigningAlgorithm;
      readonly certificate: string;
    }
  | { readonly status: 'signed'; readonly signature: string }
  | {
      readonly status: 'not-found';
      readonly present: readonly { thumbprint: string; notAfter: string; store: string }[];
    }
  | { readonly status: 'no-private-key' }
  | { readonly status: 'not-rsa' }
  | { readonly status: 'no-access'; readonly store: string; readonly code: string }
  | { readonly status: 'failed'; readonly code: string };

/** A certificate whose key stays in the Windows store. */
export interface StoreCertificate {
  readonly thumbprintSha1: string;
  readonly notAfter: Date;
  readonly algorithm: SigningAlgorithm;
  /**
   * A client assertion (RFC 7523; Microsoft: "application authentication with certificate credentials"), freshly signed.
   * @param claims `clientId` is issuer and subject; `audience` the token endpoint.
   */
  sign(
    claims: { readonly clientId: string; readonly audience: string },
    signal?: AbortSignal,
  ): Promise<string>;
}

/** Seconds until an assertion expires. */
const ASSERTION_LIFETIME = 600;

/** PowerShell for this machine. @throws {ActionError} on other systems than Windows. */
export function storePowerShell(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): PowerShell {
  if (platform !== 'win32') throw new ActionError(NOT_WINDOWS);
  return createPowerShell(windowsPowerShell(environment, WINDOWS_STORE_SCRIPT), environment);
}

const NOT_WINDOWS: Explanation = {
  code: 'windows-store-not-available',
  what: '`certificate-thumbprint` works only on Windows, and this runner does not run Windows.',
  means: 'The thumbprint names a certificate in the Windows certificate store of a self-hosted runner.',
  fix: [
    'Run the job on the self-hosted Windows runner that has the certificate: `runs-on: [self-hosted, windows]`.',
    'Elsewhere, use `certificate` or `certificate-path`, or sign in with OIDC.',
  ],
};

/**
 * Finds a certificate in `CurrentUser\My`, then `LocalMachine\My`, and tries its key.
 * @throws {ActionError} when it is not there (naming what is, by thumbprint and expiry only: people's mail
 * certificates live there too), has no usable RSA key, or is expired or not yet valid.
 */
export async function findStoreCertificate(
  thumbprint: string,
  run: PowerShell,
  options: { readonly now?: Date; readonly signal?: AbortSignal | undefined } = {},
): Promise<StoreCertificate> {
  const requested = cleanThumbprint(thumbprint);
  const answer = await ask(run, { action: 'inspect', thumbprint: requested }, options.signal);
  if (answer.status !== 'found') throw new ActionError(explainAnswer(answer, requested));
  const certificate = parseCertificate(answer.certificate);
  const { validFromDate: notBefore, validToDate: notAfter } = certificate;
  checkTime(notBefore, notAfter, options.now ?? new Date());
  const thumbprints = {
    thumbprintSha1: certificate.fingerprint.replaceAll(':', ''),
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
  };
  const { algorithm } = answer;
  return {
    thumbprintSha1: thumbprints.thumbprintSha1,
    notAfter,
    algorithm,
    sign: async (claims, signal) => {
      const input = signingInput({ ...claims, algorithm, ...thumbprints });
      const request = {
        action: 'sign',
        thumbprint: requested,
        algorithm,
        data: Buffer.from(input).toString('base64'),
      };
      const signed = await ask(run, request, signal);
      if (signed.status !== 'signed') throw new ActionError(explainAnswer(signed, requested));
      const signature = Buffer.from(signed.signature, 'base64');
      if (!isSignedBy(certificate, algorithm, input, signature)) throw new ActionError(UNREADABLE);
      return `${input}.${signature.toString('base64url')}`;
    },
  };
}

/** Header and payload of the assertion, as they are signed. */
function signingInput(claims: {
  clientId: string;
  audience: string;
  algorithm: SigningAlgorithm;
  thumbprintSha1: string;
  thumbprintSha256: string;
}): string {
  const now = Math.floor(Date.now() / 1000);
  const digest = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
  const header = {
    alg: claims.algorithm,
    typ: 'JWT',
    ...(claims.algorithm === 'PS256'
      ? { 'x5t#S256': digest(claims.thumbprintSha256) }
      : { x5t: digest(claims.thumbprintSha1) }),
  };
  const payload = {
    aud: claims.audience,
    iss: claims.clientId,
    sub: claims.clientId,
    jti: randomUUID(),
    nbf: now,
    iat: now,
    exp: now + ASSERTION_LIFETIME,
  };
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

function isSignedBy(
  certificate: X509Certificate,
  algorithm: SigningAlgorithm,
  input: string,
  signature: Buffer,
): boolean {
  const padding =
    algorithm === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
  return verify('sha256', Buffer.from(input), { key: certificate.publicKey, ...padding }, signature);
}

async function ask(run: PowerShell, request: object, signal: AbortSignal | undefined): Promise<StoreAnswer> {
  const output = await run(JSON.stringify(request), signal);
  const line = output.split(/\r?\n/).findLast((each) => each.startsWith('{'));
  try {
    const answer: unknown = JSON.parse(line ?? '');
    if (typeof answer === 'object' && answer !== null && 'status' in answer) return answer as StoreAnswer;
  } catch {
    // The message of JSON.parse quotes its input, so it is not shown.
  }
  throw new ActionError(UNREADABLE);
}

const UNREADABLE: Explanation = {
  code: 'windows-store-unreadable',
  what: 'PowerShell returned no usable output about the Windows certificate store.',
  means:
    'A policy may restrict PowerShell (Constrained Language Mode, AppLocker), or .NET Framework is older than 4.7.2.',
  fix: [
    "Run `$ExecutionContext.SessionState.LanguageMode` in PowerShell as the runner's account: it must say FullLanguage.",
    'Otherwise use `certificate-path`, or sign in with OIDC.',
  ],
};

function parseCertificate(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    throw new ActionError(UNREADABLE);
  }
}

function checkTime(notBefore: Date, notAfter: Date, now: Date): void {
  if (notAfter <= now) {
    throw new ActionError({
      code: 'certificate-expired',
      what: `The certificate of \`certificate-thumbprint\` expired on ${day(notAfter)}.`,
      fix: [
        'Add a new certificate to the store, upload its public half to the app registration, and set `certificate-thumbprint` to its thumbprint.',
      ],
    });
  }
  if (notBefore > now) {
    throw new ActionError({
      code: 'certificate-not-yet-valid',
      what: `The certificate of \`certificate-thumbprint\` is not valid before ${notBefore.toISOString()}.`,
      fix: [`Check the runner's clock (it shows ${now.toISOString()}), or wait until then.`],
    });
  }
}

function explainAnswer(answer: StoreAnswer, thumbprint: string): Explanation {
  switch (answer.status) {
    case 'not-found':
      return notFound(answer.present ?? [], thumbprint);
    case 'no-private-key':
      return {
        code: 'certificate-key-missing',
        what: `The certificate ${thumbprint} is in the Windows store, but without its private key.`,
        fix: ['Import the PFX (certificate and key), not the .cer file, under the account of the runner.'],
      };
    case 'not-rsa':
      return {
        code: 'certificate-key-not-rsa',
        what: `The key of the certificate ${thumbprint} is not an RSA key.`,
        means: 'Microsoft Entra accepts only RSA certificates for the sign-in of applications.',
        fix: [
          "`New-SelfSignedCertificate -Subject 'CN=hr-upload' -CertStoreLocation Cert:\\LocalMachine\\My -KeyAlgorithm RSA -KeyLength 2048 -KeyExportPolicy NonExportable` creates a suitable one.",
        ],
      };
    case 'no-access':
      return noAccess(thumbprint, answer.store, answer.code);
    default:
      return UNREADABLE;
  }
}

/** Lists the certificates in the store, without their subjects. */
function notFound(
  present: readonly { thumbprint: string; notAfter: string; store: string }[],
  thumbprint: string,
): Explanation {
  const list = present
    .filter((each) => /^[0-9A-F]{40}$/i.test(each.thumbprint) && /^\d{4}-\d\d-\d\d$/.test(each.notAfter))
    .map(
      ({ thumbprint: other, notAfter, store }) => `${other}, valid until ${notAfter}, ${storeName(store)}`,
    );
  return {
    code: 'windows-store-certificate-not-found',
    what: `There is no certificate ${thumbprint} in the Windows certificate store.`,
    means:
      "The action searched CurrentUser\\My and LocalMachine\\My, as the runner's account sees them: CurrentUser is the account of the runner's service, not yours.",
    fix: [
      list.length === 0 ? 'No certificate was found there.' : `Found: ${list.join('; ')}.`,
      "Import the certificate with its key into LocalMachine\\My and let the runner's account read the key, or use the thumbprint of a certificate that is there.",
    ],
  };
}

function storeName(store: string): string {
  return store === 'CurrentUser' ? 'CurrentUser\\My' : 'LocalMachine\\My';
}

/** Windows error codes for keys that cannot be used (winerror.h). */
const KEY_FAILURES: Readonly<Record<string, string>> = {
  '0x80090010': 'Windows reports: access denied.',
  '0x80070005': 'Windows reports: access denied.',
  '0x80090016':
    'Windows reports: the key set does not exist. For a machine key this usually means that the account may not read it.',
  '0x80090022': 'The key requires a confirmation on the screen, which a runner cannot give.',
  '0x8010006E': 'The key is on a smart card that requires a confirmation.',
};

function noAccess(thumbprint: string, store: string, code: string): Explanation {
  const shown = /^0x[0-9A-F]{8}$/i.test(code) ? ` (${code})` : '';
  return {
    code: 'windows-store-key-not-usable',
    what: `The certificate ${thumbprint} is in ${storeName(store)}, but its private key cannot be used${shown}.`,
    means: KEY_FAILURES[code] ?? "Usually the account of the runner's service has no access to the key.",
    fix: [
      "On the runner: certlm.msc, the certificate, All Tasks, Manage Private Keys, and give the account of the runner's service (such as NETWORK SERVICE) Read permission.",
      'A key with strong protection, or on a smart card, cannot be used unattended: use another certificate.',
    ],
  };
}
