import forge from 'node-forge';
import { expect, it } from 'vitest';
import { withDerivedKeys } from '../../../src/entra/certificate/pfx-derivation.ts';

interface Derivation {
  generatePkcs12Key(
    password: string | undefined,
    salt: forge.util.ByteStringBuffer,
    id: number,
    iterations: number,
    length: number,
    digest: forge.md.MessageDigest,
  ): { getBytes(): string };
}

// Saved: they are replaced inside the function under test.
const { pbe } = forge.pki as unknown as { pbe: Derivation };
const own = { pkcs12: pbe.generatePkcs12Key, pbkdf2: forge.pkcs5.pbkdf2 };

/** As a PFX is opened. */
const byUs = (work: () => string, signal = new AbortController().signal): Promise<string> =>
  withDerivedKeys(forge, work, () => {}, signal);

const SALTS = ['', 'salt', '\xff\x00'.repeat(40)];
const PASSWORDS = [undefined, '', 'p', 'pässwört €', 'x'.repeat(100)];
const DIGESTS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
const CASES = DIGESTS.flatMap((name) =>
  PASSWORDS.flatMap((password) => SALTS.map((salt) => [name, password, salt] as const)),
);

it.each(CASES)('derives the keys of PKCS#12 as node-forge does: %s, %j, %j', async (name, password, salt) => {
  for (const [id, iterations, length] of [
    [1, 1, 8],
    [2, 7, 24],
    [3, 3, 150],
  ] as const) {
    const derive = (by: Derivation['generatePkcs12Key']): string => {
      const digest = forge.md[name].create();
      return by(password, forge.util.createBuffer(salt), id, iterations, length, digest).getBytes();
    };
    const ours = await byUs(() => derive(pbe.generatePkcs12Key));
    expect(ours).toHaveLength(length);
    expect(ours).toBe(derive(own.pkcs12));
  }
});

it.each(DIGESTS)('derives the keys of PBES2 as node-forge does: %s', async (name) => {
  const derive = (by: typeof own.pbkdf2): string => by('password', 'salt', 5, 40, forge.md[name].create());
  expect(await byUs(() => derive(forge.pkcs5.pbkdf2))).toBe(derive(own.pbkdf2));
  expect(forge.pkcs5.pbkdf2).toBe(own.pbkdf2);
});

it('stops when the run is cancelled', async () => {
  const cancelling = new AbortController();
  const salt = forge.util.createBuffer('salt');
  const derive = (): string =>
    pbe.generatePkcs12Key('p', salt, 1, 2 ** 40, 8, forge.md.sha1.create()).getBytes();
  setTimeout(() => cancelling.abort(), 50);
  await expect(byUs(derive, cancelling.signal)).rejects.toThrow('aborted');
});
