import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from './entra/app.ts';
import { Entra } from './entra/entra.ts';
import { type Fault, FaultPlan, parseFault } from './faults.ts';
import { GitHubApi } from './github/github-api.ts';
import { GitHubOidc } from './github/github-oidc.ts';
import { MicrosoftGraph } from './graph/graph.ts';
import { MachineIdentity } from './identity/machine-identity.ts';
import { ServiceAccounts } from './identity/service-accounts.ts';
import { ForwardNothingProxy } from './proxy/proxy.ts';
import { Connector, type ConnectorSetup } from './webhook/connector.ts';
import { Webhook } from './webhook/webhook.ts';

/** Options of a sandbox. */
export interface SandboxOptions {
  /** Port of the proxy; 0 for any. */
  readonly port?: number;
  /** Counts lines of uploads instead of reading them, for measurements. */
  readonly fast?: boolean;
  /** Called by `POST /-/stop`. */
  readonly onStop?: () => void;
}

/**
 * Everything that the action connects to, on one loopback port: Microsoft Entra, the webhooks of all clouds, GitHub's
 * OIDC provider and API, the identity endpoint of an Azure machine, Microsoft Graph. The action reaches it with its
 * production settings, through `HTTPS_PROXY` and `NODE_EXTRA_CA_CERTS`.
 */
export class Sandbox {
  readonly oidc = new GitHubOidc();
  readonly cluster = new ServiceAccounts();
  readonly entra = new Entra([this.oidc, this.cluster]);
  readonly machine = new MachineIdentity(this.entra.accessTokens);
  readonly github = new GitHubApi();
  readonly webhook: Webhook;
  readonly faults = new FaultPlan();
  readonly graph = new MicrosoftGraph(this.entra, this.faults);
  readonly folder: string;
  readonly rootCertificatePath: string;
  proxyUrl = '';
  readonly #proxy: ForwardNothingProxy;
  readonly #onStop: () => void;

  constructor(options: SandboxOptions) {
    this.webhook = new Webhook(this.entra, options.fast ?? false);
    this.#onStop = options.onStop ?? (() => {});
    const services = [this.entra, this.webhook, this.oidc, this.github, this.machine, this.graph];
    this.#proxy = new ForwardNothingProxy(services, this.faults, (request, response) =>
      this.#control(request, response),
    );
    this.folder = mkdtempSync(join(tmpdir(), 'hr-sandbox-'));
    this.rootCertificatePath = join(this.folder, 'root.pem');
    writeFileSync(this.rootCertificatePath, this.#proxy.authority.rootPem);
  }

  async start(port: number): Promise<void> {
    this.proxyUrl = await this.#proxy.listen(port);
  }

  async stop(): Promise<void> {
    await this.#proxy.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The certificate that clients must trust. */
  get rootPem(): string {
    return this.#proxy.authority.rootPem;
  }

  /** Every request that arrived, in order. */
  get requests() {
    return this.#proxy.requests;
  }

  /** Hosts that the action must not contact but did. */
  get unexpected() {
    return this.#proxy.unexpected;
  }

  /** Number of requested connections, including failed ones. */
  get connections(): number {
    return this.#proxy.connections;
  }

  /** Makes the proxy require a user and password (`user:password`); undefined: none. */
  set proxyCredentials(credentials: string | undefined) {
    this.#proxy.credentials = credentials;
  }

  registerApp(app: App): void {
    this.entra.apps.push(app);
  }

  registerConnector(setup: ConnectorSetup): Connector {
    const connector = new Connector(setup);
    this.webhook.connectors.push(connector);
    return connector;
  }

  /** The connector with this job ID. */
  connector(jobId: string): Connector {
    const connector = this.webhook.connectors.find(({ setup }) => setup.jobId === jobId);
    if (connector === undefined) throw new Error('there is no connector with this job ID');
    return connector;
  }

  /** @param fault A fault, or its short form for the command line. */
  addFault(...faults: readonly (Fault | string)[]): void {
    this.faults.add(...faults.map((fault) => (typeof fault === 'string' ? parseFault(fault) : fault)));
  }

  /** Forgets requests, faults and stored records; apps and connectors stay. */
  reset(): void {
    this.faults.clear();
    this.#proxy.reset();
    this.graph.reset();
    this.github.issues.length = 0;
    for (const connector of this.webhook.connectors) connector.clear();
  }

  /** Environment variables of a runner that uses the sandbox. */
  networkEnvironment(): Record<string, string> {
    return { HTTPS_PROXY: this.proxyUrl, NODE_EXTRA_CA_CERTS: this.rootCertificatePath };
  }

  /** Additional environment variables of a job with `id-token: write`. */
  oidcEnvironment(): Record<string, string> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: this.oidc.requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.oidc.requestToken,
    };
  }

  /** Environment variables for the machine's identity endpoint. */
  machineEnvironment(): Record<string, string> {
    return { AZURE_POD_IDENTITY_AUTHORITY_HOST: this.proxyUrl };
  }

  /** The logs of the connectors, without records. */
  log() {
    return this.webhook.connectors.map(({ setup, recordsSaved, calls }) => ({
      cloud: setup.cloud,
      jobId: setup.jobId,
      RecordsSaved: recordsSaved,
      calls: calls.map(({ at, recordsSaved: saved, clientRequestId }) => ({
        at,
        RecordsSaved: saved,
        clientRequestId,
      })),
    }));
  }

  /** Calls that the connectors refused because of the content of their files. */
  refusals() {
    return this.webhook.connectors.flatMap(({ setup, refusals }) =>
      refusals.map((refusal) => ({ cloud: setup.cloud, jobId: setup.jobId, ...refusal })),
    );
  }

  #control(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.proxyUrl);
    const pages: Record<string, () => unknown> = {
      'GET /-/log': () => this.log(),
      'GET /-/refusals': () => this.refusals(),
      'GET /-/requests': () =>
        this.requests.map(({ body, headers: _headers, ...rest }) => ({ ...rest, bytes: body.length })),
      'GET /-/unexpected': () => this.unexpected,
      'GET /-/service-account-token': () => this.cluster.sign(searchParams.get('audience') ?? ''),
      'POST /-/reset': () => this.reset(),
      'POST /-/stop': () => setImmediate(this.#onStop) && 'stopping',
    };
    const page = pages[`${request.method} ${pathname}`];
    if (page === undefined) response.writeHead(404);
    Promise.resolve(page?.() ?? Object.keys(pages)).then(
      (content) => response.end(`${JSON.stringify(content)}\n`),
      (error: Error) => response.destroy(error),
    );
  }
}

/** Starts a sandbox without apps and connectors; see `default-setup.ts` for some. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.start(options.port ?? 0);
  return sandbox;
}
