import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../src/clouds.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import type { FederatedCredential } from './entra/app.ts';
import { contosoUsers } from './graph/directory.ts';
import { identityIssuer } from './identity/machine-identity.ts';
import type { Sandbox } from './sandbox.ts';

/** IDs of the sandbox's tenant, app and connectors. Fixed, so that workflows and docs can name them. */
export const TENANT_ID = '7b4f1c2a-90de-4f53-8a61-2c5d9e3b7a10';
export const CLIENT_ID = 'c3a95e18-4d27-4b8f-b6f0-51e7d2a9c8b4';
export const JOB_IDS: Readonly<Record<CloudName, string>> = {
  commercial: 'd8e2f7b1-6c3a-4e95-a0d4-1f9b8c7e6a52',
  gcc: 'e91b3d6f-2a7c-4058-9be3-4c6d8f0a1b73',
  'gcc-high': 'f27c8a4e-5b1d-4963-8cf2-7e0a9d3b5c64',
  dod: 'a63d5e9c-8f40-4b17-bd68-9c2e1f7a0d85',
};
/** Connectors of the commercial cloud that were created for another file format; those of `JOB_IDS` accept commas. */
export const FORMAT_JOB_IDS = {
  tab: '1c6b9e42-7d05-4f3a-a8e1-60b2d94c7f35',
  pipe: '5e0f8a17-3b96-4c2d-9d74-b81e6a2f0c49',
} as const;
export const CLIENT_SECRET = 'sBx8Q~2mVt9kLw4RzYc7HnPd1JfGa6UeXo3iSb0q';

/** An app that signs in in the same ways and may read the directory; `CLIENT_ID` may not. */
export const DIRECTORY_CLIENT_ID = '4e1d8b36-a7f2-4c95-9b08-63d5e0f7a2c1';

/** The machine's identity, which may sign in as the app. */
export const MANAGED_IDENTITY = {
  clientId: '9a4d7c63-1e58-4b02-8f7a-c05d3e96b21f',
  principalId: '2f8e0b5d-c741-4a69-93de-7b16a4f0c852',
} as const;

/** Who may sign in as the app without a secret: a workflow run, a pod of a cluster, an Azure machine. */
function federatedCredentials({ oidc, cluster }: Sandbox): FederatedCredential[] {
  const rows = CLOUD_NAMES.flatMap((name) => {
    const { oidcAudience: audience, authorityHost } = CLOUDS[name];
    const issuer = identityIssuer(TENANT_ID, authorityHost);
    return [
      { issuer: oidc.identity.issuer, subject: oidc.identity.subject, audience },
      { issuer: cluster.identity.issuer, subject: cluster.subject, audience },
      { issuer, subject: MANAGED_IDENTITY.principalId, audience },
    ];
  });
  return [...new Map(rows.map((row) => [Object.values(row).join(' '), row])).values()];
}

/**
 * One app that may sign in in every way, another one that may also read the tenant's directory, and a connector in
 * every cloud, in the commercial cloud also for tabs and pipes. The certificate is written to the sandbox's folder.
 */
export function registerDefaults(sandbox: Sandbox, more: { certificates?: readonly string[] } = {}) {
  const certificate = makeCertificate({ key: 'sandbox' });
  const pem = `${certificate.certificatePem}${certificate.keyPem}`;
  const certificatePath = join(sandbox.folder, 'certificate.pem');
  writeFileSync(certificatePath, pem, { mode: 0o600 });
  const app = {
    tenantId: TENANT_ID,
    domains: ['contoso.onmicrosoft.com'],
    certificates: [certificate.certificatePem, ...(more.certificates ?? [])],
    secrets: [{ value: CLIENT_SECRET }],
    federatedCredentials: federatedCredentials(sandbox),
  };
  sandbox.registerApp({ ...app, clientId: CLIENT_ID });
  sandbox.registerApp({ ...app, clientId: DIRECTORY_CLIENT_ID, graphPermissions: ['User.Read.All'] });
  sandbox.graph.directories.set(TENANT_ID, contosoUsers());
  sandbox.machine.identities.push({ tenantId: TENANT_ID, ...MANAGED_IDENTITY });
  for (const cloud of CLOUD_NAMES) {
    sandbox.registerConnector({ cloud, tenantId: TENANT_ID, clientId: CLIENT_ID, jobId: JOB_IDS[cloud] });
  }
  for (const delimiter of ['tab', 'pipe'] as const) {
    const jobId = FORMAT_JOB_IDS[delimiter];
    sandbox.registerConnector({
      cloud: 'commercial',
      tenantId: TENANT_ID,
      clientId: CLIENT_ID,
      jobId,
      delimiter,
    });
  }
  return { certificate, pem, certificatePath };
}
