import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { TokenIssuer } from '../entra/federated-token.ts';

/** The account of a pod in a token's claims. */
export interface ServiceAccount {
  issuer: string;
  namespace: string;
  name: string;
  /** Seconds. */
  lifetime: number;
}

/** A Kubernetes cluster that issues tokens for its service accounts, in the form of projected token files. */
export class ServiceAccounts implements TokenIssuer {
  readonly identity: ServiceAccount = {
    issuer: 'https://oidc.cluster.contoso.com/7d1e4b90/',
    namespace: 'arc-runners',
    name: 'hr-upload',
    lifetime: 3600,
  };
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2048 });

  get subject(): string {
    return `system:serviceaccount:${this.identity.namespace}:${this.identity.name}`;
  }

  keyOf(issuer: string): KeyObject | undefined {
    return issuer === this.identity.issuer ? this.#key.publicKey : undefined;
  }

  /** @param audience The `audience` of the projected volume. The claim is a list, as in Kubernetes. */
  async sign(audience: string): Promise<string> {
    const { issuer, namespace, name, lifetime } = this.identity;
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      'kubernetes.io': {
        namespace,
        pod: { name: `${name}-runner-x7k2p`, uid: randomUUID() },
        serviceaccount: { name, uid: randomUUID() },
      },
    };
    return await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'sandbox-cluster' })
      .setIssuer(issuer)
      .setSubject(this.subject)
      .setAudience([audience])
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + lifetime)
      .sign(this.#key.privateKey);
  }
}
