import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { requestIdOf } from '../../../src/connector/answers/request-id.ts';
import type { PlannedCall } from '../../../src/csv/upload-plan.ts';
import { freshPath, HEADER, planOf, sha256 } from '../material.ts';

const sent = { call: planOf(3, 3).calls[0]!, header: HEADER };

it.each([
  [{ 'x-ms-request-id': '0f8fad5b-d9cb-469f-a165-70867728950e' }, '0f8fad5b-d9cb-469f-a165-70867728950e'],
  [
    { 'x-ms-request-id': 'jane doe 12345', 'request-id': '4BF92F3577B34DA6A3CE929D0E0E4736' },
    '4BF92F3577B34DA6A3CE929D0E0E4736',
  ],
  [{ 'x-ms-request-id': 'jane.doe' }, null],
  [{ 'x-ms-request-id': 'anna.mueller2' }, null],
  [{ 'x-ms-request-id': 'ANNAMUELLER-1984' }, null],
  [{ 'x-ms-request-id': '2026-03-31T10' }, null],
  [{ 'x-ms-request-id': '2026-03-31' }, null],
  [{ 'x-ms-request-id': '1234567890123456789012' }, null],
  [{ 'x-ms-request-id': 'deadbeef-cafe-bead-faded' }, null],
  [{ 'x-ms-request-id': 'jane1@contoso.com' }, null],
  [{ 'x-ms-request-id': `1${'a'.repeat(64)}` }, null],
  [{ 'client-request-id': 'ours-1234' }, null],
  [{}, null],
])('request ID of %j is %s', (headers, expected) => {
  expect(requestIdOf(headers as Record<string, string>, 'ours-1234', sent)).toBe(expected);
});

const GUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const HEX = '4bf92f3577b34da6a3ce929d0e0e4736';

it.each([
  'abcdefab-abcd-abcd-abcd-abcdefabcdef',
  '12345678-1234-1234-1234-123456789012',
  '12345678901234567890a',
  'abcdefabcdefabcdefab1',
  ` ${HEX}\t`,
])('%j looks like a request ID', (id) => {
  expect(requestIdOf({ 'request-id': id }, '', sent)).toBe(id.trim());
});

it.each(
  [GUID, HEX].flatMap((id) =>
    ['jane.doe-', 'jane', 'jane@contoso.com ', 'doe:', 'x'].flatMap((name) => [
      `${name}${id}`,
      `${id}${name}`,
    ]),
  ),
)('%s, a name joined to a request ID, is not shown', (text) => {
  expect(requestIdOf({ 'x-ms-request-id': text }, '', sent)).toBeNull();
});

it.each([
  ['with a short first group of digits', '1234567-1234-1234-1234-123456789012'],
  ['with a short group of digits', '12345678-123-1234-1234-123456789012'],
  ['with a short last group of digits', '12345678-1234-1234-1234-12345678901'],
  ['of digits with a group less', '12345678-1234-1234-123456789012'],
  ['of 19 characters', '4bf92f3577b34da6a3c'],
  ['of 65 characters', '4'.padEnd(65, 'b')],
])('a text %s is not a request ID', (_, text) => {
  expect(requestIdOf({ 'x-ms-request-id': text }, '', sent)).toBeNull();
});

it.each([
  'x-ms-request-id',
  'request-id',
  'x-request-id',
  'x-ms-correlation-id',
  'x-correlation-id',
  'client-request-id',
])('is read from %s', (name) => {
  expect(requestIdOf({ [name]: GUID }, 'ours', sent)).toBe(GUID);
});

it('an echo of the ID that was sent is not shown', () => {
  expect(requestIdOf({ 'client-request-id': GUID }, GUID, sent)).toBeNull();
  expect(requestIdOf({ 'x-ms-request-id': GUID, 'client-request-id': HEX }, GUID, sent)).toBe(HEX);
});

function callWith(text: string, size = 0): PlannedCall {
  const bytes = Buffer.from(`${'x'.repeat(size)}${text}\r\n`);
  const path = freshPath();
  writeFileSync(path, bytes);
  const range = { start: 0, end: bytes.byteLength, sha256: sha256(bytes) };
  return { file: 0, firstRecord: 0, records: 1, bytesPath: path, ...range };
}

it.each([
  ['as it is', GUID, 0],
  ['in capital letters', GUID.toUpperCase(), 0],
  ['without hyphens', GUID.replaceAll('-', ''), 0],
  ['across two pieces of a large call', GUID, 256 * 1024 - 10],
  ['at the end of a large call', GUID, 1024 * 1024],
])('a request ID that was sent, %s, is not taken', (_, text, size) => {
  const headers = { 'x-ms-request-id': GUID, 'x-request-id': '4bf92f3577b34da6a3ce929d0e0e4736' };
  const result = requestIdOf(headers, 'ours-1234', { call: callWith(`a,${text},b`, size), header: HEADER });
  expect(result).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
});

it('no request ID is taken for a call that is too large to be searched', () => {
  const bytes = Buffer.alloc(64 * 1024 * 1024 + 2);
  const bytesPath = freshPath();
  writeFileSync(bytesPath, bytes);
  const take = (end: number) => {
    const call = { ...sent.call, bytesPath, start: 1, end, sha256: sha256(bytes.subarray(1, end)) };
    return requestIdOf({ 'request-id': GUID }, '', { call, header: HEADER });
  };
  expect(take(bytes.length - 1)).toBe(GUID);
  expect(take(bytes.length)).toBeNull();
});

it('a request ID that is in the header, or that cannot be compared, is not used', () => {
  const headers = { 'x-ms-request-id': GUID };
  expect(requestIdOf(headers, '', { call: sent.call, header: Buffer.from(GUID) })).toBeNull();
  const gone = { ...sent.call, bytesPath: freshPath() };
  expect(requestIdOf(headers, '', { call: gone, header: HEADER })).toBeNull();
});
