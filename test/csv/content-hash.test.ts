import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ContentHash } from '../../src/csv/content-hash.ts';

/** That the hash is right for every upload is tested with the plan of calls (`upload-content.property.test.ts`). */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-hash-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function fileOf(name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, name, bytes: text.length, sha256: 'the hash of the file' };
}

it('is the hash of a file that is sent whole, without a second one', () => {
  const file = fileOf('whole.csv', 'abcdef');
  const hash = new ContentHash();
  hash.addFromFile(file, 0, Buffer.from('abc'));
  hash.addFromFile(file, 3, Buffer.from('def'));
  expect(hash.digest([file])).toBe('the hash of the file');
});

it.each<
  [
    string,
    (hash: ContentHash, first: ReturnType<typeof fileOf>, second: ReturnType<typeof fileOf>) => void,
    string,
  ]
>([
  ['part of a file', () => {}, 'abc'],
  ['a gap in a file', (hash, first) => hash.addFromFile(first, 4, Buffer.from('ef')), 'abcef'],
  ['changed bytes after a part', (hash) => hash.add(Buffer.from('xyz')), 'abcxyz'],
  ['a second file', (hash, _first, second) => hash.addFromFile(second, 3, Buffer.from('DEF')), 'abcDEF'],
])('is that of the bytes: %s', (_name, addMore, bytes) => {
  const first = fileOf('first.csv', 'abcdef');
  const second = fileOf('second.csv', 'ABCDEF');
  const hash = new ContentHash();
  hash.addFromFile(first, 0, Buffer.from('abc'));
  addMore(hash, first, second);
  expect(hash.digest([first, second])).toBe(sha256(bytes));
});

it('explains a file that is gone when its bytes are needed again', () => {
  const hash = new ContentHash();
  hash.addFromFile({ path: join(folder, 'gone.csv'), name: 'gone.csv' }, 0, Buffer.from('abc'));
  expect(() => hash.add(Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'csv-file-not-found' }));
});

it('is that of no bytes for no file', () => {
  expect(new ContentHash().digest([])).toBe(sha256(''));
});
