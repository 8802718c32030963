import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpsClient } from '../../src/http/https-client.ts';
import { NetworkError } from '../../src/http/network-failures.ts';

/** A server on loopback with a given connection handler. */
class RawServer {
  readonly #server: Server;
  /** Number of connections, and how many of them are closed. */
  connections = 0;
  closed = 0;

  constructor(onConnection: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.connections += 1;
      socket.on('close', () => {
        this.closed += 1;
      });
      socket.on('error', () => {});
      socket.resume();
      onConnection(socket);
    });
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function failureOf(promise: Promise<unknown>): Promise<NetworkError> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof NetworkError)) throw new Error(`no NetworkError: ${String(error)}`);
  return error;
}

const REQUEST = { method: 'POST', body: 'records', timeoutMs: 60_000 } as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a proxy that accepts the connection and never responds', () => {
  it.each(['http', 'https'])('%s: times out, and its connection is closed', async (scheme) => {
    const proxy = new RawServer(() => {});
    vi.stubEnv('HTTPS_PROXY', `${scheme}://127.0.0.1:${await proxy.start()}`);
    const client = createHttpsClient();
    const url = 'https://webhook.example/api';
    expect(await failureOf(client.send({ ...REQUEST, url, timeoutMs: 2_000 }))).toMatchObject({
      kind: 'timeout',
      bodySent: false,
    });
    await vi.waitUntil(() => proxy.closed === 1, { timeout: 30_000 });
    await proxy.stop();
  });

  it('is aborted when the run is cancelled', async () => {
    const cancel = new AbortController();
    const proxy = new RawServer(() => cancel.abort());
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${await proxy.start()}`);
    const client = createHttpsClient();
    const request = { ...REQUEST, url: 'https://webhook.example/api', signal: cancel.signal };
    expect(await failureOf(client.send(request))).toMatchObject({ kind: 'cancelled', bodySent: false });
    await vi.waitUntil(() => proxy.closed === 1, { timeout: 30_000 });
    await proxy.stop();
  });
});

it('a server without TLS, such as GitHub Enterprise Server, is reached through a proxy too', async () => {
  const asked: string[] = [];
  const proxy = new RawServer((socket) => {
    socket.once('data', (head: Buffer) => {
      asked.push(head.toString().split('\r\n')[0]!);
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    });
  });
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${await proxy.start()}`);
  const client = createHttpsClient();
  expect(await client.send({ ...REQUEST, url: 'http://ghes.example/api/v3' })).toMatchObject({ status: 200 });
  expect(asked).toEqual(['CONNECT ghes.example:80 HTTP/1.1']);
  await client.close();
  await proxy.stop();
});

it('a response that switches protocols is not a response', async () => {
  const server = new RawServer((socket) => {
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n'),
    );
  });
  const url = `http://127.0.0.1:${await server.start()}/`;
  const client = createHttpsClient();
  expect(await failureOf(client.send({ ...REQUEST, url }))).toMatchObject({ kind: 'reset', bodySent: true });
  await client.close();
  await server.stop();
});
