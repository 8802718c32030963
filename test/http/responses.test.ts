import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { classifyNetworkFailure, ProxyRefusal } from '../../src/http/classify.ts';
import { createHttpsClient } from '../../src/http/https-client.ts';
import type { NetworkError } from '../../src/http/network-failures.ts';

const servers: Server[] = [];
const clients: ReturnType<typeof createHttpsClient>[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const client of clients.splice(0)) await client.close();
  for (const server of servers.splice(0)) server.close();
});

/** A server with a given handler for the requests of the n-th connection, from 1. */
async function serve(onRequest: (socket: Socket, connection: number) => void): Promise<string> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const mine = connections;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (chunk.includes('\r\n\r\n')) onRequest(socket, mine);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function client(...parameters: Parameters<typeof createHttpsClient>) {
  const made = createHttpsClient(...parameters);
  clients.push(made);
  return made;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const get = (url: string) => ({ method: 'GET', url, timeoutMs: 5_000 }) as const;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a connection', () => {
  it('is reused as long as the server keeps it', async () => {
    const used: number[] = [];
    const url = await serve((socket, connection) => {
      used.push(connection);
      socket.write(OK);
    });
    const http = client();
    for (let i = 0; i < 3; i++) await http.send(get(url));
    expect(used).toEqual([1, 1, 1]);
  });

  it('is not reused once the server has closed one unannounced', async () => {
    const used: number[] = [];
    const url = await serve((socket, connection) => {
      used.push(connection);
      // The connection closes during its second request, which may or may not have arrived.
      if (used.filter((each) => each === connection).length > 1) socket.destroy();
      else socket.write(OK, () => setTimeout(() => socket.end(), 100));
    });
    const http = client();
    await http.send(get(url));
    await expect(http.send(get(url))).rejects.toMatchObject({ kind: 'reset' });
    for (let i = 0; i < 4; i++) expect((await http.send(get(url))).status).toBe(200);
    expect(used).toEqual([1, 1, 2, 3, 4, 5]);
  });

  it('that is closed while it is idle is detected too', async () => {
    const used: number[] = [];
    const url = await serve((socket, connection) => {
      used.push(connection);
      socket.write(OK, () => socket.end());
    });
    const http = client();
    for (let i = 0; i < 4; i++) {
      expect((await http.send(get(url))).status).toBe(200);
      await pause(20);
    }
    expect(used).toEqual([1, 2, 3, 4]);
  });

  it('that is announced to close does not count', async () => {
    const used: number[] = [];
    const url = await serve((socket, connection) => {
      used.push(connection);
      if (connection === 1) socket.end(OK.replace('\r\n', '\r\nConnection: close\r\n'));
      else socket.write(OK);
    });
    const http = client();
    for (let i = 0; i < 3; i++) {
      await http.send(get(url));
      await pause(20);
    }
    expect(used).toEqual([1, 2, 2]);
  });
});

describe('a status', () => {
  it.each(['000', '042', '099'])('of %s is not valid HTTP', async (status) => {
    const url = await serve((socket) => socket.end(`HTTP/1.1 ${status} Odd\r\nContent-Length: 0\r\n\r\n`));
    await expect(client().send(get(url))).rejects.toMatchObject({ kind: 'invalid-answer' });
  });

  it.each([200, 299, 418, 599, 600, 999])('of %i is one', async (status) => {
    const url = await serve((socket) => socket.end(`HTTP/1.1 ${status} Odd\r\nContent-Length: 0\r\n\r\n`));
    expect((await client().send(get(url))).status).toBe(status);
  });
});

describe('the hosts to allow', () => {
  it('are the expected and the contacted ones, except those of the machine itself', async () => {
    const url = await serve((socket) => socket.end(OK));
    const { host } = new URL(url);
    const hosts = new Set(['login.example']);
    const http = client(hosts);
    await http.send({ ...get('http://127.0.0.1:1/'), isDirect: true }).catch(() => {});
    await http.send(get(url));
    const error = await http.send(get('http://127.0.0.1:1/')).catch((reason: unknown) => reason);
    expect((error as NetworkError).hosts).toEqual(['login.example', host, '127.0.0.1:1']);
  });
});

describe('a direct request', () => {
  it('does not go through the proxy', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    servers.push(proxy);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, address);
    const url = await serve((socket) => socket.end(OK));
    expect((await client().send({ ...get(url), isDirect: true })).status).toBe(200);
    expect(asked).toEqual([]);
  });
});

/** A proxy that refuses each CONNECT with 407 and these challenges. */
async function refusingProxy(challenges: readonly string[]): Promise<string> {
  const lines = challenges.map((challenge) => `Proxy-Authenticate: ${challenge}\r\n`).join('');
  const server = createHttpServer().on('connect', (_request: IncomingMessage, socket: Socket) =>
    socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${lines}Content-Length: 0\r\n\r\n`),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('407 of a proxy', () => {
  it.each<[readonly string[], string, string, readonly string[]]>([
    [['Basic realm="x"'], '', 'proxy-authentication', []],
    [['Basic realm="x"'], 'user:pw@', 'proxy-credentials-refused', []],
    [[], 'user:pw@', 'proxy-credentials-refused', []],
    [[], '', 'proxy-authentication', []],
    [['Negotiate', 'NTLM'], 'user:pw@', 'proxy-scheme-unsupported', ['Negotiate', 'NTLM']],
    [['Negotiate', 'NTLM'], '', 'proxy-scheme-unsupported', ['Negotiate', 'NTLM']],
    [['Negotiate', 'NTLM', 'Basic realm="x"'], 'user:pw@', 'proxy-credentials-refused', []],
    [['negotiate, basic realm="x"'], '', 'proxy-authentication', []],
    [['NTLM TlRMTVNTUAAC'], 'user:pw@', 'proxy-scheme-unsupported', ['NTLM']],
    [['Digest realm="Basic"'], 'user:pw@', 'proxy-scheme-unsupported', ['Digest']],
    [['JaneDoe token=1'], 'user:pw@', 'proxy-scheme-unsupported', []],
  ])('%j, given %j: %s', async (challenges, given, kind, proxySchemes) => {
    vi.stubEnv('HTTPS_PROXY', `http://${given}${await refusingProxy(challenges)}`);
    await expect(client().send(get('https://login.example/'))).rejects.toMatchObject({
      kind,
      proxyStatus: 407,
      proxySchemes,
    });
  });

  it.each([
    [403, 'proxy-refused'],
    [502, 'proxy-unavailable'],
  ])('is not %i', (status, kind) => {
    const refusal = new ProxyRefusal(status, [], false);
    expect(classifyNetworkFailure(refusal, { timedOut: false, cancelled: false })).toEqual({
      kind,
      proxyStatus: status,
    });
  });
});
