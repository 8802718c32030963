import { appendFileSync, closeSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCallBody } from '../../src/connector/call.ts';
import type { PlannedCall } from '../../src/csv/upload-plan.ts';
import { BodyChangedError } from '../../src/http/network-failures.ts';
import { freshPath, HEADER, planOf, sha256 } from './material.ts';

async function collect(body: ReturnType<typeof createCallBody>) {
  const chunks: Uint8Array[] = [];
  let failure: unknown;
  try {
    for await (const chunk of body.chunks()) chunks.push(chunk);
  } catch (error) {
    failure = error;
  }
  return { bytes: Buffer.concat(chunks), chunks: chunks.length, failure };
}

function bigCall(size: number): PlannedCall {
  const bytes = Buffer.alloc(size, 'a,b\n');
  const path = freshPath();
  writeFileSync(path, bytes);
  return {
    file: 0,
    firstRecord: 0,
    records: size / 4,
    bytesPath: path,
    start: 0,
    end: size,
    sha256: sha256(bytes),
  };
}

/** The smallest number that is free for an open file. */
function nextDescriptor(path: string): number {
  const file = openSync(path, 'r');
  closeSync(file);
  return file;
}

describe('the body of a call', () => {
  it('is one part named file, of the stated length', async () => {
    const call = planOf(5, 2).calls[1]!;
    const body = createCallBody(call, HEADER);
    const { bytes } = await collect(body);
    expect(bytes.byteLength).toBe(body.byteLength);
    expect(bytes.toString().split('\r\n')[1]).toBe(
      'Content-Disposition: form-data; name="file"; filename="hr-records.csv"',
    );
    expect(bytes.includes(HEADER)).toBe(true);
  });

  it.each([4, 1024 * 1024, 1024 * 1024 + 4, 3 * 1024 * 1024])(
    'of %i bytes is sent as it was checked',
    async (size) => {
      const body = createCallBody(bigCall(size), HEADER);
      expect(body.releasedWhole()).toBe(false);
      const { bytes, chunks, failure } = await collect(body);
      expect(failure).toBeUndefined();
      expect(body.releasedWhole()).toBe(true);
      expect(bytes.byteLength).toBe(body.byteLength);
      expect(chunks).toBe(size <= 1024 * 1024 ? 1 : 2 + Math.ceil(size / (256 * 1024)));
    },
  );

  it('leaves no file open, whether it is complete or not', async () => {
    const call = bigCall(4_000);
    const before = nextDescriptor(call.bytesPath);
    for (let n = 0; n < 20; n++) {
      await collect(createCallBody(call, HEADER));
      await collect(createCallBody({ ...call, end: call.end + 4 }, HEADER));
    }
    // Something else may open a file meanwhile.
    expect(nextDescriptor(call.bytesPath)).toBeLessThan(before + 20);
  });

  it('has a different boundary of the same length each time', () => {
    const call = planOf(1, 1).calls[0]!;
    const bodies = [createCallBody(call, HEADER), createCallBody(call, HEADER)];
    expect(bodies[0]!.contentType).not.toBe(bodies[1]!.contentType);
    expect(bodies[0]!.byteLength).toBe(bodies[1]!.byteLength);
  });

  const changes: [string, (call: PlannedCall) => void][] = [
    ['gone', (call) => rmSync(call.bytesPath)],
    ['shorter', (call) => truncateSync(call.bytesPath, call.end - 1)],
    ['empty', (call) => truncateSync(call.bytesPath, 0)],
    [
      'different in its last byte',
      (call) => {
        truncateSync(call.bytesPath, call.end - 1);
        appendFileSync(call.bytesPath, '!');
      },
    ],
    ['a directory', (call) => Object.assign(call, { bytesPath: '/' })],
  ];
  it.each(
    changes.flatMap(([name, change]) =>
      [4_000, 2 * 1024 * 1024].map((size) => [name, size, change] as const),
    ),
  )('never comes to its end when the file is %s (%i bytes)', async (_name, size, change) => {
    const call = bigCall(size);
    change(call);
    const body = createCallBody(call, HEADER);
    const { bytes, failure } = await collect(body);
    expect(failure).toBeInstanceOf(BodyChangedError);
    expect(bytes.byteLength).toBeLessThan(body.byteLength);
    expect(body.releasedWhole()).toBe(false);
  });
});
