import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge/lib/forge.js';
// Hangs `pkcs12`, `pki` and `asn1` on to `forge`; imported by its part because the whole library is four times as large.
import 'node-forge/lib/pkcs12.js';
// For PFX files whose integrity is kept by SHA-384 or SHA-512.
import 'node-forge/lib/sha512.js';

/** Why a PFX could not be opened. */
export type PfxFailure = 'wrong-password' | 'missing-password' | 'unreadable-pfx';

/** What is in a PFX (PKCS#12). */
export interface PfxContent {
  readonly keys: readonly KeyObject[];
  readonly certificates: readonly X509Certificate[];
}

/**
 * Opens a PFX as Windows, Azure Key Vault and OpenSSL write it: AES with SHA-256, or the older RC2 and 3DES with
 * SHA-1. node-forge, because Node.js can use a PFX but not take the key out, and refuses the older kind. This module
 * is imported late: most runs need none of it.
 * @param password Undefined for none; a PFX without password has either an empty one or no protection at all.
 * @returns The reason where it cannot be opened.
 */
export function openPfx(der: Buffer, password: string | undefined): PfxContent | PfxFailure {
  const candidates = password === undefined ? ['', undefined] : [password];
  let pfxAsn1: forge.asn1.Asn1;
  try {
    pfxAsn1 = forge.asn1.fromDer(forge.util.createBuffer(der.toString('binary')));
  } catch {
    return 'unreadable-pfx';
  }
  let failure: PfxFailure = 'unreadable-pfx';
  for (const candidate of candidates) {
    try {
      return readBags(forge.pkcs12.pkcs12FromAsn1(pfxAsn1, false, candidate as string));
    } catch (error) {
      // node-forge has no error codes. Its text is only matched, never shown.
      const isPassword =
        error instanceof Error && /MAC could not be verified|[Ii]nvalid password|decrypt/.test(error.message);
      if (isPassword) failure = password === undefined ? 'missing-password' : 'wrong-password';
    }
  }
  return failure;
}

function readBags(pfx: forge.pkcs12.Pkcs12Pfx): PfxContent {
  const { pkcs8ShroudedKeyBag, keyBag, certBag } = forge.pki.oids as Record<
    'pkcs8ShroudedKeyBag' | 'keyBag' | 'certBag',
    string
  >;
  const bags = (bagType: string) => pfx.getBags({ bagType })[bagType] ?? [];
  // node-forge knows RSA only: what else there is it leaves as ASN.1, for Node.js to name.
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
