import { ActionError, type Explanation } from '../../errors.ts';
import { type FileProblem, readSmallFile } from '../../files/small-file.ts';
import { asGiven } from '../../text/printable.ts';
import type { Credential } from '../credential.ts';
import { decodeClaims, type FederatedClaims, isJwt } from './claims.ts';

/**
 * A file with a token of another issuer (a Kubernetes service account, SPIFFE …), used as the client assertion. It is
 * read for every token request, since its issuer may have renewed it.
 */
export function tokenFileCredential(path: string): Credential {
  return {
    method: 'federated',
    way: 'token file',
    path,
    prove: async ({ audience }, { mask }) => {
      const value = await readTokenFile(path, audience);
      mask(value);
      return {
        authentication: { clientAssertion: value },
        federated: { claims: decodeClaims(value), presenter: 'token-file' },
      };
    },
  };
}

/** Maximum size of the file, in bytes; real tokens have one to four thousand. */
const MAX_FILE_BYTES = 64 * 1024;

/**
 * Reads the file at `federated-token-path`; links are followed, since Kubernetes writes them.
 * @param audience The audience that the token must have.
 * @returns The token; its signature is not verified here.
 * @throws {ActionError} when it is missing, unreadable, empty, not a JWT, expired, or for another audience.
 */
export async function readTokenFile(path: string, audience: string, now = new Date()): Promise<string> {
  const content = await readSmallFile(path, MAX_FILE_BYTES);
  if (typeof content === 'string') throw new ActionError(FILE_PROBLEMS[content]);
  const token = content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (token === '') throw new ActionError(EMPTY);
  if (!isJwt(token)) throw new ActionError(NOT_A_JWT);
  const claims = decodeClaims(token);
  if (claims.exp !== undefined && claims.exp * 1000 <= now.getTime()) {
    throw new ActionError(expired(claims, now));
  }
  if (!claims.aud?.includes(audience)) throw new ActionError(wrongAudience(claims, audience));
  return token;
}

const NOT_FOUND: Explanation = {
  code: 'federated-token-file-not-found',
  what: 'There is no file at `federated-token-path`.',
  fix: [
    'Check the path. In a Kubernetes pod it is the value of AZURE_FEDERATED_TOKEN_FILE (usually /var/run/secrets/azure/tokens/azure-identity-token), which exists only in pods of a service account that is set up for workload identity.',
    'In a `container:` job, or with runners that start a pod for each job, the file must be mounted in that container too.',
  ],
};

const DIRECTORY: Explanation = {
  code: 'federated-token-file-not-found',
  what: '`federated-token-path` is a directory.',
  fix: ['Set it to the path of the token file in that directory.'],
};

const UNREADABLE: Explanation = {
  code: 'federated-token-file-unreadable',
  what: 'The file at `federated-token-path` cannot be read, or is not a regular file of at most 64 KiB.',
  fix: [
    "Let the runner's account read it. In a Kubernetes pod, set `fsGroup` in the pod's `securityContext` to a group of the runner.",
  ],
};

const FILE_PROBLEMS: Readonly<Record<FileProblem, Explanation>> = {
  missing: NOT_FOUND,
  directory: DIRECTORY,
  'not-regular': UNREADABLE,
  'too-large': UNREADABLE,
  unreadable: UNREADABLE,
};

const EMPTY: Explanation = {
  code: 'federated-token-empty',
  what: 'The file at `federated-token-path` is empty.',
  fix: ['Check the program that writes the token: it may have failed, or may not have run yet.'],
};

const NOT_A_JWT: Explanation = {
  code: 'federated-token-invalid',
  what: 'The file at `federated-token-path` does not contain a JWT.',
  means:
    'A JWT has three base64url parts, separated by dots. The file must not contain anything else: no JSON around it, no `Bearer`.',
  fix: [
    'Write only the token to the file. The response of a token endpoint is JSON: extract its token, for example with `jq -r`.',
  ],
};

/** Only issuer, subject and audience are shown. */
function shown({ iss, sub, aud = [] }: FederatedClaims): string {
  const text = (value = ''): string => (value === '' ? '(none)' : asGiven(value));
  return `issuer: ${text(iss)}, subject: ${text(sub)}, audience: ${text(aud.join(', '))}`;
}

function expired(claims: FederatedClaims, now: Date): Explanation {
  return {
    code: 'federated-token-expired',
    what: `The token at \`federated-token-path\` has expired (${shown(claims)}).`,
    means: `The clock of this runner shows ${now.toISOString().slice(0, 19)}Z.`,
    fix: [
      'Check the program that renews the file. Kubernetes renews a projected token only in the running pod: a copy expires.',
      "Check the runner's clock.",
    ],
  };
}

function wrongAudience(claims: FederatedClaims, audience: string): Explanation {
  return {
    code: 'federated-token-wrong-audience',
    what: `The token at \`federated-token-path\` is not for the audience ${asGiven(audience)} (${shown(claims)}).`,
    means:
      'Microsoft Entra accepts a token only for the audience of the federated credential. The default service account token of a pod is for the Kubernetes API.',
    fix: [
      `Configure the audience at the issuer: \`serviceAccountToken.audience: ${asGiven(audience)}\` in a projected volume, or \`jwt_audience\` of the SPIFFE helper.`,
      'If the federated credential has the audience of the token, set the input `audience` to it.',
    ],
  };
}
