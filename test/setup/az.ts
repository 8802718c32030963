import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import jmespath from 'jmespath';
import { type App, CommandError, type Credential, type World } from './world.ts';

/** Stand-in for Azure CLI: the commands that setup.sh uses, on the tenant of a world. */

type Options = Readonly<Record<string, string | boolean | undefined>>;

interface Command {
  /** Options with a value, then flags. */
  readonly options: readonly string[];
  readonly flags?: readonly string[];
  readonly run: (world: World, options: Options) => unknown;
}

const text = (options: Options, name: string): string => String(options[name] ?? '');

function guid(number: number): string {
  return `22222222-2222-4222-8222-${String(number).padStart(12, '0')}`;
}

function appOf(world: World, options: Options): App {
  const app = world.azure.apps.find(({ appId }) => appId === options.id);
  if (app === undefined) throw new CommandError(`ERROR: Resource '${text(options, 'id')}' does not exist`);
  return app;
}

/** The value in `NAME eq 'VALUE'`. */
function equalTo(filter: string): string {
  const match = /^\w+ eq '([^']*)'$/.exec(filter);
  if (match === null) throw new CommandError(`ERROR: Invalid filter clause: ${filter}`);
  return match[1]!;
}

/** Like Azure CLI, which changes an app of the same name instead of creating a second one. */
function createApp(world: World, options: Options): App {
  const app: App = {
    appId: guid(world.azure.apps.length + 1),
    displayName: text(options, 'display-name'),
    signInAudience: text(options, 'sign-in-audience'),
    web: { homePageUrl: text(options, 'web-home-page-url') },
    credentials: [],
    keyCredentials: [],
  };
  if (world.azure.apps.some(({ displayName }) => displayName === app.displayName)) {
    throw new Error('an app of this name exists: az would have changed it');
  }
  world.azure.apps.push(app);
  return app;
}

function createCredential(world: World, options: Options): Credential {
  const app = appOf(world, options);
  const parameters = text(options, 'parameters');
  // Like Azure CLI, which reads a value that begins with @ from that file.
  const json = parameters.startsWith('@') ? readFileSync(parameters.slice(1), 'utf8') : parameters;
  const credential = JSON.parse(json) as Credential;
  const isTaken = app.credentials.some(
    ({ name, issuer, subject }) =>
      name === credential.name || (issuer === credential.issuer && subject === credential.subject),
  );
  if (isTaken)
    throw new CommandError('ERROR: FederatedIdentityCredential with the same values already exists.');
  app.credentials.push(credential);
  return credential;
}

function deleteCredential(world: World, options: Options): void {
  const app = appOf(world, options);
  const name = options['federated-credential-id'];
  if (!app.credentials.some((one) => one.name === name)) throw new CommandError('ERROR: does not exist');
  app.credentials = app.credentials.filter((one) => one.name !== name);
}

function addCertificate(world: World, options: Options): unknown {
  const app = appOf(world, options);
  const pem = text(options, 'cert');
  const certificate = new X509Certificate(pem);
  if (/PRIVATE KEY/.test(pem)) throw new Error('the private key was given to az');
  if (options.append !== true) app.keyCredentials = [];
  app.keyCredentials.push({
    keyId: createHash('sha256').update(pem).digest('hex').slice(0, 32),
    displayName: text(options, 'display-name'),
    endDateTime: certificate.validToDate.toISOString().replace('.000', ''),
    pem,
  });
  return { appId: app.appId, password: null };
}

const COMMANDS: Readonly<Record<string, Command>> = {
  'cloud show': { options: [], run: ({ azure }) => ({ name: azure.cloud }) },
  'cloud set': {
    options: ['name'],
    run: ({ azure }, options) => {
      azure.cloud = text(options, 'name');
    },
  },
  'account show': {
    options: [],
    run: ({ azure }) => {
      if (!azure.signedIn) throw new CommandError("ERROR: Please run 'az login' to setup account.");
      return { tenantId: azure.tenantId };
    },
  },
  'ad app list': {
    options: ['app-id', 'filter'],
    run: ({ azure }, options) =>
      azure.apps.filter(
        (app) =>
          (options['app-id'] === undefined || app.appId === options['app-id']) &&
          (options.filter === undefined || app.displayName === equalTo(text(options, 'filter'))),
      ),
  },
  'ad app create': { options: ['display-name', 'sign-in-audience', 'web-home-page-url'], run: createApp },
  'ad app update': {
    options: ['id', 'sign-in-audience'],
    run: (world, options) => {
      appOf(world, options).signInAudience = text(options, 'sign-in-audience');
    },
  },
  'ad app delete': {
    options: ['id'],
    run: (world, options) => {
      const app = appOf(world, options);
      world.azure.apps = world.azure.apps.filter((one) => one !== app);
      world.azure.servicePrincipals.delete(app.appId);
    },
  },
  'ad sp list': {
    options: ['filter'],
    run: ({ azure }, options) =>
      [...azure.servicePrincipals]
        .filter(([appId]) => appId === equalTo(text(options, 'filter')))
        .map(([appId, accountEnabled]) => ({ appId, accountEnabled })),
  },
  'ad sp create': {
    options: ['id'],
    run: (world, options) => {
      world.azure.servicePrincipals.set(appOf(world, options).appId, true);
    },
  },
  'ad sp update': {
    options: ['id', 'set'],
    run: ({ azure }, options) => {
      if (options.set !== 'accountEnabled=true') throw new CommandError('ERROR: unknown property');
      azure.servicePrincipals.set(text(options, 'id'), true);
    },
  },
  'ad app federated-credential list': {
    options: ['id'],
    run: (world, options) => appOf(world, options).credentials,
  },
  'ad app federated-credential create': { options: ['id', 'parameters'], run: createCredential },
  'ad app federated-credential delete': { options: ['id', 'federated-credential-id'], run: deleteCredential },
  'ad app credential list': {
    options: ['id'],
    flags: ['cert'],
    run: (world, options) => appOf(world, options).keyCredentials,
  },
  'ad app credential reset': {
    options: ['id', 'display-name', 'cert'],
    flags: ['append'],
    run: addCertificate,
  },
  'ad app credential delete': {
    options: ['id', 'key-id'],
    flags: ['cert'],
    run: (world, options) => {
      const app = appOf(world, options);
      app.keyCredentials = app.keyCredentials.filter(({ keyId }) => keyId !== options['key-id']);
    },
  },
};

/** Runs a command line of Azure CLI and returns what it prints. */
export function az(world: World, args: readonly string[]): string {
  const end = args.findIndex((arg) => arg.startsWith('--'));
  const words = args.slice(0, end === -1 ? args.length : end).join(' ');
  const command = COMMANDS[words];
  if (command === undefined) throw new Error(`the stand-in does not know: az ${words}`);
  const strings = [...command.options, 'query', 'output'].map((name) => [name, { type: 'string' }] as const);
  const flags = (command.flags ?? []).map((name) => [name, { type: 'boolean' }] as const);
  const { values } = parseArgs({
    args: end === -1 ? [] : args.slice(end),
    options: Object.fromEntries([...strings, ...flags]),
  });
  const options = values as Options;
  const result = command.run(world, options);
  if (result === undefined || options.output === 'none') return '';
  const selected: unknown =
    options.query === undefined ? result : jmespath.search(result, text(options, 'query'));
  if (options.output !== 'tsv') throw new Error(`az ${words}: only --output tsv can be read by a script`);
  return asTsv(selected);
}

function asTsv(value: unknown): string {
  const lines = Array.isArray(value) ? value : [value];
  return lines.map((line) => `${String(line ?? '')}\n`).join('');
}
