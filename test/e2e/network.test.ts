import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { CLIENT_ID, JOB_IDS, registerDefaults, TENANT_ID } from '../sandbox/default-setup.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { IS_WINDOWS } from './action-process.ts';
import { expectFailure, expectUploaded, resignations } from './material.ts';
import { type ActionResult, type ActionStep, runAction } from './run-action.ts';

type Environment = NonNullable<ActionStep['env']>;

interface Place {
  readonly sandbox: Sandbox;
  /** An upload by certificate; omitted options are those of a working job. */
  upload(changes: {
    with?: Record<string, string>;
    env?: Environment;
    oidc?: boolean;
    node?: string;
  }): Promise<ActionResult>;
}

/** Some of these wait between attempts, so each has its own sandbox and they run concurrently. */
async function inSandbox(work: (place: Place) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  const { pem } = registerDefaults(sandbox);
  try {
    await work({
      sandbox,
      upload: ({ with: changes = {}, ...step }) =>
        runAction({
          with: {
            'csv-path': 'hr.csv',
            'tenant-id': TENANT_ID,
            'client-id': CLIENT_ID,
            'job-id': JOB_IDS.commercial,
            ...(step.oidc ? {} : { certificate: pem }),
            ...changes,
          },
          files: { 'hr.csv': resignations(2) },
          sandbox,
          ...step,
        }),
    });
  } finally {
    await sandbox.stop();
  }
}

/** An unused port of this machine. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The same certificate in the format of Windows, in the same folder. */
function derOf(pemPath: string): string {
  const path = pemPath.replace(/pem$/, 'cer');
  writeFileSync(path, new X509Certificate(readFileSync(pemPath)).raw);
  return path;
}

const portOf = (sandbox: Sandbox): string => new URL(sandbox.proxyUrl).port;
const HOSTS = 'Hosts to allow on port 443: login.microsoftonline.com, webhook.ingestion.office.com.';

// Node.js of the first runners with node24, if available.
const oldNode = process.env.OLD_NODE || undefined;
const NODES: readonly (readonly [string, string | undefined])[] = [
  ['this Node.js', undefined],
  ['an older Node.js 24', oldNode],
];

describe.concurrent.each(NODES)('on %s', { timeout: 120_000 }, (name, node) => {
  const isSkipped = name !== 'this Node.js' && oldNode === undefined;
  const on = node === undefined ? {} : { node };

  it.skipIf(isSkipped)('uploads through the proxy', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      expectUploaded(await upload(on), 2);
      expect(sandbox.connector(JOB_IDS.commercial).recordsSaved).toBe(2);
      expect(sandbox.unexpected).toEqual([]);
    });
  });

  it.skipIf(isSkipped)('signs in by OIDC', async () => {
    await inSandbox(async ({ upload }) => expectUploaded(await upload({ ...on, oidc: true }), 2));
  });

  // Windows and macOS have stores of their own, which a test cannot change.
  const hasOwnStore = IS_WINDOWS || process.platform === 'darwin';
  it.skipIf(isSkipped || hasOwnStore)('trusts a root that only the system has', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      const env = { NODE_EXTRA_CA_CERTS: undefined, SSL_CERT_FILE: sandbox.rootCertificatePath };
      expectUploaded(await upload({ ...on, env }), 2);
    });
  });

  it.skipIf(isSkipped)('trusts no other root', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      const result = await upload({ ...on, env: { NODE_EXTRA_CA_CERTS: undefined } });
      expectFailure(result, 'tls-certificate-untrusted');
      expect(sandbox.requests).toEqual([]);
    });
  });

  it.skipIf(isSkipped)('sends user and password to the proxy', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.proxyCredentials = 'hr user:p@ss/%#';
      const proxy = `http://hr%20user:p%40ss%2F%25%23@127.0.0.1:${portOf(sandbox)}`;
      const result = await upload({ ...on, env: { HTTPS_PROXY: proxy } });
      expectUploaded(result, 2);
      expect(result.stdout).not.toMatch(/p%40ss|p@ss/);
    });
  });
});

describe.concurrent('the proxy', { timeout: 120_000 }, () => {
  it('may have no scheme', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      for (const host of ['127.0.0.1', 'localhost']) {
        sandbox.reset();
        const result = await upload({ env: { HTTPS_PROXY: `${host}:${portOf(sandbox)}` } });
        expectUploaded(result, 2);
      }
    });
  });

  it('may be in lower case', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      expectUploaded(await upload({ env: { HTTPS_PROXY: undefined, https_proxy: sandbox.proxyUrl } }), 2);
    });
  });

  it.each([
    'socks5://127.0.0.1:1080',
    'http://user:p%ss@proxy.contoso.com:8080',
    'http://user:p#ss@proxy.contoso.com:8080',
    'http://svc:2024/p#ss@proxy.contoso.com:8080',
    'http://hunter2x?p#ss@proxy.contoso.com:8080',
    'CONTOSO\\hunter2x:p%23ss@proxy.contoso.com:8080',
    'http://',
  ])('is not an HTTP proxy: %s', async (proxy) => {
    await inSandbox(async ({ sandbox, upload }) => {
      const result = await upload({ env: { HTTPS_PROXY: proxy } });
      const { message } = expectFailure(result, 'proxy-setting-invalid');
      expect(message).toContain('http://proxy.contoso.com:8080');
      expect(result.visible).not.toMatch(/p[%#]ss|svc|hunter2x|2024/);
      expect(sandbox.connections).toBe(0);
    });
  });

  it.each([
    ['', 'proxy-authentication-required'],
    ['user:hunter2x@', 'proxy-credentials-refused'],
  ] as const)('requires a password: 407 for %j', async (given, code) => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.proxyCredentials = 'user:secret';
      const result = await upload({ env: { HTTPS_PROXY: `http://${given}127.0.0.1:${portOf(sandbox)}` } });
      const { message } = expectFailure(result, code);
      expect(message).toContain(`The connection goes through the proxy 127.0.0.1:${portOf(sandbox)}.`);
      expect(message).toContain('http://DOMAIN%5Cuser:password@');
      expect(message).toContain(HOSTS);
      expect(result.stdout).not.toContain('hunter2x');
      expect(sandbox.connections).toBe(1);
    });
  });

  it('requires an authentication that is not supported: 407', async () => {
    await inSandbox(async ({ upload }) => {
      const challenges = ['Negotiate', 'NTLM'].map((scheme) => `Proxy-Authenticate: ${scheme}\r\n`).join('');
      const proxy = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(`HTTP/1.1 407 No\r\n${challenges}Content-Length: 0\r\n\r\n`));
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const { port } = proxy.address() as { port: number };
      const result = await upload({ env: { HTTPS_PROXY: `http://user:hunter2x@127.0.0.1:${port}` } });
      proxy.close();
      const { message } = expectFailure(result, 'proxy-scheme-unsupported');
      expect(message).toContain('requires Negotiate or NTLM (407)');
      expect(message).toContain('cntlm');
      expect(result.visible).not.toContain('hunter2x');
    });
  });

  it('refuses a host: 403', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault('token:connect-refused=403');
      const { message } = expectFailure(await upload({}), 'proxy-refused');
      expect(message).toContain('403');
      expect(message).toContain(HOSTS);
      expect(sandbox.connections).toBe(1);
    });
  });

  it('refuses the host of the uploads: 403', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault('webhook:connect-refused=403');
      const { message } = expectFailure(await upload({}), /webhook\.ingestion\.office\.com/);
      expect(message).toContain(HOSTS);
      expect(sandbox.requests.map(({ service }) => service)).toEqual(['token']);
    });
  });

  it('fails: 502', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault('token:connect-refused=502');
      const { message } = expectFailure(await upload({}), 'proxy-unavailable');
      expect(message).toContain('502');
      expect(sandbox.connections).toBe(3);
    });
  });

  it('closes the connection', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault('token:connect-closed');
      expectFailure(await upload({}), 'network-connection-reset');
      expect(sandbox.connections).toBe(3);
    });
  });

  it('does not listen', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      const port = await closedPort();
      const result = await upload({ env: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
      const { message } = expectFailure(result, 'proxy-unreachable');
      expect(message).toContain('it refused the connection');
      expect(message).toContain('Check HTTPS_PROXY');
      expect(message).toContain(HOSTS);
      expect(sandbox.connections).toBe(0);
    });
  });

  it('has a name that cannot be resolved', async () => {
    await inSandbox(async ({ upload }) => {
      const result = await upload({ env: { HTTPS_PROXY: 'proxy.contoso.invalid:8080' } });
      const { message } = expectFailure(result, 'proxy-unreachable');
      expect(message).toContain('The proxy proxy.contoso.invalid:8080');
      expect(message).toContain('its name could not be resolved');
    });
  });

  it('is bypassed for hosts of NO_PROXY', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      const port = await closedPort();
      const changes = { 'authority-host': `localhost.contoso.invalid:${port}` };
      for (const noProxy of ['.contoso.invalid', 'login.contoso.com, contoso.invalid', `*`]) {
        const result = await upload({ with: changes, env: { NO_PROXY: noProxy } });
        const { message } = expectFailure(result, /could not be resolved/);
        expect(message).not.toContain('through the proxy');
      }
      expect(sandbox.connections).toBe(0);
      // The opposite: without it the proxy is used.
      expectFailure(await upload({ with: changes, env: { NO_PROXY: 'contoso.com' } }), 'proxy-unavailable');
      expect(new Set(sandbox.unexpected)).toEqual(new Set([`localhost.contoso.invalid:${port}`]));
    });
  });
});

describe.concurrent('TLS', { timeout: 120_000 }, () => {
  it.each([
    ['token', 'login.microsoftonline.com'],
    ['webhook', 'webhook.ingestion.office.com'],
  ])('inspected by a proxy: %s', async (service, host) => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault(`${service}:untrusted`);
      const result = await upload({});
      const { message } = expectFailure(result, 'tls-certificate-untrusted');
      expect(message).toContain(`The TLS certificate presented for ${host}`);
      // The sandbox's own root is in NODE_EXTRA_CA_CERTS, so the advice to set it would be wrong.
      expect(message).toContain('NODE_EXTRA_CA_CERTS was read');
      expect(message).toMatch(/proxy or firewall inspects TLS/);
      expect(message).toContain('NODE_EXTRA_CA_CERTS');
      expect(sandbox.requests.filter((request) => request.service === service)).toEqual([]);
      // A retry would not help.
      expect(sandbox.connections).toBe(service === 'token' ? 1 : 2);
    });
  });

  it.each<[string, (root: string) => string, ErrorCode, RegExp]>([
    ['no file', () => '/nonexistent/root.cer', 'extra-ca-certs-unreadable', /cannot be read.*container/s],
    [
      'a file in DER',
      (root) => derOf(root),
      'extra-ca-certs-unreadable',
      /not a PEM.*openssl x509 -inform der -in root\.cer -out root\.pem/s,
    ],
    ['another root', (root) => root, 'tls-certificate-untrusted', /NODE_EXTRA_CA_CERTS was read/],
  ])('with %s in NODE_EXTRA_CA_CERTS', async (_name, path, code, says) => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault('token:untrusted');
      const env = { NODE_EXTRA_CA_CERTS: path(sandbox.rootCertificatePath) };
      const { stderr, ...result } = await upload({ env });
      // The warning of Node.js itself about a file that it ignores.
      expect(stderr).toMatch(/^(Warning: Ignoring extra certs from [^\n]*\n)?$/);
      const { message } = expectFailure({ ...result, stderr: '' }, code);
      expect(message).toMatch(says);
    });
  });

  it('of GitHub, inspected by a proxy', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault('oidc:untrusted');
      const { message } = expectFailure(await upload({ oidc: true }), 'tls-certificate-untrusted');
      expect(message).toContain(
        'login.microsoftonline.com, webhook.ingestion.office.com, run-actions.actions.githubusercontent.com.',
      );
    });
  });

  it('of another host', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.addFault('token:wrong-host');
      expectFailure(await upload({}), 'tls-certificate-wrong-host');
      expect(sandbox.connections).toBe(1);
    });
  });

  it('must be verified', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      for (const env of [{}, { NODE_EXTRA_CA_CERTS: undefined }] as Environment[]) {
        // Node.js itself warns about the variable on stderr.
        const unverified = { ...env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };
        const result = await upload({ env: unverified });
        const { message } = expectFailure(result, /NODE_TLS_REJECT_UNAUTHORIZED=0 is set/);
        expect(message).toContain('NODE_EXTRA_CA_CERTS');
      }
      expect(sandbox.connections).toBe(0);
    });
  });
});

it.each([{ DEBUG: '*' }, { NODE_DEBUG: 'http,https,net,tls' }])(
  '%j shows no secret and no cell',
  async (env) => {
    await inSandbox(async ({ sandbox, upload }) => {
      sandbox.proxyCredentials = 'user:hunter2x';
      const proxy = `http://user:hunter2x@127.0.0.1:${portOf(sandbox)}`;
      const { exitCode, visible } = await upload({ env: { ...env, HTTPS_PROXY: proxy } });
      expect(exitCode).toBe(0);
      expect(visible).not.toContain('hunter2x');
      expect(visible).not.toContain(Buffer.from('user:hunter2x').toString('base64'));
      expect(visible).not.toMatch(/Bearer ey|client_assertion=|user1@/);
    });
  },
);

describe.concurrent('without a proxy', { timeout: 120_000 }, () => {
  it('an address that does not respond is named, with the hosts to allow', async () => {
    await inSandbox(async ({ sandbox, upload }) => {
      const authority = `127.0.0.1:${await closedPort()}`;
      const result = await upload({ with: { 'authority-host': authority }, env: { HTTPS_PROXY: undefined } });
      const { message } = expectFailure(result, new RegExp(`${authority} refused the connection`));
      expect(message).toContain(`Hosts to allow on port 443: ${authority}, webhook.ingestion.office.com.`);
      expect(sandbox.connections).toBe(0);
    });
  });

  it('a name that cannot be resolved', async () => {
    await inSandbox(async ({ upload }) => {
      const changes = { 'authority-host': 'login.contoso.invalid' };
      const result = await upload({ with: changes, env: { HTTPS_PROXY: undefined } });
      const { message } = expectFailure(result, /The name login\.contoso\.invalid could not be resolved/);
      expect(message).toMatch(/HTTPS_PROXY/);
      expect(message).toContain('Hosts to allow on port 443: login.contoso.invalid, webhook.');
    });
  });
});

describe.concurrent('an answer', { timeout: 120_000 }, () => {
  const elsewhere = { location: 'https://elsewhere.contoso.com/collect' };

  it.each([
    ['token', 302],
    ['token', 307],
    ['webhook', 302],
    ['webhook', 308],
    ['oidc', 302],
  ] as const)('of %s that leads elsewhere is not followed: %i', async (service, status) => {
    await inSandbox(async ({ sandbox, upload }) => {
      const action = { kind: 'answer', status, headers: elsewhere } as const;
      sandbox.addFault({ service, from: 1, to: 99, action });
      const result = await upload({ oidc: service === 'oidc' });
      const { message } = expectFailure(result, new RegExp(String(status)));
      expect(message).toMatch(/proxy|authority-host|githubstatus/);
      expect(sandbox.unexpected).toEqual([]);
      expect(sandbox.requests.filter((request) => request.service === service)).toHaveLength(1);
    });
  });

  it.each(['token', 'webhook', 'oidc'] as const)(
    'of %s that is huge is read only up to the limit',
    async (service) => {
      await inSandbox(async ({ sandbox, upload }) => {
        const body = JSON.stringify({
          error: 'x',
          access_token: 'y',
          value: 'z',
          text: 'ada '.repeat(5_000_000),
        });
        const status = service === 'webhook' ? 400 : 200;
        sandbox.addFault({ service, from: 1, to: 99, action: { kind: 'answer', status, body } });
        const result = await upload({ oidc: service === 'oidc' });
        expectFailure(result, /\S/);
        // At most 300 characters of a server's text are shown.
        expect(result.visible).not.toMatch(/(?:ada ){76}/);
        expect(result.stdout.length).toBeLessThan(100_000);
      });
    },
  );
});
