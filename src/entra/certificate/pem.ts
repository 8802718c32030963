/** One block of a PEM (RFC 7468): a label and base64 between two dashed lines. */
export interface PemBlock {
  /** Such as `CERTIFICATE` or `PRIVATE KEY`. */
  readonly label: string;
  /** Normalized: lines of 64 characters, with the headers of RFC 1421 if there were any. */
  readonly pem: string;
  /** The content, not decrypted. */
  readonly bytes: Buffer;
  /** By PKCS#8 (`ENCRYPTED PRIVATE KEY`) or in the older form of OpenSSL (`Proc-Type: 4,ENCRYPTED`). */
  readonly isEncrypted: boolean;
  /** The cipher that the older form names. */
  readonly dekCipher?: string;
}

/** Every repetition is bounded or unambiguous, so matching takes linear time. */
const BLOCK =
  /-{2,10}\s{0,4}BEGIN ([A-Z0-9]{1,20}(?: [A-Z0-9]{1,20}){0,4})\s{0,4}-{2,10}([^-]*(?:-(?!-)[^-]*)*)-{2,10}\s{0,4}END \1\s{0,4}-{2,5}/g;
const ENCRYPTION_HEADERS =
  /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s+DEK-Info:\s*([A-Za-z0-9-]+),\s*([0-9A-Fa-f]+)\s/;

/** Invisible characters that copying can add. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Dashes and minus signs that word processors substitute for `--`. */
const DASHES = /[\u2010-\u2015\u2212]+/g;

/** Escape sequences by the character after the backslash; any other character stays. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '', t: ' ' };

/**
 * Undoes escaping for JSON or a shell, however often it was applied: neither base64 nor PEM contains a backslash.
 */
export function unescaped(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(/\\+(?:u([0-9a-fA-F]{4})|(.)|$)/gs, (_all, code: string | undefined, next = '') =>
      code === undefined ? (ESCAPES[next] ?? next) : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(INVISIBLE, '');
}

/**
 * The blocks of a PEM, in order. Tolerates what happens to secrets: CRLF, escaped line breaks, everything on one line,
 * indentation, invisible characters, quotation marks, text around the blocks (as `openssl pkcs12` writes it).
 */
export function parsePem(text: string): PemBlock[] {
  const plain = unescaped(text).replace(DASHES, '--');
  return Array.from(plain.matchAll(BLOCK), ([, label = '', content = '']) => toBlock(label, content));
}

/** Whether a text is meant to be a PEM, even if it is malformed. */
export function looksLikePem(text: string): boolean {
  return /--\s{0,4}BEGIN /.test(text.replace(DASHES, '--'));
}

function toBlock(label: string, content: string): PemBlock {
  const headers = ENCRYPTION_HEADERS.exec(content);
  const body = content.slice(headers?.[0].length ?? 0).replace(/[\s"',;]+/g, '');
  const [, cipher, vector] = headers ?? [];
  const procType =
    cipher === undefined ? [] : ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${cipher},${vector}`, ''];
  const lines = body.match(/.{1,64}/g) ?? [];
  return {
    label,
    pem: [`-----BEGIN ${label}-----`, ...procType, ...lines, `-----END ${label}-----`, ''].join('\n'),
    bytes: Buffer.from(body, 'base64'),
    isEncrypted: headers !== null || label === 'ENCRYPTED PRIVATE KEY',
    ...(cipher === undefined ? {} : { dekCipher: cipher }),
  };
}
