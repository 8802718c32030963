import { type Credential, tokenEndpoint } from '../credential.ts';
import { findStoreCertificate, type StoreCertificate, storePowerShell } from './windows-store.ts';

/**
 * A certificate in the Windows certificate store: PowerShell signs the assertion there. The store is read for the first
 * proof.
 */
export function storeCredential(thumbprint: string): Credential {
  let certificate: StoreCertificate | undefined;
  return {
    method: 'certificate',
    way: 'certificate in the Windows store',
    prove: async (target, { powershell, environment, platform }, { signal }) => {
      certificate ??= await findStoreCertificate(
        thumbprint,
        powershell ?? storePowerShell(environment, platform),
        { signal },
      );
      const claims = { clientId: target.clientId, audience: tokenEndpoint(target) };
      return { authentication: { clientAssertion: await certificate.sign(claims, signal) }, certificate };
    },
  };
}
