import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

/** A key with its certificate. */
export interface TestCertificate {
  readonly key: KeyObject;
  /** PKCS#8. */
  readonly keyPem: string;
  readonly certificatePem: string;
}

const DAY_MS = 86_400_000;

/** Created once per file, because generating keys is slow. */
const keys = new Map<string, KeyObject>();

function rsaKey(name: string, bits: number): KeyObject {
  const key = keys.get(name) ?? generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
  keys.set(name, key);
  return key;
}

/**
 * Creates a self-signed certificate, without OpenSSL, so that it works on every system.
 * @param options.key The same name gives the same key.
 * @param options.from Days from now to the start of its validity.
 * @param options.until Days from now to its expiry.
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

/** A PFX with a certificate, and optionally others. */
export function makePfx(
  { keyPem, certificatePem }: TestCertificate,
  password: string | null,
  algorithm: 'aes256' | '3des' = 'aes256',
  others: readonly string[] = [],
  options: { readonly useMac?: boolean; readonly count?: number } = {},
): Buffer {
  const certificates = [...others, certificatePem].map((pem) => forge.pki.certificateFromPem(pem));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(keyPem), certificates, password, {
    algorithm,
    ...options,
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

/** The same DER with another number in the place of one: not what is in octet strings, such as the content of a PFX. */
export function withNumber(der: Buffer, number: number, other: number): Buffer {
  const replaceIn = (element: forge.asn1.Asn1): void => {
    if (Array.isArray(element.value)) element.value.forEach(replaceIn);
    else if (
      element.type === forge.asn1.Type.INTEGER &&
      element.value === forge.asn1.integerToDer(number).data
    )
      element.value = forge.asn1.integerToDer(other).data;
  };
  const asn1 = forge.asn1.fromDer(der.toString('binary'));
  replaceIn(asn1);
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

/** Position of the public key in the signed part of a certificate (RFC 5280, section 4.1). */
const PUBLIC_KEY_INDEX = 6;

/** The same certificate for another key, of a kind that node-forge does not support; its signature does not verify. */
export function withPublicKey(certificatePem: string, key: KeyObject): string {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const asn1 = forge.pki.certificateToAsn1(forge.pki.certificateFromPem(certificatePem));
  const signed = (asn1.value as forge.asn1.Asn1[])[0]!.value as forge.asn1.Asn1[];
  signed[PUBLIC_KEY_INDEX] = forge.asn1.fromDer(spki.toString('binary'));
  const bytes = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
