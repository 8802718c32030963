import fc from 'fast-check';
import { reconcile } from '../../scripts/reconciliation.ts';
import { CLOUDS } from '../../src/clouds.ts';
import type { UploadPlan } from '../../src/csv/upload-plan.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/http/client.ts';
import { NetworkError } from '../../src/http/network-failures.ts';
import { buildReceipt, type Receipt } from '../../src/report/receipt.ts';
import { checkpointOf, freshPath, idOf, planOf, upload } from '../connector/material.ts';
import { CLIENT_ID, JOB_IDS, TENANT_ID } from '../sandbox/default-setup.ts';
import { INGESTION } from '../sandbox/entra/access-tokens.ts';
import { Entra } from '../sandbox/entra/entra.ts';
import { Connector } from '../sandbox/webhook/connector.ts';
import { Webhook } from '../sandbox/webhook/webhook.ts';
import { validateReceipt } from './receipt-schema.ts';
import { base, check, file } from './run-reports.ts';

/** The fault of one request. A service that refuses has not stored the records; one that returns 2xx has. */
type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly isStored: boolean;
      readonly retryAfter?: string;
    }
  | { readonly kind: 'lost'; readonly isStored: boolean }
  | { readonly kind: 'not-sent' };

/** One run of a sequence. */
export interface ScriptedRun {
  /** A re-run of the previous run: the same ID, the next attempt. */
  readonly isRerun: boolean;
  readonly recordsPerCall: number;
  readonly concurrentCalls: number;
  readonly maxAttempts: number;
  /** Faults by number of the request. */
  readonly faults: readonly (Fault | null)[];
  /** Number of the request at which it ends like this; it does not if there is no such request. */
  readonly end: { readonly kind: 'killed' | 'cancelled'; readonly at: number } | null;
}

export interface RunSequence {
  readonly records: number;
  readonly tooLarge: number;
  readonly runs: readonly ScriptedRun[];
}

const fault: fc.Arbitrary<Fault | null> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(null) },
  fc.constantFrom<Fault>(
    { kind: 'answer', status: 400, isStored: false },
    { kind: 'answer', status: 429, isStored: false },
    { kind: 'answer', status: 503, isStored: false, retryAfter: '1' },
    { kind: 'answer', status: 500, isStored: false },
    { kind: 'answer', status: 500, isStored: true },
    { kind: 'lost', isStored: true },
    { kind: 'lost', isStored: false },
    { kind: 'not-sent' },
  ),
);

const scriptedRun: fc.Arbitrary<ScriptedRun> = fc
  .record({
    isRerun: fc.boolean(),
    recordsPerCall: fc.integer({ min: 1, max: 12 }),
    concurrentCalls: fc.integer({ min: 1, max: 4 }),
    maxAttempts: fc.integer({ min: 1, max: 3 }),
    faults: fc.array(fault, { maxLength: 12 }),
    end: fc.option(
      fc.record({ kind: fc.constantFrom('killed', 'cancelled'), at: fc.integer({ min: 1, max: 8 }) }),
    ),
  })
  // A run that is killed here stops at once only if no other call is in flight; test/soak/kills.ts kills processes.
  .map((run) => (run.end?.kind === 'killed' ? { ...run, concurrentCalls: 1 } : run));

export const runSequence: fc.Arbitrary<RunSequence> = fc.record({
  records: fc.integer({ min: 1, max: 30 }),
  tooLarge: fc.integer({ min: 3, max: 20 }),
  runs: fc.array(scriptedRun, { minLength: 1, maxLength: 6 }),
});

const entra = new Entra([]);
const app = { tenantId: TENANT_ID, clientId: CLIENT_ID };
entra.apps.push(app);
const token = await entra.accessTokens.issue(app, 'public', INGESTION);
const HOST = new URL(CLOUDS.commercial.ingestionUrl).host;
const START = Date.parse('2026-11-01T02:00:00Z');
const DAY_MS = 86_400_000;

/** The sandbox's webhook without a network. */
class InProcessClient implements HttpClient {
  readonly #service: Webhook;
  readonly #run: ScriptedRun;
  readonly #onEnd: () => void;
  #number = 0;

  constructor(service: Webhook, run: ScriptedRun, onEnd: () => void) {
    this.#service = service;
    this.#run = run;
    this.#onEnd = onEnd;
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    this.#number += 1;
    const number = this.#number;
    const { faults, end } = this.#run;
    const found = faults[number - 1] ?? null;
    if (found?.kind === 'not-sent') throw lost('refused', false);
    const body = await bytesOf(request);
    const isStored = found === null || found.isStored;
    const answer = isStored ? await this.#answer(request, body) : undefined;
    if (end?.at === number) {
      this.#onEnd();
      if (end.kind === 'killed') return new Promise(() => {});
    }
    if (found?.kind === 'lost') throw lost('reset', true);
    return {
      status: found?.kind === 'answer' ? found.status : (answer?.status ?? 500),
      statusText: '',
      headers: {
        ...answer?.headers,
        ...(found?.kind === 'answer' && found.retryAfter ? { 'retry-after': found.retryAfter } : {}),
      },
      body: '',
      bodyComplete: true,
    };
  }

  #answer(request: HttpRequest, body: Buffer) {
    const url = new URL(request.url);
    return this.#service.answer({
      number: this.#number,
      service: 'webhook',
      host: url.host,
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: { ...request.headers, 'content-length': String(body.length) },
      body,
      at: 0,
    });
  }

  async close(): Promise<void> {}
}

async function bytesOf({ body }: HttpRequest): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (typeof body === 'object') for await (const chunk of body.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function lost(kind: 'refused' | 'reset', bodySent: boolean): NetworkError {
  return new NetworkError({ kind, host: HOST, proxyHost: undefined, bodySent });
}

/** The result of a sequence of runs. */
export interface Ledger {
  /** Errors; there should be none. */
  readonly problems: readonly string[];
  readonly receipts: readonly Receipt[];
  readonly recordsSaved: number;
}

/** The default connector of the sandbox, and the service that stores in it. */
export function connectorOf(rowLimit: number): { readonly connector: Connector; readonly service: Webhook } {
  const ids = { tenantId: TENANT_ID, clientId: CLIENT_ID, jobId: JOB_IDS.commercial };
  const connector = new Connector({ cloud: 'commercial', ...ids, rowLimit });
  const service = new Webhook(entra, false);
  service.connectors.push(connector);
  return { connector, service };
}

/** The connector of these receipts. */
const RECEIPT_CONNECTOR = {
  cloud: 'commercial',
  tenantId: TENANT_ID,
  clientId: CLIENT_ID,
  jobId: JOB_IDS.commercial,
  ingestionUrl: CLOUDS.commercial.ingestionUrl,
} as const;

/**
 * Runs a sequence, and a run without faults after it, against the connector log of the sandbox, and compares the
 * receipts with the log: their sums, and for each record that is not in doubt, how often it was stored.
 */
export async function keepBooks({ records, tooLarge, runs }: RunSequence): Promise<Ledger> {
  const { connector, service } = connectorOf(tooLarge);
  const path = freshPath('checkpoint.json');
  const whole = planOf(records, records);
  const receipts: Receipt[] = [];
  const problems: string[] = [];
  const savedByDay = new Map<string, number>();
  let id = 100;
  let attempt = 0;
  const clean: ScriptedRun = {
    isRerun: false,
    recordsPerCall: 7,
    concurrentCalls: 1,
    maxAttempts: 1,
    faults: [],
    end: null,
  };
  for (const [index, run] of [...runs, clean].entries()) {
    [id, attempt] = run.isRerun && index > 0 ? [id, attempt + 1] : [id + 1, 1];
    const startedAt = new Date(START + index * DAY_MS);
    const before = connector.recordsSaved;
    const receipt = await runOnce({ run, path, id, attempt, startedAt, whole, service });
    if (receipt !== undefined) {
      receipts.push(receipt);
      problems.push(...validateReceipt(JSON.parse(JSON.stringify(receipt))));
    }
    savedByDay.set(startedAt.toISOString().slice(0, 10), connector.recordsSaved - before);
  }
  problems.push(...compare(receipts, connector, records, savedByDay));
  return { problems, receipts, recordsSaved: connector.recordsSaved };
}

/** One run and its environment. */
export interface OneRun {
  readonly run: ScriptedRun;
  /** Path of the checkpoint. */
  readonly path: string;
  readonly id: number;
  readonly attempt: number;
  readonly startedAt: Date;
  /** Milliseconds by which the clock advances each time it is read. */
  readonly tickMs?: number;
  /** The content as one call. */
  readonly whole: UploadPlan;
  readonly service: Webhook;
}

/** @returns The receipt; undefined for a run that was killed. */
export async function runOnce(one: OneRun): Promise<Receipt | undefined> {
  const { run, startedAt, whole } = one;
  const plan = { ...planOf(whole.records, run.recordsPerCall), contentSha256: whole.contentSha256 };
  const checkpoint = checkpointOf(one.path, String(one.id), String(one.attempt));
  const cancel = new AbortController();
  let kill = (): void => {};
  const killed = new Promise<undefined>((resolve) => {
    kill = () => resolve(undefined);
  });
  const http = new InProcessClient(one.service, run, () => {
    if (run.end?.kind === 'cancelled') cancel.abort();
    else kill();
  });
  const { concurrentCalls, maxAttempts } = run;
  let time = startedAt.getTime() + 1_000;
  const result = await Promise.race([
    killed,
    upload(
      plan,
      CLOUDS.commercial.ingestionUrl,
      { jobId: JOB_IDS.commercial, checkpoint, concurrentCalls, maxAttempts },
      {
        http,
        signal: cancel.signal,
        now: () => {
          time += one.tickMs ?? 0;
          return time;
        },
        tokenSource: { getToken: async () => ({ value: token, expiresAt: new Date(8e15) }) },
      },
    ),
  ]);
  if (result === undefined) return undefined;
  const { bytes, sha256 } = whole.files[0]!;
  const checked = check(
    [
      file({
        name: 'records.csv',
        bytes,
        records: whole.records,
        sha256,
        scenarios: new Map([['job-level-change', whole.records]]),
      }),
    ],
    { plan },
  );
  const { id: runId, url } = checkpoint.run;
  const workflowRun = { ...base().run, id: runId, attempt: one.attempt, url };
  const finishedAt = new Date(time + 1_000);
  const status = result.failure === undefined ? 'uploaded' : 'partial';
  return buildReceipt(
    base({
      status,
      startedAt,
      finishedAt,
      run: workflowRun,
      check: checked,
      upload: result,
      connector: RECEIPT_CONNECTOR,
    }),
  );
}

function compare(
  receipts: readonly Receipt[],
  connector: Connector,
  records: number,
  savedByDay: ReadonlyMap<string, number>,
): string[] {
  const problems: string[] = [];
  const expect = (isMet: boolean, problem: string): void => {
    if (!isMet) problems.push(problem);
  };
  for (const { totals, resumed } of receipts) {
    expect(totals.uploaded === totals.sent + resumed.records, 'uploaded is not sent and resumed');
    const byRuns = resumed.runs.reduce((sum, run) => sum + run.records, 0);
    expect(byRuns === resumed.records, `${byRuns} records by runs, ${resumed.records} resumed`);
  }
  const completed = receipts.filter(({ totals }) => totals.uploaded === records && totals.sent > 0).length;
  const { days } = reconcile(receipts);
  const sum = days.reduce((total, { expected }) => total + expected, 0);
  expect(
    sum === completed * records,
    `receipts add up to ${sum}, ${completed} uploads of ${records} were complete`,
  );
  expect(
    sum <= connector.recordsSaved,
    `receipts add up to ${sum}, RecordsSaved only to ${connector.recordsSaved}`,
  );
  const doubtful = doubtfulRecords(receipts);
  const times = new Map<string, number>();
  for (const { UserPrincipalName = '' } of connector.records)
    times.set(UserPrincipalName, (times.get(UserPrincipalName) ?? 0) + 1);
  for (let n = 0; n < records; n++) {
    const stored = times.get(idOf(n)) ?? 0;
    const isMet = doubtful.has(n) ? stored >= completed : stored === completed;
    expect(isMet, `record ${n} was stored ${stored} times in ${completed} uploads`);
  }
  if (doubtful.size > 0) return problems;
  expect(
    sum === connector.recordsSaved,
    `receipts add up to ${sum}, RecordsSaved to ${connector.recordsSaved}`,
  );
  if (days.some(({ withoutReceipt }) => withoutReceipt > 0)) return problems;
  for (const [day, saved] of savedByDay) {
    const said = days.find((one) => one.day === day)?.expected ?? 0;
    expect(said === saved, `${day}: receipts add up to ${said}, RecordsSaved to ${saved}`);
  }
  return problems;
}

/** Records that a receipt says are in doubt, from 0. */
function doubtfulRecords(receipts: readonly Receipt[]): ReadonlySet<number> {
  const ranges = receipts.flatMap(({ calls, ambiguousCalls, resumed }) => [
    ...calls.filter(({ index }) => ambiguousCalls.includes(index)),
    ...(resumed.maybeTwice ?? []),
  ]);
  return new Set(
    ranges.flatMap(({ firstRecord, records }) =>
      Array.from({ length: records }, (_, i) => firstRecord - 1 + i),
    ),
  );
}
