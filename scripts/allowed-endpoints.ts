import { CLOUD_NAMES, CLOUDS } from '../src/clouds.ts';

/** Generates the hosts of each cloud in docs/getting-started.md, in the format of harden-runner. */

const TABLE = /(<!-- endpoints: made by `npm run metadata` -->\n)[\s\S]*?(<!-- end of endpoints -->)/;

/** Hosts of GitHub that every cloud needs: checkout, the API, and the token service, whose host differs between jobs. */
const GITHUB = ['github.com', 'api.github.com', '*.actions.githubusercontent.com'];

function endpoints(hosts: readonly string[]): string {
  return hosts.map((host) => `\`${host}:443\``).join(' ');
}

/** The page with its table of endpoints regenerated. */
export function updatedEndpoints(page: string): string {
  const rows = CLOUD_NAMES.map((name) => {
    const { authorityHost, ingestionUrl, graphHost } = CLOUDS[name];
    const hosts = endpoints([authorityHost, new URL(ingestionUrl).host]);
    return `| ${name} | ${hosts} | ${endpoints([graphHost])} |`;
  });
  const table = [
    '| cloud | endpoints | with `resolve-users` also |',
    '|---|---|---|',
    `| all | ${endpoints(GITHUB)} | |`,
    ...rows,
  ].join('\n');
  return page.replace(TABLE, (_all, start: string, end: string) => `${start}\n${table}\n\n${end}`);
}
