import fc from 'fast-check';
import { accountMismatches, checkpointOf, freshPath, planOf, upload } from './material.ts';
import { type Fault, startWebhook } from './webhook.ts';

/** A run, or several that resume each other, with the fault of each request. */
export interface FaultScript {
  readonly records: number;
  /** `records-per-call` of the first run and of the following ones. */
  readonly recordsPerCall: readonly number[];
  readonly concurrentCalls: number;
  readonly maxAttempts: number;
  /** Faults by number of the request, over all runs; null is served. */
  readonly faults: readonly (Fault | null)[];
  /** From this many records, a call is too large. */
  readonly tooLarge: number;
  /** The first run is cancelled at this request; 0: never. */
  readonly cancelAt: number;
}

const fault = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  {
    weight: 3,
    arbitrary: fc
      .record<Fault>({
        status: fc.constantFrom(200, 202, 302, 400, 401, 403, 408, 429, 500, 502, 503, 504),
        store: fc.boolean(),
        headers: fc.constantFrom<Record<string, string>>({}, { 'retry-after': '3' }),
      })
      .map((it) => honest(it)),
  },
  {
    weight: 3,
    arbitrary: fc.record<Fault>({
      reset: fc.constantFrom('before-body' as const, 'after-body' as const),
      store: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record<Fault>({ silent: fc.constant(true as const), store: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record<Fault>({ noHttp: fc.constant(true as const), store: fc.boolean() }) },
);

/** A service that says 2xx has stored the records, and one that refuses has not: only then can law 3 hold. */
function honest(it: Fault): Fault {
  const status = it.status ?? 200;
  if (status < 300) return { ...it, store: true };
  const refuses =
    (status >= 400 && status < 500 && status !== 408) ||
    (status === 503 && it.headers?.['retry-after'] !== undefined);
  return refuses ? { ...it, store: false } : it;
}

export const faultScript: fc.Arbitrary<FaultScript> = fc.record({
  records: fc.integer({ min: 1, max: 40 }),
  recordsPerCall: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 4 }),
  concurrentCalls: fc.integer({ min: 1, max: 8 }),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  faults: fc.array(fault, { maxLength: 30 }),
  tooLarge: fc.integer({ min: 2, max: 20 }),
  cancelAt: fc.nat(12),
});

/** Runs a script through the real client, with a checkpoint, and returns violations of law 3; there should be none. */
export async function deliverUnderFaults(script: FaultScript): Promise<string[]> {
  const webhook = await startWebhook();
  const path = freshPath('checkpoint.json');
  const base = planOf(script.records, script.records);
  const problems: string[] = [];
  const named = new Set<string>();
  let accepted = 0;
  try {
    for (const [run, recordsPerCall] of script.recordsPerCall.entries()) {
      const cancel = new AbortController();
      webhook.fault = (request) => {
        if (run === 0 && request.number === script.cancelAt) cancel.abort();
        return request.ids.length >= script.tooLarge
          ? { status: 413 }
          : (script.faults[request.number - 1] ?? undefined);
      };
      const plan = { ...planOf(script.records, recordsPerCall), contentSha256: base.contentSha256 };
      const checkpoint = checkpointOf(path, String(run));
      const result = await upload(
        plan,
        webhook.url,
        {
          concurrentCalls: script.concurrentCalls,
          maxAttempts: script.maxAttempts,
          callTimeoutMs: 80,
          cancelGraceMs: 50,
          checkpoint,
        },
        { signal: cancel.signal },
      );
      for (const { call, ambiguous } of result.calls) {
        if (!ambiguous) continue;
        for (let n = 0; n < call.records; n++) named.add(`user${call.firstRecord + n}@contoso.com`);
      }
      accepted += result.uploaded;
      if (result.resumed + result.uploaded !== accepted)
        problems.push(`run ${run}: resumed ${result.resumed}`);
      const missing = result.calls.filter(({ outcome }) => outcome !== 'accepted');
      const unsent = missing.reduce((sum, { call }) => sum + call.records, 0);
      if (accepted + unsent !== script.records)
        problems.push(`run ${run}: ${accepted} accepted, ${unsent} missing`);
      if ((result.failure === undefined) !== (unsent === 0)) problems.push(`run ${run}: failure`);
      if (result.failure?.code === 'internal-error') problems.push(`run ${run}: ${result.failure.what}`);
      if (run === 0) problems.push(...accountMismatches(result, webhook.stored));
      if (unsent === 0) break;
    }
    problems.push(...webhook.complaints, ...unnamed(webhook.stored, named));
    const distinct = new Set(webhook.stored).size;
    if (distinct < accepted) problems.push(`${accepted} accepted, ${distinct} stored`);
  } finally {
    await webhook.close();
  }
  return problems;
}

/** Records that were stored more than once and not reported by any run. */
function unnamed(stored: readonly string[], named: ReadonlySet<string>): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const id of stored) {
    if (seen.has(id) && !named.has(id)) problems.push(`${id} was stored twice and never named`);
    seen.add(id);
  }
  return problems;
}
