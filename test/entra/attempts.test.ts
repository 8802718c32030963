import { describe, expect, it } from 'vitest';
import { type Attempt, SIGN_IN_ATTEMPTS, startTimeLimit, withAttempts } from '../../src/entra/attempts.ts';
import { fetchFederatedToken } from '../../src/entra/federated.ts';
import { ActionError } from '../../src/errors.ts';
import { standInHttp, unsignedJwt } from './stand-in.ts';

const failure = new ActionError({ code: 'entra-unavailable', what: 'Busy.', fix: ['Wait.'] });

/** Attempts that all fail, and how long was waited between them. */
async function attemptsWithin(totalMs: number, retryAfterMs?: number) {
  const waits: number[] = [];
  let attempts = 0;
  const attempt = async (): Promise<Attempt<never>> => {
    attempts += 1;
    return { failure, mayPass: true, retryAfterMs };
  };
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  await expect(withAttempts(attempt, startTimeLimit(totalMs), wait)).rejects.toBe(failure);
  return { attempts, waits };
}

describe('the overall deadline', () => {
  it('leaves room for three attempts as a rule', async () => {
    const { attempts, waits } = await attemptsWithin(SIGN_IN_ATTEMPTS.totalMs);
    expect(attempts).toBe(3);
    expect(waits).toHaveLength(2);
  });

  it('begins no wait that it has no room for', async () => {
    expect(await attemptsWithin(20_000, 30_000)).toEqual({ attempts: 1, waits: [] });
    expect(await attemptsWithin(0)).toEqual({ attempts: 1, waits: [] });
  });

  it('leaves whole milliseconds, which timers take', () => {
    for (let i = 0; i < 50; i++) expect(Number.isInteger(startTimeLimit(1_000.5).leftMs())).toBe(true);
  });

  it('is the limit of each request too', async () => {
    const asked = async (leftMs: number): Promise<number | undefined> => {
      const http = standInHttp(() => ({ body: JSON.stringify({ value: unsignedJwt({}) }) }));
      const environment = {
        ACTIONS_ID_TOKEN_REQUEST_URL: 'https://oidc.contoso.com/token',
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer',
      };
      const services = { http, environment, mask: () => {}, hostsToAllow: [] };
      await fetchFederatedToken('audience', services, { signal: undefined, leftMs: () => leftMs });
      return http.requests[0]?.timeoutMs;
    };
    expect(await asked(1_234)).toBe(1_234);
    expect(await asked(90_000)).toBe(SIGN_IN_ATTEMPTS.requestMs);
  });
});
