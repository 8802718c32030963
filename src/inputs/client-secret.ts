import type { Explanation } from '../errors.ts';
import { GUID } from '../text/guid.ts';
import type { Warning } from '../vocabulary.ts';
import { cleanIdentifier } from './identifiers.ts';

/**
 * Finds problems with a client secret without a connection. The portal shows a secret's ID (a GUID) next to its value, and
 * the value only once, so people often copy the ID.
 */
export function checkClientSecret(secret: string): Explanation | undefined {
  if (GUID.test(cleanIdentifier(secret))) {
    return {
      code: 'client-secret-is-id',
      what: '`client-secret` is a GUID.',
      means: "The value of a secret is never a GUID: this is the secret's ID, or another ID.",
      fix: [
        'Create a new secret in the app registration under "Certificates & secrets" and copy its "Value", which is shown only once, not its "Secret ID".',
        'Preferably, remove the input and sign in by OIDC, without a stored secret (docs/authentication.md).',
      ],
    };
  }
  if (/-----BEGIN /.test(secret)) {
    return {
      code: 'client-secret-is-certificate',
      what: '`client-secret` contains a certificate or a key.',
      fix: ['Use the input `certificate` for it, and remove `client-secret`.'],
    };
  }
  return undefined;
}

/** The warning of every run that signs in with a secret. */
export const CLIENT_SECRET_WARNING: Warning = {
  title: 'client-secret',
  lines: [
    'This run signs in with a client secret: a stored password that can be copied and that expires on a fixed date.',
    'To replace it: add a federated credential for this repository to the app registration, give the job `permissions: id-token: write`, remove the input `client-secret`, then delete the secret in the portal. docs/authentication.md has the steps.',
  ],
};
