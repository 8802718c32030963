import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { CheckpointSettings } from '../../src/connector/checkpoint/checkpoint.ts';
import { type UploadServices, uploadPlan } from '../../src/connector/upload.ts';
import type { UploadEvent } from '../../src/connector/upload-events.ts';
import type { UploadResult } from '../../src/connector/upload-result.ts';
import type { UploadSettings } from '../../src/connector/upload-settings.ts';
import type { PlannedCall, UploadPlan } from '../../src/csv/upload-plan.ts';
import type { TokenSource } from '../../src/entra/token.ts';
import { versionOfPath } from '../../src/files/file-version.ts';
import { createHttpClient } from '../../src/http/lazy-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'hr-upload-'));
const http = createHttpClient();
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true, force: true });
});
let files = 0;

/** A path for a file that no other test uses. */
export function freshPath(name = 'file'): string {
  files += 1;
  return join(folder, `${files}-${name}`);
}

export const HEADER = Buffer.from('UserPrincipalName,EffectiveDate,Remarks\r\n');

/** The first cell of record `n` in every plan of these tests. */
export function idOf(n: number): string {
  return `user${n}@contoso.com`;
}

/** The first cells of the records `from` to `to - 1`. */
export function idsOf(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => idOf(from + i));
}

/** Writes a CSV with this number of records, every third with a quoted line break, and plans its calls. */
export function planOf(
  records: number,
  recordsPerCall: number,
  options: { remark?: string | ((record: number) => string) } = {},
): UploadPlan {
  const path = freshPath('records.csv');
  const lines = Array.from({ length: records }, (_, n) => {
    const given = typeof options.remark === 'function' ? options.remark(n) : options.remark;
    const remark = given ?? (n % 3 === 0 ? `"über,\r\n""${n}"""` : 'plain');
    return Buffer.from(`${idOf(n)},2026-11-01T00:00:00Z,${remark}\r\n`);
  });
  const bytes = Buffer.concat([HEADER, ...lines]);
  writeFileSync(path, bytes);
  const calls: PlannedCall[] = [];
  let start = HEADER.byteLength;
  for (let first = 0; first < records; first += recordsPerCall) {
    const part = Buffer.concat(lines.slice(first, first + recordsPerCall));
    calls.push({
      file: 0,
      firstRecord: first,
      records: Math.min(recordsPerCall, records - first),
      bytesPath: path,
      start,
      end: start + part.byteLength,
      sha256: sha256(part),
    });
    start += part.byteLength;
  }
  const file = {
    path,
    name: 'records.csv',
    bytes: bytes.byteLength,
    sha256: sha256(bytes),
    version: versionOfPath(path),
    header: HEADER,
    records,
  };
  return { files: [file], calls, records, contentSha256: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A checkpoint at `path` of run `id` of the workflow. */
export function checkpointOf(path: string, id: string, attempt = '1'): CheckpointSettings {
  return {
    path,
    cloud: 'commercial',
    tenantId: 'contoso',
    address: {
      ingestionUrl: 'https://webhook.ingestion.office.com/api/signals',
      authorityHost: 'login.microsoftonline.com',
      resource: 'https://microsoft.onmicrosoft.com/86dfdabb-5089-4a0c-880a-cfa5a790c5b1',
    },
    run: { id, attempt, url: id === '' ? null : `https://github.com/octo/hr/actions/runs/${id}` },
  };
}

/** Tokens `token-1`, `token-2` … : a new one for each renewal. */
export function tokenSource(): TokenSource & { issued: number } {
  const source = {
    issued: 1,
    getToken: async (options?: { readonly refused?: string }) => {
      if (options?.refused === `token-${source.issued}`) source.issued += 1;
      return { value: `token-${source.issued}`, expiresAt: new Date(Date.now() + 3_600_000) };
    },
  };
  return source;
}

/** Uploads with the real HTTP client and without waiting between attempts. */
export async function upload(
  plan: UploadPlan,
  ingestionUrl: string,
  settings: Partial<UploadSettings> = {},
  services: Partial<UploadServices> = {},
): Promise<UploadResult & { events: UploadEvent[]; waits: number[] }> {
  const events: UploadEvent[] = [];
  const waits: number[] = [];
  const result = await uploadPlan(
    plan,
    {
      ingestionUrl,
      jobId: '3f1b7c1e-0d5f-4c39-9a1e-6a2f3f0e9b11',
      concurrentCalls: 1,
      maxAttempts: 4,
      callTimeoutMs: 5_000,
      ...settings,
    },
    {
      http,
      tokenSource: tokenSource(),
      onProgress: (event) => events.push(event),
      random: () => 0.5,
      sleep: async (ms) => {
        waits.push(ms);
      },
      ...services,
    },
  );
  return { ...result, events, waits };
}

/** Records as ranges of the plan, of the calls with an outcome. */
export function recordsWith(
  result: UploadResult,
  test: (call: UploadResult['calls'][number]) => boolean,
): string[] {
  return result.calls
    .filter(test)
    .flatMap(({ call }) => idsOf(call.firstRecord, call.firstRecord + call.records));
}

/**
 * Law 3: every record is in exactly one accepted call or was resumed, or the result reports it as missing; and only
 * records that it reports as ambiguous may be stored more than once, or although they are missing.
 */
export function accountMismatches(
  result: UploadResult,
  stored: readonly string[],
  acceptedBefore: readonly string[] = [],
): string[] {
  const times = new Map<string, number>();
  for (const id of stored) times.set(id, (times.get(id) ?? 0) + 1);
  const accepted = new Set([
    ...acceptedBefore,
    ...recordsWith(result, ({ outcome }) => outcome === 'accepted'),
  ]);
  const ambiguous = new Set(recordsWith(result, (call) => call.ambiguous));
  const mismatches: string[] = [];
  for (const id of new Set([...accepted, ...times.keys()])) {
    const found = times.get(id) ?? 0;
    const expected = accepted.has(id) ? 1 : 0;
    if (found === expected || (found > expected && ambiguous.has(id))) continue;
    mismatches.push(`${id}: stored ${found} times, ${accepted.has(id) ? 'accepted' : 'not accepted'}`);
  }
  return mismatches;
}
