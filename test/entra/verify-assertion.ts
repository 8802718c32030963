import { constants, verify, X509Certificate } from 'node:crypto';

/** Checks a client assertion as Microsoft Entra does: signature, and the thumbprint that names the certificate. */
export function verifyAssertion(
  jwt: string,
  certificatePem: string,
): { header: Record<string, unknown>; payload: Record<string, unknown> } {
  const certificate = new X509Certificate(certificatePem);
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const [header, payload] = [head, body].map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  const digest = (hex: string) => Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url');
  const isPss = header.alg === 'PS256';
  const expected = isPss ? digest(certificate.fingerprint256) : digest(certificate.fingerprint);
  if (header[isPss ? 'x5t#S256' : 'x5t'] !== expected) throw new Error('the thumbprint differs');
  const padding = isPss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
  const key = { key: certificate.publicKey, ...padding };
  if (!verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) {
    throw new Error('the signature does not verify');
  }
  return { header, payload };
}
