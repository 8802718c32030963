import { randomUUID } from 'node:crypto';
import { request } from 'node:https';
import { jwtVerify, SignJWT } from 'jose';
import { CLOUDS } from '../../src/clouds.ts';
import { CLIENT_ID, TENANT_ID } from '../sandbox/default-setup.ts';
import type { Entra } from '../sandbox/entra/entra.ts';
import { json, type SandboxAnswer, type SandboxRequest, type Service } from '../sandbox/exchange.ts';
import type { GitHubOidc } from '../sandbox/github/github-oidc.ts';

/** Application ID of the app that reads the export. */
export const READER_CLIENT_ID = '5f0c8a37-6e1d-4b92-a7c4-d38e91b6f205';
export const DRIVE_ID = 'b!sandbox-drive';
export const STORAGE_ACCOUNT = 'contosohr';
export const WORKDAY = {
  report: 'https://wd2-impl-services1.workday.com/ccx/service/customreport2/contoso/ISU_HR_Upload/Leavers',
  user: 'ISU_HR_Upload',
  password: 'p"a\\ss:wörd',
};

const KEY = new TextEncoder().encode(randomUUID());
const GRAPH = 'https://graph.microsoft.com';
const STORAGE = 'https://storage.azure.com';

/** What a source has for the reader. */
export interface Export {
  readonly csv: Buffer;
  readonly changed: Date;
  /** Pages of users with their leave dates, as Microsoft Graph answers them. */
  readonly users: readonly (readonly { userPrincipalName: string; employeeLeaveDateTime: string }[])[];
}

/**
 * Microsoft Entra for both apps: the one that uploads is the sandbox's; the one that reads may sign in with GitHub's
 * OIDC token alone, for Azure's management, Microsoft Graph and storage.
 */
export class EntraWithReader implements Service {
  readonly name = 'token';
  readonly hosts = new Set(['login.microsoftonline.com']);
  readonly #entra: Entra;
  readonly #oidc: GitHubOidc;

  constructor(entra: Entra, oidc: GitHubOidc) {
    this.#entra = entra;
    this.#oidc = oidc;
  }

  async answer(message: SandboxRequest): Promise<SandboxAnswer> {
    if (message.path.endsWith('/.well-known/openid-configuration')) return json(200, openIdConfiguration());
    if (message.path.endsWith('/discovery/instance')) return json(200, { metadata: [] });
    const form = new URLSearchParams(message.body.toString('utf8'));
    if (form.get('client_id') === CLIENT_ID) return await this.#entra.answer(message);
    if (form.get('client_id') !== READER_CLIENT_ID) return json(400, { error: 'unauthorized_client' });
    const { issuer } = this.#oidc.identity;
    await jwtVerify(form.get('client_assertion') ?? '', this.#oidc.keyOf(issuer)!, {
      issuer,
      subject: this.#oidc.identity.subject,
      audience: CLOUDS.commercial.oidcAudience,
    });
    const resource = /^(https:\/\/[\w.-]+)\/+\.default/.exec(form.get('scope') ?? '')?.[1];
    if (resource === undefined) return json(400, { error: 'invalid_scope' });
    const token = await readerToken(resource);
    return json(200, { token_type: 'Bearer', expires_in: 3599, access_token: token });
  }
}

async function readerToken(resource: string): Promise<string> {
  return await new SignJWT({ tid: TENANT_ID, appid: READER_CLIENT_ID, oid: READER_CLIENT_ID })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(`https://sts.windows.net/${TENANT_ID}/`)
    .setAudience(resource)
    .setIssuedAt()
    .setNotBefore('-5 minutes')
    .setExpirationTime('1 hour')
    .sign(KEY);
}

function openIdConfiguration() {
  const authority = `https://login.microsoftonline.com/${TENANT_ID}`;
  return {
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${authority}/oauth2/v2.0/devicecode`,
  };
}

/** The hosts from which docs/sources.md fetches exports. Blob Storage is Azurite, at another port of this machine. */
export class SourceHosts implements Service {
  readonly name = 'source';
  readonly #azuritePort: number;
  /** What they have; set before a workflow runs. */
  export: Export = { csv: Buffer.alloc(0), changed: new Date(0), users: [] };
  readonly #answers: Readonly<
    Record<string, (message: SandboxRequest) => SandboxAnswer | Promise<SandboxAnswer>>
  >;
  readonly hosts: ReadonlySet<string>;

  constructor(azuritePort: number) {
    this.#azuritePort = azuritePort;
    this.#answers = {
      'management.azure.com': () => json(200, { value: [] }),
      'graph.microsoft.com': (message) => this.#graph(message),
      'contoso.sharepoint.com': (message) => this.#download(message),
      [`${STORAGE_ACCOUNT}.blob.core.windows.net`]: (message) => this.#azurite(message),
      [`${STORAGE_ACCOUNT}.file.core.windows.net`]: (message) => this.#files(message),
      [new URL(WORKDAY.report).host]: (message) => this.#workday(message),
    };
    this.hosts = new Set(Object.keys(this.#answers));
  }

  async answer(message: SandboxRequest): Promise<SandboxAnswer> {
    return await this.#answers[message.host]!(message);
  }

  async #graph(message: SandboxRequest): Promise<SandboxAnswer> {
    if (!(await hasTokenFor(message, GRAPH)))
      return json(401, { error: { code: 'InvalidAuthenticationToken' } });
    const item = `/v1.0/drives/${DRIVE_ID}/root:/exports/hr.csv`;
    const path = decodeURIComponent(message.path);
    if (path === item)
      return json(200, { name: 'hr.csv', lastModifiedDateTime: this.export.changed.toISOString() });
    if (path === `${item}:/content`)
      return {
        status: 302,
        headers: { location: 'https://contoso.sharepoint.com/download?tempauth=secret' },
      };
    if (path === '/v1.0/users') return this.#users(message);
    return json(404, { error: { code: 'itemNotFound' } });
  }

  /** Microsoft Graph's documentation: `$filter` on this property is an advanced query. */
  #users({ query, headers }: SandboxRequest): SandboxAnswer {
    const isAdvanced = headers.consistencylevel === 'eventual' && query.get('$count') === 'true';
    const filter =
      /^employeeLeaveDateTime ge \d{4}-\d\d-\d\dT00:00:00Z and employeeLeaveDateTime le \d{4}-\d\d-\d\dT00:00:00Z$/;
    if (!isAdvanced || !filter.test(query.get('$filter') ?? ''))
      return json(400, { error: { code: 'Request_UnsupportedQuery' } });
    const number = Number(query.get('$skiptoken') ?? 0);
    const next = new URLSearchParams({ ...Object.fromEntries(query), $skiptoken: String(number + 1) });
    const hasMore = number + 1 < this.export.users.length;
    return json(200, {
      ...(hasMore ? { '@odata.nextLink': `${GRAPH}/v1.0/users?${next}` } : {}),
      value: this.export.users[number],
    });
  }

  /** The address to which `/content` redirects is authenticated by itself. */
  #download({ query, headers }: SandboxRequest): SandboxAnswer {
    if (query.get('tempauth') !== 'secret' || headers.authorization !== undefined) return { status: 401 };
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: this.export.csv };
  }

  async #files(message: SandboxRequest): Promise<SandboxAnswer> {
    const isIntended = message.headers['x-ms-file-request-intent'] === 'backup';
    if (!isIntended || !(await hasTokenFor(message, STORAGE))) return { status: 403 };
    if (message.path !== '/hr-export/nightly/hr.csv') return { status: 404 };
    const { csv, changed } = this.export;
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(message.headers['x-ms-range'] ?? '') ?? [];
    const body = from === undefined ? csv : csv.subarray(Number(from), to ? Number(to) + 1 : undefined);
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': String(body.length),
      'content-range': `bytes ${from ?? 0}-${Number(from ?? 0) + body.length - 1}/${csv.length}`,
      etag: '"0x1"',
      'last-modified': changed.toUTCString(),
      'x-ms-type': 'File',
      'x-ms-server-encrypted': 'true',
      'x-ms-version': message.headers['x-ms-version'] ?? '',
    };
    return {
      status: from === undefined ? 200 : 206,
      headers,
      ...(message.method === 'HEAD' ? {} : { body }),
    };
  }

  #workday({ path, query, headers }: SandboxRequest): SandboxAnswer {
    const basic = Buffer.from(`${WORKDAY.user}:${WORKDAY.password}`).toString('base64');
    if (headers.authorization !== `Basic ${basic}`) return { status: 401 };
    if (path !== new URL(WORKDAY.report).pathname || query.get('format') !== 'csv') return { status: 404 };
    return { status: 200, headers: { 'content-type': 'text/csv' }, body: this.export.csv };
  }

  /** Puts the export into Azurite. */
  async fillAzurite(csv: Buffer): Promise<void> {
    const headers = {
      host: `${STORAGE_ACCOUNT}.blob.core.windows.net`,
      authorization: `Bearer ${await readerToken(STORAGE)}`,
      'x-ms-version': '2023-11-03',
      'x-ms-blob-type': 'BlockBlob',
    };
    const put = { method: 'PUT', headers, query: new URLSearchParams(), body: csv };
    const container = new URLSearchParams({ restype: 'container' });
    const answers = [
      await this.#azurite({ ...put, path: '/hr-export', query: container, body: Buffer.alloc(0) }),
      await this.#azurite({ ...put, path: '/hr-export/hr.csv' }),
    ];
    if (answers.some(({ status }) => status !== 201)) throw new Error('Azurite did not take the export');
  }

  /** Hands the request to Azurite as it came. */
  async #azurite(
    message: Pick<SandboxRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
  ): Promise<SandboxAnswer> {
    const { method, path, query, headers, body } = message;
    return await new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.#azuritePort,
        method,
        path: `${path}${query.size > 0 ? `?${query}` : ''}`,
        headers,
        rejectUnauthorized: false,
      };
      const sent = request(options, async (response) => {
        const chunks: Buffer[] = await response.toArray();
        resolve({
          status: response.statusCode ?? 502,
          headers: withoutTransfer(response.headers),
          body: Buffer.concat(chunks),
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function withoutTransfer(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => name !== 'transfer-encoding' && name !== 'connection',
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

async function hasTokenFor({ headers }: SandboxRequest, audience: string): Promise<boolean> {
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return false;
  return await jwtVerify(token, KEY, { audience }).then(
    () => true,
    () => false,
  );
}
