import type { HttpClient } from './client.ts';

/** The client for this machine; see `https-client.ts`, which is loaded with the first request: many runs make none. */
export function createHttpClient(): HttpClient {
  let client: Promise<HttpClient> | undefined;
  return {
    send: async (message) => {
      client ??= import('./https-client.ts').then(({ createHttpsClient }) => createHttpsClient());
      return (await client).send(message);
    },
    close: async () => {
      await (await client)?.close();
    },
  };
}
