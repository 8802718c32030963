import type { ChosenCredential } from '../entra/credential.ts';
import { checkThumbprint } from '../entra/windows-store/thumbprint.ts';
import type { Explanation } from '../errors.ts';
import { checkClientSecret } from './client-secret.ts';

/** The inputs that choose a credential; an empty one counts as left out. */
export interface CredentialInputs {
  readonly certificate: string;
  readonly certificatePath: string;
  readonly certificatePassword: string;
  readonly certificateThumbprint: string;
  readonly clientSecret: string;
}

/** Either the credential, or everything that is wrong with the inputs. */
export type CredentialChoice =
  | { readonly credential: ChosenCredential }
  | { readonly problems: readonly Explanation[] };

/** Chooses the way to sign in: the one credential that was given, OIDC when none was. */
export function chooseCredential(inputs: CredentialInputs): CredentialChoice {
  const given = givenCredentials(inputs);
  const [first] = given;
  if (given.length > 1) return { problems: [severalCredentials(given.map(({ input }) => input))] };
  const usesPassword = first?.input === 'certificate' || first?.input === 'certificate-path';
  const problems: Explanation[] = [];
  if (inputs.certificatePassword !== '' && !usesPassword) problems.push(passwordAlone(first?.input));
  if (first?.credential.kind === 'client-secret') push(problems, checkClientSecret(inputs.clientSecret));
  if (first?.credential.kind === 'windows-store')
    push(problems, checkThumbprint(inputs.certificateThumbprint));
  if (problems.length > 0) return { problems };
  return { credential: first?.credential ?? { kind: 'federated' } };
}

function givenCredentials(inputs: CredentialInputs): { input: string; credential: ChosenCredential }[] {
  const password = inputs.certificatePassword === '' ? {} : { password: inputs.certificatePassword };
  const all: readonly { input: string; value: string; credential: ChosenCredential }[] = [
    {
      input: 'certificate',
      value: inputs.certificate,
      credential: { kind: 'certificate', text: inputs.certificate, ...password },
    },
    {
      input: 'certificate-path',
      value: inputs.certificatePath,
      credential: { kind: 'certificate-file', path: inputs.certificatePath, ...password },
    },
    {
      input: 'certificate-thumbprint',
      value: inputs.certificateThumbprint,
      credential: { kind: 'windows-store', thumbprint: inputs.certificateThumbprint },
    },
    {
      input: 'client-secret',
      value: inputs.clientSecret,
      credential: { kind: 'client-secret', secret: inputs.clientSecret.trim() },
    },
  ];
  return all.filter(({ value }) => value.trim() !== '');
}

function severalCredentials(inputs: readonly string[]): Explanation {
  const names = inputs.map((input) => `\`${input}\``);
  return {
    code: 'several-credentials',
    what: `More than one credential is given: ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`,
    means: 'It would not be clear which one signs in.',
    fix: [`Keep one of ${names.join(', ')} and remove the rest; without any, the action signs in by OIDC.`],
  };
}

function passwordAlone(other: string | undefined): Explanation {
  return {
    code: 'certificate-password-unused',
    what: '`certificate-password` is given, but no certificate that it could open.',
    means:
      other === undefined
        ? 'Then `certificate` came out empty: a misspelt secret, a run from a fork or by Dependabot, or a missing `environment:`.'
        : `\`${other}\` takes no password.`,
    fix: ['Give `certificate` or `certificate-path`, or remove `certificate-password`.'],
  };
}

function push(problems: Explanation[], problem: Explanation | undefined): void {
  if (problem !== undefined) problems.push(problem);
}
