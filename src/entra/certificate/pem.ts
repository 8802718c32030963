/** One block of a PEM (RFC 7468): a label and base64 between two dashed lines. */
export interface PemBlock {
  /** Such as `CERTIFICATE` or `PRIVATE KEY`. */
  readonly label: string;
  /** Well-formed: lines of 64 characters, with the headers of RFC 1421 if it had some. */
  readonly pem: string;
  /** The content; what it is encrypted with is still on it. */
  readonly bytes: Buffer;
  /** By PKCS#8 (`ENCRYPTED PRIVATE KEY`) or by the older way of OpenSSL (`Proc-Type: 4,ENCRYPTED`). */
  readonly isEncrypted: boolean;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
const ENCRYPTION_HEADERS =
  /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s+DEK-Info:\s*([A-Za-z0-9-]+),\s*([0-9A-Fa-f]+)\s/;

/**
 * The blocks of a PEM, in the order in which they stand. Forgives what secrets go through: CRLF, literal `\n`, all on
 * one line, indentation, text around the blocks (as `openssl pkcs12` writes it).
 */
export function parsePem(text: string): PemBlock[] {
  const lines = text.replace(/\\r/g, '').replace(/\\n/g, '\n');
  return Array.from(lines.matchAll(BLOCK), ([, label = '', content = '']) => toBlock(label, content));
}

/** Whether a text is meant to be a PEM, however mangled. */
export function looksLikePem(text: string): boolean {
  return /-----\s*BEGIN /.test(text);
}

function toBlock(label: string, content: string): PemBlock {
  const headers = ENCRYPTION_HEADERS.exec(content);
  const body = content.slice(headers?.[0].length ?? 0).replace(/\s+/g, '');
  const procType =
    headers === null ? [] : ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${headers[1]},${headers[2]}`, ''];
  const lines = body.match(/.{1,64}/g) ?? [];
  return {
    label,
    pem: [`-----BEGIN ${label}-----`, ...procType, ...lines, `-----END ${label}-----`, ''].join('\n'),
    bytes: Buffer.from(body, 'base64'),
    isEncrypted: headers !== null || label === 'ENCRYPTED PRIVATE KEY',
  };
}
