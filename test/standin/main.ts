import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CLIENT_ID, CLIENT_SECRET, JOB_IDS, registerDefaults, TENANT_ID } from './default-setup.ts';
import { startSandbox } from './sandbox.ts';

/**
 * The sandbox as a process of its own: `node test/sandbox/main.ts [options]`. Prints one line of JSON when it is
 * ready and runs until SIGINT, SIGTERM or `POST /-/stop`.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    /** Written when it is ready, with the line that is printed. */
    'ready-file': { type: 'string' },
    /** A file to which NAME=value lines are appended, such as $GITHUB_ENV. */
    'github-env': { type: 'string' },
    /** A certificate (PEM) that may sign in besides the sandbox's own. */
    'trust-certificate': { type: 'string', multiple: true, default: [] },
    /** See `faults.ts`. */
    fault: { type: 'string', multiple: true, default: [] },
    /** The subject that GitHub's OIDC token has and that the app expects. */
    subject: { type: 'string' },
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
const certificates = values['trust-certificate'].map((path) => readFileSync(path, 'utf8'));
const { certificatePath } = registerDefaults(sandbox, { certificates });
sandbox.addFault(...values.fault);

const environment: Record<string, string> = {
  SANDBOX_PROXY: sandbox.proxyUrl,
  SANDBOX_ROOT: sandbox.rootCertificatePath,
  SANDBOX_TENANT_ID: TENANT_ID,
  SANDBOX_CLIENT_ID: CLIENT_ID,
  SANDBOX_CLIENT_SECRET: CLIENT_SECRET,
  SANDBOX_JOB_ID: JOB_IDS.commercial,
  SANDBOX_JOB_ID_GCC: JOB_IDS.gcc,
  SANDBOX_JOB_ID_GCC_HIGH: JOB_IDS['gcc-high'],
  SANDBOX_JOB_ID_DOD: JOB_IDS.dod,
  SANDBOX_CERTIFICATE_PATH: certificatePath,
  SANDBOX_OIDC_URL: sandbox.oidc.requestUrl,
  SANDBOX_OIDC_TOKEN: sandbox.oidc.requestToken,
  SANDBOX_GITHUB_TOKEN: sandbox.github.token,
};
if (values['github-env'] !== undefined) {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  appendFileSync(values['github-env'], lines.join(''));
}
const line = `${JSON.stringify(environment)}\n`;
if (values['ready-file'] !== undefined) writeFileSync(values['ready-file'], line);
process.stdout.write(line);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
