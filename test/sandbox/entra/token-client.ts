import { expect } from 'vitest';
import { CLOUDS } from '../../../src/clouds.ts';
import { send, type TestAnswer } from '../client.ts';
import { CLIENT_ID, TENANT_ID } from '../default-setup.ts';
import type { Sandbox } from '../sandbox.ts';

export const HOST = 'login.microsoftonline.com';
export const SCOPE = `${CLOUDS.commercial.resource}/.default`;

/** URL of the token endpoint of version 2. */
export const endpoint = (tenant = TENANT_ID, host = HOST): string =>
  `https://${host}/${tenant}/oauth2/v2.0/token`;

/** Sends token requests to a sandbox, by default for its default app and scope. */
export class TokenClient {
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async ask(fields: Readonly<Record<string, string>>, url = endpoint()): Promise<TestAnswer> {
    const all = { grant_type: 'client_credentials', client_id: CLIENT_ID, scope: SCOPE, ...fields };
    return await send(this.#sandbox, {
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(all).toString(),
    });
  }

  present(assertion: string, fields: Readonly<Record<string, string>> = {}, url = endpoint()) {
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    return this.ask({ client_assertion_type: type, client_assertion: assertion, ...fields }, url);
  }
}

/** 0 for a token, otherwise the number of Entra's error. */
export function codeOf(answer: TestAnswer): number {
  const body = JSON.parse(answer.body) as {
    access_token?: string;
    error_codes?: number[];
    error_description?: string;
  };
  if (answer.status === 200) return body.access_token === undefined ? -1 : 0;
  expect(body.error_description).toContain(`AADSTS${body.error_codes?.[0]}`);
  return body.error_codes?.[0] ?? -1;
}
