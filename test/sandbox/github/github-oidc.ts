import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { TokenIssuer } from '../entra/federated-token.ts';
import { json, type SandboxAnswer, type SandboxRequest, type Service } from '../exchange.ts';

/** Host of the request URL that a job gets from the runner. */
const HOST = 'run-actions.actions.githubusercontent.com';

/** The workflow run in the token's claims. */
export interface WorkflowIdentity {
  issuer: string;
  subject: string;
  readonly claims: Record<string, string>;
  /** Seconds. */
  lifetime: number;
}

/** GitHub's OIDC provider for a job with `id-token: write`. */
export class GitHubOidc implements Service, TokenIssuer {
  readonly name = 'oidc';
  readonly hosts = new Set([HOST]);
  readonly requestToken = `request-${randomUUID()}`;
  readonly requestUrl = `https://${HOST}/1/idtoken/2/3?api-version=2.0`;
  readonly identity: WorkflowIdentity = {
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:contoso/hr:environment:purview',
    claims: {
      repository: 'contoso/hr',
      repository_owner: 'contoso',
      repository_id: '424242',
      repository_owner_id: '4242',
      environment: 'purview',
      ref: 'refs/heads/main',
      ref_type: 'branch',
      event_name: 'schedule',
    },
    lifetime: 300,
  };
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 });

  keyOf(issuer: string) {
    return issuer === this.identity.issuer ? this.#key.publicKey : undefined;
  }

  async answer(request: SandboxRequest): Promise<SandboxAnswer> {
    if (request.method !== 'GET' || !request.path.startsWith('/1/idtoken/')) return { status: 404 };
    if (request.headers.authorization !== `Bearer ${this.requestToken}`) return { status: 401 };
    const audience =
      request.query.get('audience') ?? `https://github.com/${this.identity.claims.repository_owner}`;
    return json(200, { value: await this.sign(audience) });
  }

  /** A token for the workflow run. */
  async sign(audience: string): Promise<string> {
    const { issuer, subject, claims, lifetime } = this.identity;
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({ ...claims, jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'sandbox' })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now)
      .setNotBefore(now - 300)
      .setExpirationTime(now + lifetime)
      .sign(this.#key.privateKey);
  }
}
