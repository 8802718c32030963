import forge from 'node-forge';
import { expect, it } from 'vitest';

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

// Saved before the module under test replaces them.
const { pbe } = forge.pki as unknown as { pbe: Derivation };
const own = { pkcs12: pbe.generatePkcs12Key, pbkdf2: forge.pkcs5.pbkdf2 };
await import('../../../src/entra/certificate/pfx.ts');

const SALTS = ['', 'salt', '\xff\x00'.repeat(40)];
const PASSWORDS = [undefined, '', 'p', 'pässwört €', 'x'.repeat(100)];
const DIGESTS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
const CASES = DIGESTS.flatMap((name) =>
  PASSWORDS.flatMap((password) => SALTS.map((salt) => [name, password, salt] as const)),
);

it.each(CASES)('derives the keys of PKCS#12 as node-forge does: %s, %j, %j', (name, password, salt) => {
  for (const [id, iterations, length] of [
    [1, 1, 8],
    [2, 7, 24],
    [3, 3, 150],
  ] as const) {
    const derive = (by: Derivation['generatePkcs12Key']): string => {
      const digest = forge.md[name].create();
      return by(password, forge.util.createBuffer(salt), id, iterations, length, digest).getBytes();
    };
    const ours = derive(pbe.generatePkcs12Key);
    expect(ours).toHaveLength(length);
    expect(ours).toBe(derive(own.pkcs12));
  }
});

it.each(DIGESTS)('derives the keys of PBES2 as node-forge does: %s', (name) => {
  for (const derive of [forge.pkcs5.pbkdf2, own.pbkdf2]) {
    const key = derive('password', 'salt', 5, 40, forge.md[name].create());
    expect(Buffer.from(key, 'binary').toString('hex')).toBe(
      Buffer.from(own.pbkdf2('password', 'salt', 5, 40, forge.md[name].create()), 'binary').toString('hex'),
    );
  }
  expect(forge.pkcs5.pbkdf2).not.toBe(own.pbkdf2);
});
