import { type Credential, secretCredential } from '../entra/credential.ts';
import { checkThumbprint } from '../entra/windows-store/thumbprint.ts';
import { ActionError, ActionErrors, type Explanation } from '../errors.ts';
import { checkClientSecret } from './client-secret.ts';
import { checkManagedIdentityId, cleanIdentifier } from './identifiers.ts';

/** What is needed to open a credential. */
export interface CredentialContext {
  /** Audience of a client assertion that another issuer signs. */
  readonly audience: string;
  /** Masks a secret in the log from then on. */
  readonly mask: (secret: string) => void;
  /** Prints a line about work that takes seconds. */
  readonly info?: ((line: string) => void) | undefined;
  /** Resolves a path relative to the workspace. */
  readonly fromWorkspace: (path: string) => string;
  /** Cancels work that takes seconds. */
  readonly signal: AbortSignal;
}

type Open = (
  value: string,
  context: CredentialContext & { readonly password?: string },
) => Promise<Credential> | Credential;

/**
 * The inputs that choose a credential. Each row opens one, or throws an error that explains why it cannot. To add a
 * credential type, add a row. They are imported lazily: a run needs one of them, and validation needs none.
 */
const WAYS = {
  certificate: (value, context) => openCertificate('certificate', value, context),
  'certificate-path': (value, context) =>
    openCertificate('certificate-path', context.fromWorkspace(value.trim()), context),
  'certificate-thumbprint': async (value) => {
    refuse(checkThumbprint(value));
    const { storeCredential } = await import('../entra/windows-store/store-credential.ts');
    return storeCredential(value);
  },
  'client-secret': (value, { mask }) => {
    const secret = value.trim();
    mask(secret);
    refuse(checkClientSecret(secret));
    return secretCredential(secret);
  },
  'federated-token-path': async (value, { audience, mask, fromWorkspace }) => {
    const path = fromWorkspace(value.trim());
    const { readTokenFile, tokenFileCredential } = await import('../entra/federated/token-file.ts');
    // A mistake in the file is reported with those in other inputs.
    mask(await readTokenFile(path, audience));
    return tokenFileCredential(path);
  },
  'managed-identity-client-id': async (value) => {
    refuse(checkManagedIdentityId(value));
    const { managedIdentityCredential } = await import('../entra/federated/managed-identity.ts');
    return managedIdentityCredential(cleanIdentifier(value));
  },
} as const satisfies Record<string, Open>;

/** An input that chooses a credential. */
export type CredentialInput = keyof typeof WAYS;

export const CREDENTIAL_INPUTS = Object.keys(WAYS) as CredentialInput[];

/** Inputs whose content may be encrypted. */
const ENCRYPTED: readonly CredentialInput[] = ['certificate', 'certificate-path'];

/**
 * Reads the credential: the one that is set, or OIDC if none is.
 * @param inputs Untrimmed; an input that is empty or blank counts as omitted.
 * @throws {ActionErrors} with every problem.
 */
export async function readCredential(
  inputs: Readonly<Record<CredentialInput | 'certificate-password', string>>,
  context: CredentialContext,
): Promise<Credential> {
  const given = CREDENTIAL_INPUTS.filter((input) => inputs[input].trim() !== '');
  const [input] = given;
  if (given.length > 1) throw new ActionErrors([severalCredentials(given)]);
  const password = inputs['certificate-password'];
  const problems: Explanation[] = [];
  if (password !== '' && (input === undefined || !ENCRYPTED.includes(input)))
    problems.push(unusedPassword(input));
  const credential = await open(input, inputs, context).catch((error: unknown) => {
    if (!(error instanceof ActionError)) throw error;
    problems.push(error);
    return undefined;
  });
  if (credential === undefined || problems.length > 0) throw new ActionErrors(problems);
  return credential;
}

async function open(
  input: CredentialInput | undefined,
  inputs: Readonly<Record<CredentialInput | 'certificate-password', string>>,
  context: CredentialContext,
): Promise<Credential> {
  if (input === undefined) return (await import('../entra/federated/oidc.ts')).oidcCredential();
  const password = inputs['certificate-password'];
  const way: Open = WAYS[input];
  return await way(inputs[input], password === '' ? context : { ...context, password });
}

async function openCertificate(
  input: 'certificate' | 'certificate-path',
  value: string,
  { password, ...services }: CredentialContext & { readonly password?: string },
): Promise<Credential> {
  const { certificateCredential } = await import('../entra/certificate/certificate-credential.ts');
  return await certificateCredential(
    { input, value, ...(password === undefined ? {} : { password }) },
    services,
  );
}

function refuse(problem: Explanation | undefined): void {
  if (problem !== undefined) throw new ActionError(problem);
}

function severalCredentials(inputs: readonly CredentialInput[]): Explanation {
  const names = inputs.map((input) => `\`${input}\``);
  return {
    code: 'several-credentials',
    what: `More than one credential is set: ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`,
    means: 'It is unclear which one to sign in with.',
    fix: [
      `Keep one of ${names.join(', ')} and remove the others. Without a credential, the action signs in by OIDC.`,
    ],
  };
}

function unusedPassword(other: CredentialInput | undefined): Explanation {
  return {
    code: 'certificate-password-unused',
    what: '`certificate-password` is set, but there is no certificate that it could decrypt.',
    means:
      other === undefined
        ? '`certificate` is probably empty by mistake: a misspelled secret, a run from a fork or by Dependabot, or a missing `environment:`.'
        : `\`${other}\` has no password.`,
    fix: ['Set `certificate` or `certificate-path`, or remove `certificate-password`.'],
  };
}
