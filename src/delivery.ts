import { knownUsers, type UserLookup } from './check/values/user-lookup.ts';
import { CLOUDS } from './clouds.ts';
import { uploadPlan } from './connector/upload.ts';
import type { UploadResult } from './connector/upload-result.ts';
import type { UploadPlan } from './csv/upload-plan.ts';
import type { GraphServices } from './directory/graph-batch.ts';
import { lookUpUsers, tryLookUp } from './directory/look-up.ts';
import { expiryWarning } from './entra/certificate/certificate-expiry.ts';
import type { AccessToken, SignInMethod, TokenSource } from './entra/token.ts';
import { createTokenSource } from './entra/token-source.ts';
import type { Settings } from './inputs/settings.ts';
import { createProgress } from './report/progress.ts';
import { describeUsers, type UsersReport } from './report/user-numbers.ts';
import type { Run } from './run.ts';
import { formatCount } from './text/numbers.ts';

/** How the run signed in. */
export interface SignIn {
  readonly method: SignInMethod;
  /** The sign-in method for people, such as the kind of federation. */
  readonly way: string;
  /** When the certificate that signed in expires. */
  readonly certificateEnd?: Date;
}

/** The result of sign-in and upload. */
export interface Delivery {
  /** Undefined without a token. */
  readonly signIn?: SignIn | undefined;
  /** Contains the failure, if any. */
  readonly upload?: UploadResult | undefined;
}

/**
 * Signs in for a preflight.
 * @throws {ActionError} when that fails.
 */
export async function trySignIn(run: Run, settings: Settings): Promise<Delivery> {
  expectHosts(run, settings);
  const token = await tokensOf(run, settings).getToken({ signal: run.cancelled });
  return { signIn: reportSignIn(run, settings, token) };
}

/**
 * Signs in and makes the calls. An upload without records does not sign in.
 * @returns The result, also of an upload that failed.
 */
export async function deliver(run: Run, settings: Settings, plan: UploadPlan | undefined): Promise<Delivery> {
  if (plan === undefined) throw new Error('No calls were prepared.');
  if (plan.records === 0) return {};
  expectHosts(run, settings);
  const { connector, delivery } = settings;
  const tokens = tokensOf(run, settings);
  // With the first token: an upload that is complete already does not request one.
  let signIn: SignIn | undefined;
  const getToken: TokenSource['getToken'] = async (options) => {
    const token = await tokens.getToken(options);
    signIn ??= reportSignIn(run, settings, token);
    return token;
  };
  const upload = await uploadPlan(
    plan,
    { ...connector, ...delivery, ...checkpointOf(run, settings) },
    {
      http: run.http,
      tokenSource: { getToken },
      onProgress: createProgress(run.printer),
      signal: run.cancelled,
    },
  );
  return { signIn, upload };
}

function expectHosts({ http }: Run, { connector }: Settings): void {
  http.expectHosts(connector.authorityHost, new URL(connector.ingestionUrl).host);
}

/** The users of the files in the directory. */
export interface ResolvedUsers {
  readonly lookup: UserLookup;
  readonly report: UsersReport;
}

/**
 * Looks up users in Microsoft Graph. A preflight without users makes one request to test the permission.
 * @throws {ActionError} when a query fails.
 */
export async function askDirectory(
  run: Run,
  settings: Settings,
  users: readonly string[],
): Promise<ResolvedUsers> {
  const { properties } = settings.directory;
  const services = graphServices(run, settings);
  if (users.length === 0 && settings.mode === 'preflight') {
    await tryLookUp(properties, services);
    return reportUsers(run, { lookup: knownUsers(properties, new Map()), report: 'tried' });
  }
  if (users.length > 0)
    run.printer.info(`Looking up ${formatCount(users.length, 'user')} in Microsoft Graph.`);
  const { matches, numbers } = await lookUpUsers(users, properties, services);
  return reportUsers(run, { lookup: knownUsers(properties, matches), report: numbers });
}

function reportUsers(run: Run, resolved: ResolvedUsers): ResolvedUsers {
  const sentence = describeUsers(resolved.report);
  if (sentence !== '') run.printer.info(sentence);
  return resolved;
}

function graphServices(run: Run, settings: Settings): GraphServices {
  const { connector, directory, delivery, credential } = settings;
  const { clientId, graphHost: host } = directory;
  const hint = `This sign-in is for the look-up of users (\`resolve-users\`), by the application ${clientId} (\`directory-client-id\`, or else \`client-id\`).`;
  const hints = credential.hint === undefined ? hint : `${credential.hint} ${hint}`;
  run.http.expectHosts(connector.authorityHost, host, new URL(connector.ingestionUrl).host);
  return {
    http: run.http,
    tokens: tokensOf(run, {
      credential: { ...credential, hint: hints },
      connector: { ...connector, clientId, resource: `https://${host}` },
    }),
    host,
    clientId,
    isOwnApp: clientId !== connector.clientId,
    maxAttempts: delivery.maxAttempts,
    timeoutMs: delivery.callTimeoutMs,
    signal: run.cancelled,
  };
}

function tokensOf(
  run: Run,
  { connector, credential }: Pick<Settings, 'connector' | 'credential'>,
): TokenSource {
  const target = { ...connector, cloudAudience: CLOUDS[connector.cloud].oidcAudience };
  return createTokenSource(credential, target, {
    http: run.http,
    mask: run.printer.mask,
    environment: run.environment,
    platform: process.platform,
    defaultBranch: run.context.defaultBranch,
    debug: run.printer.debug,
  });
}

function reportSignIn(run: Run, { credential }: Settings, { certificate }: AccessToken): SignIn {
  const { method, way } = credential;
  run.printer.info(`Signed in to Microsoft Entra (${method === 'federated' ? `federated, ${way}` : way}).`);
  if (certificate === undefined) return { method, way };
  const warning = expiryWarning(certificate);
  if (warning !== undefined) run.warn([warning]);
  return { method, way, certificateEnd: certificate.notAfter };
}

function checkpointOf({ context }: Run, { connector, delivery }: Settings) {
  if (delivery.checkpointPath === '') return {};
  const { cloud, tenantId, ingestionUrl, authorityHost, resource } = connector;
  const run = {
    id: context.runId ?? '',
    attempt: String(context.runAttempt ?? ''),
    url: context.runUrl,
  };
  const address = { ingestionUrl, authorityHost, resource };
  return { checkpoint: { path: delivery.checkpointPath, cloud, tenantId, address, run } };
}
