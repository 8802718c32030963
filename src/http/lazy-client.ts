import type { Debug, HttpClient, RunHttpClient } from './client.ts';

/** The client of a run. It imports `https-client.ts` with the first request: many runs make none. */
export function createHttpClient(debug: Debug = () => {}): RunHttpClient {
  const hosts = new Set<string>();
  let client: Promise<HttpClient> | undefined;
  return {
    expectHosts: (...expected) => {
      for (const host of expected) hosts.add(host);
    },
    send: async (message) => {
      client ??= import('./https-client.ts').then(({ createHttpsClient }) => createHttpsClient(hosts, debug));
      return (await client).send(message);
    },
    close: async () => {
      await (await client)?.close();
    },
  };
}
