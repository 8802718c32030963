import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge/lib/forge.js';
// Adds `pkcs12`, `pki` and `asn1` to `forge`; a submodule, because the whole library is four times as large.
import 'node-forge/lib/pkcs12.js';
// For PFX files whose MAC uses SHA-384, SHA-512 or MD5.
import 'node-forge/lib/sha512.js';
import 'node-forge/lib/md5.js';
import { formatNumber } from '../../text/numbers.ts';
import { MAX_ITERATIONS, unsupportedPfxAlgorithm } from './encryption.ts';
import { isKeyNeeded, withDerivedKeys } from './pfx-derivation.ts';

/** Why a PFX could not be opened. */
export type PfxFailure =
  | { readonly problem: 'wrong-password' | 'missing-password' | 'unreadable-pfx' }
  | { readonly problem: 'unsupported-pfx' | 'too-many-iterations'; readonly detail: string };

/** What is in a PFX (PKCS#12). */
export interface PfxContent {
  readonly keys: readonly KeyObject[];
  readonly certificates: readonly X509Certificate[];
}

/** From this many iterations, opening takes a second or more. */
const MANY_ITERATIONS = 300_000;

class TooManyIterations extends Error {}

/**
 * Opens a PFX as Windows, Azure Key Vault, OpenSSL, Java, GnuTLS and NSS write it, in DER or BER: AES or 3DES with
 * SHA-1 or SHA-2, or the older RC2. node-forge, because Node.js can use a PFX but not extract its key, and rejects the
 * older encryption. Import this module lazily: most runs do not need it.
 * @param password Undefined for none; a PFX without a password either uses an empty one or is not encrypted.
 * @param onSlow Called with the number of iterations before work that takes seconds.
 * @returns The certificates and keys, or why the PFX cannot be opened.
 * @throws {Error} The reason of the signal, or an AbortError with it.
 */
export async function openPfx(
  bytes: Buffer,
  password: string | undefined,
  { onSlow, signal }: { readonly onSlow: (iterations: number) => void; readonly signal: AbortSignal },
): Promise<PfxContent | PfxFailure> {
  let asn1: forge.asn1.Asn1;
  try {
    asn1 = forge.asn1.fromDer(forge.util.createBuffer(bytes.toString('binary')));
  } catch {
    return { problem: 'unreadable-pfx' };
  }
  let most = MANY_ITERATIONS - 1;
  const onKey = (iterations: number): void => {
    if (iterations > MAX_ITERATIONS) throw new TooManyIterations(formatNumber(iterations));
    if (iterations > most) onSlow(iterations);
    most = Math.max(most, iterations);
  };
  try {
    return await withDerivedKeys(forge, () => tryPasswords(asn1, bytes, password), onKey, signal);
  } catch (error) {
    if (error instanceof TooManyIterations) return { problem: 'too-many-iterations', detail: error.message };
    throw error;
  }
}

function tryPasswords(
  asn1: forge.asn1.Asn1,
  bytes: Buffer,
  password: string | undefined,
): PfxContent | PfxFailure {
  let isPassword = false;
  for (const candidate of password === undefined ? ['', undefined] : [password]) {
    try {
      return readBags(forge.pkcs12.pkcs12FromAsn1(asn1, false, candidate as string));
    } catch (error) {
      if (isKeyNeeded(error)) throw error;
      // node-forge has no error codes. Its text is only matched, never shown.
      isPassword ||=
        error instanceof Error && /MAC could not be verified|[Ii]nvalid password|decrypt/.test(error.message);
    }
  }
  if (isPassword) return { problem: password === undefined ? 'missing-password' : 'wrong-password' };
  const detail = unsupportedPfxAlgorithm(bytes);
  return detail === undefined ? { problem: 'unreadable-pfx' } : { problem: 'unsupported-pfx', detail };
}

function readBags(pfx: forge.pkcs12.Pkcs12Pfx): PfxContent {
  const { pkcs8ShroudedKeyBag, keyBag, certBag } = forge.pki.oids as Record<
    'pkcs8ShroudedKeyBag' | 'keyBag' | 'certBag',
    string
  >;
  const bags = (bagType: string) => pfx.getBags({ bagType })[bagType] ?? [];
  // node-forge supports only RSA: it leaves other keys as ASN.1, which Node.js can name.
  const keys = [...bags(pkcs8ShroudedKeyBag), ...bags(keyBag)]
    .map((bag) => (bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1))
    .filter(Boolean)
    .map((asn1) => createPrivateKey({ key: toDer(asn1), format: 'der', type: 'pkcs8' }));
  const certificates = bags(certBag)
    .map((bag) => (bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1))
    .filter(Boolean)
    .map((asn1) => new X509Certificate(toDer(asn1)));
  return { keys, certificates };
}

function toDer(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
