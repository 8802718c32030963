import { generateKeyPairSync } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import forge from 'node-forge';

/** A root certificate of our own and the server certificates that it signs: the client trusts it by `NODE_EXTRA_CA_CERTS`. */
export class CertificateAuthority {
  readonly rootPem: string;
  readonly #name: string;
  readonly #rootKey: forge.pki.rsa.PrivateKey;
  /** One key for all leaf certificates, because generating keys is slow. */
  readonly #leafKey = newKey();
  readonly #contexts = new Map<string, SecureContext>();

  constructor(name: string) {
    const key = newKey();
    this.#name = name;
    this.#rootKey = forge.pki.privateKeyFromPem(key.privatePem);
    const root = certificate(key.publicPem, name, name, [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      { name: 'subjectKeyIdentifier' },
    ]);
    root.sign(this.#rootKey, forge.md.sha256.create());
    this.rootPem = forge.pki.certificateToPem(root);
  }

  /** A TLS context with a certificate for this host. */
  contextFor(host: string): SecureContext {
    let context = this.#contexts.get(host);
    if (context === undefined) {
      const leaf = certificate(this.#leafKey.publicPem, host, this.#name, [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ]);
      leaf.sign(this.#rootKey, forge.md.sha256.create());
      context = createSecureContext({
        key: this.#leafKey.privatePem,
        cert: forge.pki.certificateToPem(leaf),
      });
      this.#contexts.set(host, context);
    }
    return context;
  }
}

let serial = Date.now();

function certificate(
  publicPem: string,
  subject: string,
  issuer: string,
  extensions: object[],
): forge.pki.Certificate {
  const result = forge.pki.createCertificate();
  result.publicKey = forge.pki.publicKeyFromPem(publicPem);
  serial += 1;
  result.serialNumber = `01${serial.toString(16).padStart(14, '0')}`;
  result.validity.notBefore = new Date(Date.now() - 3_600_000);
  result.validity.notAfter = new Date(Date.now() + 7 * 86_400_000);
  result.setSubject([{ name: 'commonName', value: subject }]);
  result.setIssuer([{ name: 'commonName', value: issuer }]);
  result.setExtensions(extensions);
  return result;
}

function newKey(): { publicPem: string; privatePem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
