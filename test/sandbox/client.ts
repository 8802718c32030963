import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Sandbox } from './sandbox.ts';

/** A request to one of the stand-in's hosts. */
export interface TestRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sends the body in chunks, without Content-Length. */
  readonly isChunked?: boolean;
  /** Overrides the stand-in's root certificate. */
  readonly ca?: string;
  readonly proxyCredentials?: string;
}

export interface TestAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request through the stand-in's proxy, using only Node.js and no code of the action. */
export async function send(sandbox: Sandbox, message: TestRequest): Promise<TestAnswer> {
  const url = new URL(message.url);
  const socket = await openTunnel(sandbox, `${url.hostname}:${url.port || 443}`, message.proxyCredentials);
  return await new Promise((resolve, reject) => {
    const body = Buffer.from(message.body ?? '');
    const length = message.isChunked ? {} : { 'content-length': String(body.length) };
    const outgoing = httpsRequest(
      {
        method: message.method ?? 'POST',
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, ...(body.length === 0 ? {} : length), ...message.headers },
        servername: url.hostname,
        host: url.hostname,
        ca: message.ca ?? sandbox.rootPem,
        agent: false,
        socket,
      } as object,
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            reason: answer.statusMessage ?? '',
            headers: answer.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    if (message.isChunked) outgoing.write(body);
    outgoing.end(message.isChunked ? undefined : body);
  });
}

/** @throws {Error} such as `CONNECT 502` if the proxy refuses. */
function openTunnel(sandbox: Sandbox, target: string, credentials: string | undefined): Promise<Socket> {
  const proxy = new URL(sandbox.proxyUrl);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: proxy.hostname,
      port: proxy.port,
      method: 'CONNECT',
      path: target,
      agent: false,
      ...(credentials === undefined
        ? {}
        : { headers: { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` } }),
    });
    outgoing.on('connect', (answer, socket: Socket) => {
      if (answer.statusCode === 200) resolve(socket);
      else reject(new Error(`CONNECT ${answer.statusCode}`));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** A form with one part, as the action sends it. */
export function form(
  content: string | Buffer,
  { name = 'file', fileName = 'hr.csv', more = '' }: { name?: string; fileName?: string; more?: string } = {},
) {
  const disposition = `form-data; name="${name}"${fileName === '' ? '' : `; filename="${fileName}"`}`;
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    body: Buffer.concat([
      Buffer.from(`${more}--edge\r\nContent-Disposition: ${disposition}\r\nContent-Type: text/csv\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n--edge--\r\n'),
    ]),
  };
}
