import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../../../src/csv/raw-file.ts';
import { openTextSource } from '../../../src/csv/text/text-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-test-'));
const path = join(folder, 'file.csv');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a file to its end as text. */
function textOf(bytes: Uint8Array, encoding = 'auto') {
  writeFileSync(path, bytes);
  const source = openTextSource(path, 'file.csv', encoding);
  const target = Buffer.alloc(4 * BLOCK_BYTES);
  const pieces: Buffer[] = [];
  try {
    for (let count = source.read(target, 0); count > 0; count = source.read(target, 0)) {
      pieces.push(Buffer.from(target.subarray(0, count)));
    }
    return { text: Buffer.concat(pieces).toString(), found: source.encoding, identity: source.finish() };
  } finally {
    source.close();
  }
}

describe('decoding', () => {
  const long = '中é😀x\r\n'.repeat(100_000);

  it.each([
    ['utf-16le', Buffer.from(`\ufeff${long}`, 'utf16le'), 'auto', 'UTF-16LE'],
    ['utf-16be', Buffer.from(`\ufeff${long}`, 'utf16le').swap16(), 'auto', 'UTF-16BE'],
    ['utf-16le, shifted by one character', Buffer.from(`x${long}`, 'utf16le'), 'utf-16le', 'UTF-16LE'],
    ['utf-8', Buffer.from(long), 'auto', 'UTF-8'],
    ['utf-8 with a BOM', Buffer.from(`\ufeff${long}`), 'windows-1252', 'UTF-8'],
  ])('%s over several blocks', (_name, bytes, encoding, expected) => {
    const { text, found, identity } = textOf(bytes, encoding);
    expect(text === long || text === `x${long}`).toBe(true);
    expect(found).toBe(expected);
    expect(identity).toMatchObject({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it('windows-1252 has characters instead of the control characters of ISO 8859-1', () => {
    expect(textOf(Buffer.from([0x80, 0x92, 0xe9, 0x0a]), 'windows-1252').text).toBe('€’é\n');
  });

  it('accepts the labels of the Encoding Standard', () => {
    expect(textOf(Buffer.from([0x82, 0xa0]), 'Shift_JIS').text).toBe('あ');
    expect(textOf(Buffer.from([0xb1]), 'iso-8859-2').text).toBe('ą');
  });
});

describe('the line of bytes that are not in the encoding', () => {
  const bad = Buffer.from([0x00, 0xd8, 0x0a, 0x00]);
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

  it.each([
    ['the first line', Buffer.from([0x81, 0x0a]), 'shift_jis', 1],
    ['the second of short lines', Buffer.from([0x61, 0x0a, 0x81, 0x0a]), 'shift_jis', 2],
    ['after CRLF', Buffer.concat([Buffer.from('a\r\nb\r\n'), Buffer.from([0x81, 0x0a])]), 'shift_jis', 3],
    ['after a lone CR', Buffer.concat([Buffer.from('a\rb\r'), Buffer.from([0x81, 0x0a])]), 'shift_jis', 3],
    ['several blocks later', Buffer.concat([utf16('abc\r\n'.repeat(200_000)), bad]), 'utf-16le', 200_001],
    [
      'after a character that spans two blocks',
      Buffer.concat([utf16(`${'a\n'.repeat(BLOCK_BYTES / 4 - 1)}b😀\n\n`), bad]),
      'utf-16le',
      BLOCK_BYTES / 4 + 2,
    ],
    [
      'after a CRLF that spans two blocks',
      Buffer.concat([utf16(`${'a\n'.repeat(BLOCK_BYTES / 4 - 1)}b\r\n`), bad]),
      'utf-16le',
      BLOCK_BYTES / 4 + 1,
    ],
    ['at the very end', Buffer.from([0x61, 0x00, 0x0a, 0x00, 0x62]), 'utf-16le', 2],
  ])('%s', (_name, bytes, encoding, line) => {
    expect(() => textOf(bytes, encoding)).toThrow(
      expect.objectContaining({ name: 'UnreadableTextError', line }),
    );
  });
});

describe('files that cannot be read', () => {
  it('are explained', () => {
    mkdirSync(join(folder, 'directory'), { recursive: true });
    expect(() => openTextSource(join(folder, 'none'), 'none.csv', 'auto')).toThrow(
      'The file `none.csv` does not exist.',
    );
    expect(() => openTextSource(join(folder, 'directory'), 'x', 'auto')).toThrow(
      'The file `x` is a directory.',
    );
  });
});
