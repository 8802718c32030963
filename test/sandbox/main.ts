import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CLOUD_NAMES } from '../../src/clouds.ts';
import { CLIENT_ID, CLIENT_SECRET, JOB_IDS, registerDefaults, TENANT_ID } from './default-setup.ts';
import { startSandbox } from './sandbox.ts';

/** Information for clients of the sandbox, as one line of JSON on standard output. */
export interface ReadyMessage {
  readonly proxyUrl: string;
  /** Below it: `/-/log`, `/-/refusals`, `/-/requests`, `/-/unexpected`, `/-/service-account-token?audience=…`, and by POST `/-/reset`, `/-/stop`. */
  readonly controlUrl: string;
  readonly rootCertificatePath: string;
  /** A certificate and key that may sign in. */
  readonly certificatePath: string;
  readonly clientSecret: string;
  readonly githubToken: string;
  /** The environment variables of a job with `id-token: write` that uses this proxy. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clouds: Readonly<Record<string, { tenantId: string; clientId: string; jobId: string }>>;
}

/**
 * The sandbox as a process of its own: `node test/sandbox/main.ts [options]`. Prints one line of JSON when it is
 * ready and runs until SIGINT, SIGTERM or `POST /-/stop`.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    /** Written when it is ready, with the line that is printed. */
    'ready-file': { type: 'string' },
    /** A certificate (PEM) that may sign in, in addition to the sandbox's own. */
    certificate: { type: 'string', multiple: true, default: [] },
    /** See `faults.ts`. */
    fault: { type: 'string', multiple: true, default: [] },
    /** The subject that GitHub's OIDC token has and that the app expects. */
    subject: { type: 'string' },
    /** Counts lines of uploads instead of reading them. */
    fast: { type: 'boolean', default: false },
  },
});

const stop = (): void => {
  sandbox.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
const sandbox = await startSandbox({ port: Number(values.port), fast: values.fast, onStop: stop });
if (values.subject !== undefined) sandbox.oidc.identity.subject = values.subject;
const certificates = values.certificate.map((path) => readFileSync(path, 'utf8'));
const { certificatePath } = registerDefaults(sandbox, { certificates });
sandbox.addFault(...values.fault);

const ids = (jobId: string) => ({ tenantId: TENANT_ID, clientId: CLIENT_ID, jobId });
const ready: ReadyMessage = {
  proxyUrl: sandbox.proxyUrl,
  controlUrl: sandbox.proxyUrl,
  rootCertificatePath: sandbox.rootCertificatePath,
  certificatePath,
  clientSecret: CLIENT_SECRET,
  githubToken: sandbox.github.token,
  environment: { ...sandbox.networkEnvironment(), ...sandbox.oidcEnvironment() },
  clouds: Object.fromEntries(CLOUD_NAMES.map((cloud) => [cloud, ids(JOB_IDS[cloud])])),
};
const line = `${JSON.stringify(ready)}\n`;
if (values['ready-file'] !== undefined) writeFileSync(values['ready-file'], line);
process.stdout.write(line);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
