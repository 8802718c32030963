import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../../src/clouds.ts';
import { form, send, type TestAnswer, type TestRequest } from '../client.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  FORMAT_JOB_IDS,
  JOB_IDS,
  registerDefaults,
  TENANT_ID,
} from '../default-setup.ts';
import { startSandbox } from '../sandbox.ts';
import { DELIMITERS } from './connector.ts';

const sandbox = await startSandbox();
registerDefaults(sandbox);
const connector = sandbox.connector(JOB_IDS.commercial);
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

async function tokenFrom(
  host: string,
  { clientId = CLIENT_ID, secret = CLIENT_SECRET, tenantId = TENANT_ID } = {},
): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    scope: `${CLOUDS.commercial.resource}/.default`,
  });
  const url = `https://${host}/${tenantId}/oauth2/v2.0/token`;
  const answer = await send(sandbox, { url, body: body.toString() });
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
}

const token = await tokenFrom('login.microsoftonline.com');
const governmentToken = await tokenFrom('login.microsoftonline.us');
const CSV = 'EmailAddress,ResignationDate\nada@contoso.com,2026-01-01T00:00:00Z\n';

interface Upload extends Partial<TestRequest> {
  readonly cloud?: CloudName;
  readonly jobId?: string;
  readonly bearer?: string | undefined;
}

function upload(content: string | Buffer | Partial<TestRequest>, options: Upload = {}): Promise<TestAnswer> {
  const { cloud = 'commercial', jobId = JOB_IDS[cloud], bearer = token, ...rest } = options;
  const message = typeof content === 'string' || Buffer.isBuffer(content) ? form(content) : content;
  return send(sandbox, {
    url: `${CLOUDS[cloud].ingestionUrl}?jobid=${jobId}`,
    ...message,
    ...rest,
    headers: { authorization: `Bearer ${bearer}`, ...message.headers, ...rest.headers },
  });
}

function expectNothingStored(): void {
  for (const { recordsSaved } of sandbox.webhook.connectors) expect(recordsSaved).toBe(0);
}

describe('an upload', () => {
  it.each(CLOUD_NAMES)('is stored: %s', async (cloud) => {
    const bearer = CLOUDS[cloud].authorityHost.endsWith('.us') ? governmentToken : token;
    const answer = await upload(CSV, { cloud, bearer, headers: { 'client-request-id': 'a-request' } });
    expect(answer).toMatchObject({ status: 200, body: '' });
    const { recordsSaved, calls, records } = sandbox.connector(JOB_IDS[cloud]);
    expect(recordsSaved).toBe(1);
    expect(calls).toMatchObject([
      { fileName: 'hr.csv', columns: ['EmailAddress', 'ResignationDate'], clientRequestId: 'a-request' },
    ]);
    expect(records).toEqual([{ EmailAddress: 'ada@contoso.com', ResignationDate: '2026-01-01T00:00:00Z' }]);
  });

  it("in the form of Microsoft's script is stored", async () => {
    // HttpClient of .NET writes names without quotation marks if possible; the script for GCC writes two slashes.
    const body = form(CSV)
      .body.toString()
      .replace(
        /Content-Disposition: .*/,
        "Content-Disposition: form-data; name=file; filename=tmp0001.txt; filename*=utf-8''tmp0001.txt",
      );
    const url = `${CLOUDS.gcc.ingestionUrl.replace('/api', '//api')}?jobid=${JOB_IDS.gcc}`;
    expect(await upload({ ...form(CSV), body }, { url })).toMatchObject({ status: 200 });
    expect(sandbox.connector(JOB_IDS.gcc).calls).toMatchObject([
      { fileName: 'tmp0001.txt', recordsSaved: 1 },
    ]);
  });

  it('twice is stored twice', async () => {
    await upload(CSV);
    await upload(CSV);
    expect([...connector.countRecords().values()]).toEqual([2]);
  });

  it('counts records, not lines', async () => {
    await upload('EmailAddress,Remarks\nada@contoso.com,"two\nlines"\n');
    expect(connector.recordsSaved).toBe(1);
  });
});

describe('401', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const forged = new SignJWT({ appid: CLIENT_ID, tid: TENANT_ID })
    .setProtectedHeader({ alg: 'RS256' })
    .setAudience(CLOUDS.commercial.resource)
    .setIssuer(`https://sts.windows.net/${TENANT_ID}/`)
    .setExpirationTime('1h')
    .sign(privateKey);
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const changed = Buffer.from(JSON.stringify({ ...claims, aud: 'https://graph.microsoft.com' })).toString(
    'base64url',
  );

  it.each<[string, string | Promise<string>]>([
    ['nothing', ''],
    ['no token', 'a-token'],
    ['a token signed by another issuer', forged],
    ['a token for another service', `${header}.${changed}.${signature}`],
    ['a token without a signature', `${header}.${payload}.`],
    ['alg none', new UnsecuredJWT(claims).encode()],
    ['a token of the other Microsoft Entra', governmentToken],
  ])('%s', async (_name, bearer) => {
    expect((await upload(CSV, { bearer: await bearer })).status).toBe(401);
    expectNothingStored();
  });

  it('no header, another scheme', async () => {
    expect((await upload(CSV, { headers: { authorization: '' } })).status).toBe(401);
    expect((await upload(CSV, { headers: { authorization: `Basic ${token}` } })).status).toBe(401);
    expect((await upload(CSV, { cloud: 'dod', bearer: token })).status).toBe(401);
  });

  it('an expired token', async () => {
    sandbox.entra.tokenLifetime = -1;
    const bearer = await tokenFrom('login.microsoftonline.com');
    sandbox.entra.tokenLifetime = 3599;
    expect((await upload(CSV, { bearer })).status).toBe(401);
    expectNothingStored();
  });
});

describe('403', () => {
  const refused = { status: 403, reason: 'jobId and corresponding appId do not match.' };
  const clientId = randomUUID();
  sandbox.registerApp({ tenantId: TENANT_ID, clientId, secrets: [{ value: 'of-another-app' }] });
  const tenantId = randomUUID();
  sandbox.registerApp({ tenantId, clientId: CLIENT_ID, secrets: [{ value: 'of-another-tenant' }] });

  it('another job ID, or none', async () => {
    expect(await upload(CSV, { jobId: randomUUID() })).toMatchObject(refused);
    expect(await upload(CSV, { url: CLOUDS.commercial.ingestionUrl })).toMatchObject(refused);
    expect(
      await upload(CSV, { url: `${CLOUDS.commercial.ingestionUrl}?jobId=${JOB_IDS.commercial}` }),
    ).toMatchObject(refused);
    expectNothingStored();
  });

  it('another cloud', async () => {
    expect(await upload(CSV, { jobId: JOB_IDS.gcc })).toMatchObject(refused);
    expect(await upload(CSV, { cloud: 'gcc', jobId: JOB_IDS.commercial })).toMatchObject(refused);
    expectNothingStored();
  });

  it.each([
    ['app', { clientId, secret: 'of-another-app' }],
    ['tenant', { tenantId, secret: 'of-another-tenant' }],
  ])('another %s', async (_name, owner) => {
    const bearer = await tokenFrom('login.microsoftonline.com', owner);
    expect(await upload(CSV, { bearer })).toMatchObject(refused);
    expectNothingStored();
  });
});

describe('the form', () => {
  it('without a length: 411', async () => {
    expect((await upload(CSV, { isChunked: true })).status).toBe(411);
    expectNothingStored();
  });

  const part = '--edge\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n';
  const whole = form(CSV);
  it.each<[string, Partial<TestRequest>]>([
    ['no form', { headers: { 'content-type': 'text/csv' }, body: CSV }],
    ['no type', { body: CSV }],
    ['no boundary', { ...whole, headers: { 'content-type': 'multipart/form-data' } }],
    ['another boundary', { ...whole, headers: { 'content-type': 'multipart/form-data; boundary=other' } }],
    ['truncated in the part', { ...whole, body: whole.body.subarray(0, whole.body.length - 30) }],
    ['truncated in the last boundary', { ...whole, body: whole.body.subarray(0, whole.body.length - 5) }],
    ['nothing at all', { ...whole, body: '' }],
    ['a part of another name', form(CSV, { name: 'upload' })],
    ['no file name', form(CSV, { fileName: '' })],
    ['a further field', form(CSV, { more: part })],
    [
      'two files',
      form(CSV, {
        more: form(CSV)
          .body.toString()
          .replace(/--edge--\r\n$/, ''),
      }),
    ],
  ])('%s: 400', async (_name, message) => {
    expect((await upload(message)).status).toBe(400);
    expectNothingStored();
  });
});

describe('the rows', () => {
  it.each<[string, string | Buffer]>([
    ['a short row', 'a,b\n1,2\n3\n'],
    ['a long row', 'a,b\n1,2,3\n'],
    ['a blank row', 'a,b\n\n1,2\n'],
    ['a row of empty cells', 'a,b\n1,2\n,\n'],
    ['a blank row of one column', 'a\n1\n\n'],
    ['no header', ''],
    ['a BOM', `\uFEFF${CSV}`],
    ['no UTF-8', Buffer.from('a,b\n1,\xe9\n', 'latin1')],
    ['an open quote', 'a,b\n1,"2\n'],
  ])('%s: 500 without a body', async (_name, content) => {
    expect(await upload(content)).toMatchObject({ status: 500, body: '' });
    expectNothingStored();
  });

  it('more than the limits: 413', async () => {
    const jobId = randomUUID();
    const setup = { cloud: 'commercial', tenantId: TENANT_ID, clientId: CLIENT_ID, jobId } as const;
    const limited = sandbox.registerConnector({ ...setup, rowLimit: 2, byteLimit: 100 });
    expect((await upload('a\n1\n2\n', { jobId })).status).toBe(200);
    expect((await upload('a\n1\n2\n3\n', { jobId })).status).toBe(413);
    expect((await upload(`a\n${'x'.repeat(98)}\n`, { jobId })).status).toBe(413);
    expect(limited.recordsSaved).toBe(2);
  });
});

describe('the file format', () => {
  const jobs = { comma: JOB_IDS.commercial, ...FORMAT_JOB_IDS };
  const separated = (delimiter: string): string => CSV.replaceAll(',', delimiter);

  it.each(['comma', 'tab', 'pipe'] as const)('%s is stored only by its own connector', async (format) => {
    for (const [other, jobId] of Object.entries(jobs)) {
      const answer = await upload(separated(DELIMITERS[format]), {
        jobId,
        headers: { 'client-request-id': other },
      });
      expect(answer.status).toBe(other === format ? 200 : 500);
      const { records, refusals } = sandbox.connector(jobId);
      if (other === format) expect(records[0]).toHaveProperty('ResignationDate', '2026-01-01T00:00:00Z');
      else expect(refusals).toMatchObject([{ reason: 'another delimiter', clientRequestId: other }]);
    }
  });

  it('with semicolons is stored by no connector', async () => {
    for (const jobId of Object.values(jobs)) {
      expect((await upload(separated(';'), { jobId })).status).toBe(500);
    }
    expectNothingStored();
  });
});

it('accepts only POST to its path', async () => {
  const { ingestionUrl } = CLOUDS.commercial;
  const headers = { authorization: `Bearer ${token}` };
  expect((await send(sandbox, { method: 'GET', url: ingestionUrl, headers })).status).toBe(405);
  expect((await send(sandbox, { url: `${ingestionUrl}/hr`, headers })).status).toBe(404);
});
