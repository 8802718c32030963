import { describe, expect, it } from 'vitest';
import { explainAnswer, looksLikePage } from '../../../src/connector/answers/connector-errors.ts';
import type { HttpResponse } from '../../../src/http/client.ts';
import { planOf } from '../material.ts';

const call = planOf(20, 10).calls[1]!;

function explain(
  answer: Partial<HttpResponse>,
  sentBytes: Buffer | undefined = Buffer.from('Name\r\nJane Doe\r\n'),
) {
  return explainAnswer(
    { status: 400, statusText: '', headers: {}, body: '', bodyComplete: true, ...answer },
    {
      call,
      index: 2,
      attempts: 1,
      host: 'webhook.example',
      sentBytes,
    },
  );
}

const html = { 'content-type': 'text/html; charset=utf-8' };

describe('every response that ends a call has an explanation and a fix', () => {
  it.each([
    [
      { status: 403, statusText: 'jobId and corresponding appId do not match.' },
      'webhook-job-mismatch',
      /job-id/,
    ],
    [{ status: 403, body: 'JobID and corresponding AppID do not match' }, 'webhook-job-mismatch', /job-id/],
    [{ status: 403 }, 'webhook-forbidden', /Data connectors/],
    [{ status: 403, headers: html }, 'webhook-web-page', /proxy or firewall/],
    [{ status: 400 }, 'webhook-bad-request', /file mapping/],
    [{ status: 401 }, 'webhook-token-refused', /`cloud`/],
    [{ status: 404 }, 'webhook-not-found', /ingestion-url/],
    [{ status: 405 }, 'webhook-not-found', /ingestion-url/],
    [{ status: 407 }, 'proxy-authentication-required', /HTTPS_PROXY/],
    [{ status: 411 }, 'webhook-length-required', /proxy/],
    [{ status: 413 }, 'webhook-record-too-large', /unmapped-columns/],
    [{ status: 415 }, 'webhook-media-type-refused', /ingestion-url/],
    [{ status: 429 }, 'webhook-throttled', /concurrent-calls/],
    [{ status: 302, headers: { location: 'https://evil.example/' } }, 'webhook-redirect', /ingestion-url/],
    [{ status: 500 }, 'webhook-internal-error', /RecordsSaved/],
    [{ status: 502, headers: html }, 'webhook-gateway-error', /later/],
    [{ status: 503 }, 'webhook-unavailable', /max-attempts/],
    [{ status: 408 }, 'webhook-timeout', /records-per-call/],
    [{ status: 418 }, 'webhook-unexpected-response', /ingestion-url/],
    [{ status: 200 }, 'webhook-early-response', /proxy/],
    [{ status: 511 }, 'webhook-captive-portal', /proxy/],
  ])('%j', (answer, code, fix) => {
    const error = explain(answer as Partial<HttpResponse>);
    expect(error.what).toMatch(/^Call 2 \(records 11 to 20\) (?:was|got|did|timed) /);
    expect(error.code).toBe(code);
    expect(error.what).toContain(String(answer.status));
    expect([error.means, ...error.fix].filter((text) => !/^[A-Z].{20,}\.$/.test(text ?? ''))).toEqual([]);
    expect(error.fix.join('\n')).toMatch(fix);
    expect(error.fix.at(-1)).toContain('webhook.example');
    expect(`${error.what}${error.means}${error.fix}`).not.toContain('evil');
  });
});

it("adds the server's words, but no word of a cell", () => {
  const error = explain({ statusText: 'Bad Request', body: '{"message":"Row of jane DOE is malformed"}' });
  expect(error.what).toMatch(/: Bad Request message Row of … is malformed$/);
});

it.each([
  ['a single word', { statusText: 'Invalid' }, ' The response says: Invalid'],
  ['no word', { statusText: '0x80070005', body: '{"12": 34}' }, ''],
])('adds %s of the server', (_, answer, added) => {
  expect(explain(answer).what).toBe(`Call 2 (records 11 to 20) was refused as a bad request (400).${added}`);
});

it('adds nothing when the file can no longer be compared', () => {
  const answer = { status: 400, statusText: 'Bad Request', headers: {}, body: 'Jane', bodyComplete: true };
  const context = { call, index: 2, attempts: 3, host: 'h', sentBytes: undefined };
  expect(explainAnswer(answer, context).what).toBe(
    'Call 2 (records 11 to 20, 3 attempts) was refused as a bad request (400).',
  );
});

it('omits a partial word where the response was interrupted', () => {
  expect(explain({ body: 'The name Ja', bodyComplete: false }).what).toMatch(/: The …$/);
});

it.each<[boolean, Partial<HttpResponse>]>([
  [true, { headers: { 'content-type': 'text/HTML' } }],
  [true, { body: '<html lang="en">' }],
  [true, { body: '\r\n  <!DOCTYPE  html>' }],
  [false, { body: '{"message":"Unexpected <html>"}' }],
  [false, { body: '<error>html</error>' }],
  [false, {}],
])('is a web page, %s: %j', (isPage, answer) => {
  expect(looksLikePage({ headers: {}, body: '', ...answer })).toBe(isPage);
});
