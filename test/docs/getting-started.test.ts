import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runBash } from '../setup/run-setup.ts';
import { newWorld, TENANT_ID, type World } from '../setup/world.ts';

/** The commands of docs/getting-started.md for bash, pasted as they are, on stand-ins of Azure CLI and GitHub CLI. */

const page = readFileSync(join(import.meta.dirname, '../../docs/getting-started.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'getting-started-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The blocks of a step, except those in which a person signs in. */
function commandsOf(step: string): string[] {
  const [, text = ''] = page.split(`\n## ${step}\n`);
  const [section = ''] = text.split('\n## ');
  const blocks = Array.from(section.matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, block]) => block!);
  return blocks.filter((block) => !block.includes('az login'));
}

/** Steps 2 and 4 in one window, for the repository of the world. */
async function pasteInto(world: World) {
  const commands = [...commandsOf('2. Register the app'), ...commandsOf('4. Prepare the repository')];
  expect(commands).toHaveLength(2);
  const text = commands
    .join('')
    .replace('YOUR-ORG/YOUR-REPO', 'Contoso/HR')
    // Stand-ins do not know the folder in which they are started.
    .replaceAll('credential.json', join(folder, 'credential.json'));
  return runBash(world, ['-e', '-u', '-c', text]);
}

describe.skipIf(process.platform === 'win32')('docs/getting-started.md', () => {
  it.each<[prefix: string | undefined, kind: string]>([
    ['repo:Contoso@12/HR@34', 'a repository with IDs in its subject'],
    [undefined, 'an older repository'],
  ])('prepares app and repository for the subject prefix %s (%s)', async (prefix) => {
    const world = newWorld({ oidc: { use_default: true, ...(prefix && { sub_claim_prefix: prefix }) } });
    const { status, output } = await pasteInto(world);
    expect(status, output).toBe(0);
    const [app] = world.azure.apps;
    expect(app).toMatchObject({ displayName: 'hr-upload', signInAudience: 'AzureADMyOrg' });
    expect(app!.credentials).toEqual([
      {
        name: 'github-hr-upload',
        issuer: 'https://token.actions.githubusercontent.com',
        subject: `${prefix ?? 'repo:Contoso/HR'}:environment:hr-upload`,
        audiences: ['api://AzureADTokenExchange'],
      },
    ]);
    expect(world.azure.servicePrincipals.has(app!.appId)).toBe(true);
    expect(world.environments.get('hr-upload')).toMatchObject({
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      policies: [{ name: 'main', type: 'branch' }],
      variables: { TENANT_ID, CLIENT_ID: app!.appId, JOB_ID: '00000000-0000-0000-0000-000000000000' },
    });
  });
});
