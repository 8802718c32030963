/** The state behind the stand-ins of `az` and `gh`: a tenant and a repository that commands read and change. */

export interface Credential {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

export interface KeyCredential {
  readonly keyId: string;
  readonly displayName: string;
  readonly endDateTime: string;
  /** The public certificate that was registered. */
  readonly pem: string;
}

export interface App {
  readonly appId: string;
  readonly displayName: string;
  signInAudience: string;
  readonly web: { readonly homePageUrl: string | null };
  credentials: Credential[];
  keyCredentials: KeyCredential[];
}

export interface ProtectionRule {
  readonly type: string;
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly { readonly type: string; readonly reviewer: { readonly id: number } }[];
}

/** Variables and secrets of an environment, or of the repository. */
export interface Settings {
  variables: Record<string, string>;
  secrets: Record<string, string>;
}

export interface Environment extends Settings {
  deployment_branch_policy: { protected_branches: boolean; custom_branch_policies: boolean } | null;
  policies: { id: number; name: string; type: string }[];
  protection_rules: ProtectionRule[];
}

export interface Branch {
  sha: string;
  files: Record<string, string>;
}

export interface PullRequest {
  readonly head: string;
  readonly base: string;
  readonly url: string;
  readonly body: string;
  state: 'open' | 'closed';
}

/** How a run of the workflow ends; its messages are the job's annotations. */
export interface Outcome {
  readonly conclusion: 'success' | 'failure';
  readonly messages?: readonly string[];
}

/** The first `times` commands whose line matches fail, and print these errors. */
export interface Fault {
  readonly command: (line: string) => boolean;
  readonly errors: string;
  times: number;
}

export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string;
}

export interface World {
  azure: {
    cloud: string;
    tenantId: string;
    signedIn: boolean;
    apps: App[];
    servicePrincipals: Map<string, boolean>;
  };
  host: string;
  scopes: string;
  repository: {
    full_name: string;
    default_branch: string;
    visibility: string;
    archived: boolean;
    permissions: { admin: boolean; push: boolean };
    html_url: string;
  };
  oidc: Record<string, unknown> | undefined;
  environments: Map<string, Environment>;
  settings: Settings;
  branches: Map<string, Branch>;
  pullRequests: PullRequest[];
  runs: { readonly id: number; readonly outcome: Outcome }[];
  disabledWorkflows: string[];
  /** Outcomes of the next runs; a run beyond them succeeds. */
  outcomes: Outcome[];
  faults: Fault[];
  calls: Call[];
  /** What happens while the script sleeps. */
  onSleep: (world: World) => void;
}

export const TENANT_ID = '11111111-1111-4111-8111-111111111111';
export const JOB_ID = '33333333-3333-4333-8333-333333333333';
export const WORKFLOW = '.github/workflows/hr-upload.yml';
export const ACTION_SHA = 'a'.repeat(40);

/** A private repository with one commit, a tenant without the app, and a person who may do everything. */
export function newWorld(changes: Partial<World> = {}): World {
  return {
    azure: {
      cloud: 'AzureCloud',
      tenantId: TENANT_ID,
      signedIn: true,
      apps: [],
      servicePrincipals: new Map(),
    },
    host: 'github.com',
    scopes: "'gist', 'read:org', 'repo', 'workflow'",
    repository: {
      full_name: 'Contoso/HR',
      default_branch: 'main',
      visibility: 'private',
      archived: false,
      permissions: { admin: true, push: true },
      html_url: 'https://github.com/Contoso/HR',
    },
    oidc: { use_default: true, use_immutable_subject: true, sub_claim_prefix: 'repo:Contoso@12/HR@34' },
    environments: new Map(),
    settings: { variables: {}, secrets: {} },
    branches: new Map([['main', { sha: '1'.repeat(40), files: {} }]]),
    pullRequests: [],
    runs: [],
    disabledWorkflows: [],
    outcomes: [],
    faults: [],
    calls: [],
    onSleep: mergeAll,
    ...changes,
  };
}

/** Merges every open pull request, as a person does in the browser. */
export function mergeAll(world: World): void {
  for (const pull of world.pullRequests.filter(({ state }) => state === 'open')) {
    const base = world.branches.get(pull.base)!;
    const head = world.branches.get(pull.head)!;
    world.branches.set(pull.base, {
      sha: head.sha.replace(/^./, 'e'),
      files: { ...base.files, ...head.files },
    });
    pull.state = 'closed';
  }
}

/** Programs print this and end with a status other than 0. */
export class CommandError extends Error {}
