import { describe, expect, it } from 'vitest';
import { CLOUD_NAMES, CLOUDS } from '../../src/clouds.ts';
import { type Inputs, settingsOf } from '../check/check-run.ts';
import { problemsOf } from './problems.ts';

const WEBHOOK = 'https://webhook.ingestion.office.com/api/signals';

describe('no warning', () => {
  it.each(CLOUD_NAMES)('about the hosts of %s', async (cloud) => {
    const { authorityHost, ingestionUrl, resource } = CLOUDS[cloud];
    const given = { 'authority-host': authorityHost, 'ingestion-url': ingestionUrl, resource };
    for (const inputs of [{ cloud }, { cloud: 'commercial', ...given }]) {
      const { connector, warnings } = await settingsOf(inputs);
      expect(connector).toMatchObject({ authorityHost, ingestionUrl, resource });
      expect(warnings).toEqual([]);
    }
  });

  it.each<[Inputs, object]>([
    [{ 'authority-host': 'https://Login.Windows.net/' }, { authorityHost: 'login.windows.net' }],
    [{ 'authority-host': 'HTTPS://login.windows.net' }, { authorityHost: 'login.windows.net' }],
    [{ 'ingestion-url': `${WEBHOOK}?sig=1` }, { ingestionUrl: `${WEBHOOK}?sig=1` }],
    [{ resource: 'api://contoso/.default/hr' }, { resource: 'api://contoso/.default/hr' }],
    [
      { resource: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
      { resource: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
    ],
  ])('about %o', async (inputs, expected) => {
    const { connector, warnings } = await settingsOf(inputs);
    expect(connector).toMatchObject(expected);
    expect(warnings).toEqual([]);
  });
});

const UNKNOWN =
  'An upload sends the HR records or the credentials of the app to it. Check the input, and omit it unless Microsoft gave you another value.';

it.each<[string, Inputs, string, string[]]>([
  [
    'an authority',
    { 'authority-host': 'sts.example' },
    'Unknown host',
    ['The host `sts.example` of `authority-host` is not a known Microsoft host.', UNKNOWN],
  ],
  [
    'a webhook',
    { 'ingestion-url': 'https://a.example/api' },
    'Unknown host',
    ['The host `a.example` of `ingestion-url` is not a known Microsoft host.', UNKNOWN],
  ],
  [
    'the test ring',
    { 'ingestion-url': 'https://webhook-df.ingestion.office.com/api/signals' },
    'Unknown host',
    [expect.stringContaining("is not a known Microsoft host. It is Microsoft's internal test ring"), UNKNOWN],
  ],
  [
    'the resource of the old script',
    { resource: 'https://microsoft.onmicrosoft.com/4E476D41-2395-42be-89ff-34cb9186a1ac' },
    'Old resource',
    [
      expect.stringMatching(/^`resource` .* until March 2025;/),
      `Remove the input to use the current one: \`${CLOUDS.commercial.resource}\`.`,
    ],
  ],
])('warns about %s, regardless of the file', async (_, inputs, title, lines) => {
  expect((await settingsOf(inputs)).warnings).toEqual([{ title, lines }]);
});

it.each([
  'login.microsoftonline.com/common',
  'login.https://microsoftonline.com',
  'login.microsoftonline.com//',
])('%s is not an authority host', async (text) => {
  const problems = await problemsOf({ 'authority-host': text });
  expect(problems.map(({ code }) => code)).toEqual(['authority-host-invalid']);
});

it('the scope is not the resource', async () => {
  const [problem] = await problemsOf({ resource: `${CLOUDS.commercial.resource}/.default` });
  expect(problem).toMatchObject({ code: 'resource-invalid', what: expect.stringContaining('`/.default`') });
});
