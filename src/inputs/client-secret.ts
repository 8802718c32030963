import type { Explanation } from '../errors.ts';
import { GUID } from '../text/guid.ts';
import type { Warning } from '../vocabulary.ts';
import { cleanIdentifier } from './identifiers.ts';

/**
 * What can be found wrong with a client secret before the network is used. The portal shows a secret's ID (a GUID) beside
 * its value, and the value only once, so the ID is what gets copied.
 */
export function checkClientSecret(secret: string): Explanation | undefined {
  if (GUID.test(cleanIdentifier(secret))) {
    return {
      code: 'client-secret-is-id',
      what: '`client-secret` is a GUID.',
      means: "A secret's value never looks like that: this is the secret's ID (or the ID of something else).",
      fix: [
        'Create a new secret in the app registration under "Certificates & secrets" and copy its "Value", which is shown only once, not its "Secret ID".',
        'Better: remove the input and sign in by OIDC, without any stored secret (docs/authentication.md).',
      ],
    };
  }
  if (/-----BEGIN /.test(secret)) {
    return {
      code: 'client-secret-is-certificate',
      what: '`client-secret` contains a certificate or a key.',
      fix: ['Give it to the input `certificate` and remove `client-secret`.'],
    };
  }
  return undefined;
}

/** The warning of every run that signs in with a secret. */
export const CLIENT_SECRET_WARNING: Warning = {
  title: 'client-secret',
  lines: [
    'This run signs in with a client secret: a password that is stored, can be copied, and expires on a fixed day.',
    'To replace it: add a federated credential for this repository to the app registration, give the job `permissions: id-token: write`, remove the input `client-secret`, then delete the secret in the portal. docs/authentication.md has the steps.',
  ],
};
