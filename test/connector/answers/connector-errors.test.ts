import { describe, expect, it } from 'vitest';
import { explainAnswer } from '../../../src/connector/answers/connector-errors.ts';
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
      /the job ID and the app do not match/,
      /job-id/,
    ],
    [
      { status: 403, body: 'JobID and corresponding AppID do not match' },
      /the job ID and the app do not match/,
      /job-id/,
    ],
    [{ status: 403 }, /forbidden \(403\)/, /Data connectors/],
    [{ status: 403, headers: html }, /web page/, /proxy or firewall/],
    [{ status: 400 }, /bad request \(400\)/, /file mapping/],
    [{ status: 401 }, /401, and again with a new/, /`cloud`/],
    [{ status: 404 }, /nothing that takes uploads.*404/, /ingestion-url/],
    [{ status: 405 }, /nothing that takes uploads.*405/, /ingestion-url/],
    [{ status: 407 }, /407/, /HTTPS_PROXY/],
    [{ status: 411 }, /411/, /proxy/],
    [{ status: 413 }, /only one record/, /unmapped-columns/],
    [{ status: 415 }, /415/, /ingestion-url/],
    [{ status: 429 }, /429/, /concurrent-calls/],
    [{ status: 302, headers: { location: 'https://evil.example/' } }, /redirect.*302/, /ingestion-url/],
    [{ status: 500 }, /internal error \(500\)/, /RecordsSaved/],
    [{ status: 502, headers: html }, /web page.*502/, /later/],
    [{ status: 503 }, /not available.*503/, /max-attempts/],
    [{ status: 408 }, /408/, /records-per-call/],
    [{ status: 418 }, /does not know.*418/, /ingestion-url/],
    [{ status: 200 }, /before all of it was sent/, /proxy/],
    [{ status: 511 }, /511/, /proxy/],
  ])('%j', (answer, what, fix) => {
    const error = explain(answer as Partial<HttpResponse>);
    expect(error.what).toMatch(/^Call 2 \(records 11 to 20\) /);
    expect(error.what).toMatch(what);
    expect(error.fix.join('\n')).toMatch(fix);
    expect(error.fix.at(-1)).toContain('webhook.example');
    expect(`${error.what}${error.means}${error.fix}`).not.toContain('evil');
  });
});

it("adds the server's words, but no word of a cell", () => {
  const error = explain({ statusText: 'Bad Request', body: '{"message":"Row of jane DOE is malformed"}' });
  expect(error.what).toContain('It said: Bad Request message Row of … is malformed');
});

it('adds nothing when the file can no longer be compared', () => {
  const answer = { status: 400, statusText: 'Bad Request', headers: {}, body: 'Jane', bodyComplete: true };
  const context = { call, index: 2, attempts: 3, host: 'h', sentBytes: undefined };
  expect(explainAnswer(answer, context).what).toBe(
    'Call 2 (records 11 to 20, 3 attempts) was refused as a bad request (400).',
  );
});

it('omits a partial word where the response was interrupted', () => {
  expect(explain({ body: 'The name Ja', bodyComplete: false }).what).toMatch(/It said: The …$/);
});
