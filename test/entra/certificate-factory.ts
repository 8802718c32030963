import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

/** A key with its certificate, as a test needs it. */
export interface TestCertificate {
  readonly key: KeyObject;
  /** PKCS#8. */
  readonly keyPem: string;
  readonly certificatePem: string;
}

const DAY_MS = 86_400_000;

/** Made once per file: keys are slow. */
const keys = new Map<string, KeyObject>();

function rsaKey(name: string, bits: number): KeyObject {
  const key = keys.get(name) ?? generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
  keys.set(name, key);
  return key;
}

/**
 * A self-signed certificate, without OpenSSL so that it works on every system.
 * @param options.key The same name gives the same key.
 * @param options.from Days from now at which it begins.
 * @param options.until Days from now at which it ends.
 */
export function makeCertificate(
  options: { key?: string; bits?: number; from?: number; until?: number; serial?: string } = {},
): TestCertificate {
  const { key: name = 'a', bits = 2048, from = -1, until = 365, serial = '01' } = options;
  const key = rsaKey(name, bits);
  const keyPem = key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const forgeKey = forge.pki.privateKeyFromPem(keyPem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.rsa.setPublicKey(forgeKey.n, forgeKey.e);
  certificate.serialNumber = serial;
  certificate.validity.notBefore = new Date(Date.now() + from * DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + until * DAY_MS);
  const subject = [{ name: 'commonName', value: 'hr-upload' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(forgeKey, forge.md.sha256.create());
  return { key, keyPem, certificatePem: forge.pki.certificateToPem(certificate).replaceAll('\r', '') };
}

/** A PFX of a certificate, and of others that come along. */
export function makePfx(
  { keyPem, certificatePem }: TestCertificate,
  password: string | null,
  algorithm: 'aes256' | '3des' = 'aes256',
  others: readonly string[] = [],
): Buffer {
  const certificates = [...others, certificatePem].map((pem) => forge.pki.certificateFromPem(pem));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(keyPem), certificates, password, {
    algorithm,
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
