import type { HttpClient, HttpRequest, HttpResponse } from '../../src/http/client.ts';
import { NetworkError, type NetworkFailure } from '../../src/http/network-failures.ts';

/** What the stand-in server does with one request. */
export type Reply = (request: HttpRequest) => Partial<HttpResponse> | NetworkFailure;

/** An HTTP client whose server is a list of replies, the last one for all further requests. */
export function standInHttp(...replies: Reply[]): HttpClient & { readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  return {
    requests,
    close: async () => {},
    send: async (request) => {
      requests.push(request);
      const reply = replies[Math.min(requests.length, replies.length) - 1];
      const answer = reply?.(request) ?? 'other';
      if (typeof answer === 'string') throw failure(answer, new URL(request.url).host);
      return { status: 200, statusText: '', headers: {}, body: '', bodyComplete: true, ...answer };
    },
  };
}

function failure(kind: NetworkFailure, host: string): NetworkError {
  return new NetworkError({ kind, host, proxyHost: undefined, bodySent: false });
}

/** A JWT with these claims; its signature is not verified here. */
export function unsignedJwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}
