import { formatReconciliation, reconcile } from '../../scripts/reconciliation.ts';
import type { Receipt } from '../../src/report/receipt.ts';
import { freshPath, planOf } from '../connector/material.ts';
import { connectorOf, runOnce, type ScriptedRun } from '../report/receipt-sequences.ts';

/** The runs whose receipts docs/auditing.md shows, against the connector log of the sandbox. */

const SERVED: ScriptedRun = {
  isRerun: false,
  recordsPerCall: 499,
  concurrentCalls: 1,
  maxAttempts: 1,
  faults: [],
  end: null,
};

/** Five runs on three days: one as usual, one that failed and was resumed, one that was killed and was resumed. */
const RUNS: readonly { content: number; id: number; startedAt: string; run: ScriptedRun }[] = [
  { content: 412, id: 1700000001, startedAt: '2026-11-23T03:17:04.000Z', run: SERVED },
  {
    content: 1203,
    id: 1700000002,
    startedAt: '2026-11-24T03:17:05.000Z',
    run: { ...SERVED, faults: [null, { kind: 'lost', isStored: true }] },
  },
  { content: 1203, id: 1700000003, startedAt: '2026-11-24T08:40:11.000Z', run: SERVED },
  {
    content: 600,
    id: 1700000004,
    startedAt: '2026-11-25T03:17:04.000Z',
    run: { ...SERVED, faults: [null, { kind: 'lost', isStored: false }], end: { kind: 'killed', at: 2 } },
  },
  { content: 600, id: 1700000005, startedAt: '2026-11-25T09:02:30.000Z', run: SERVED },
];

export interface AuditingExamples {
  /** By the name of the block in the page. */
  readonly blocks: ReadonlyMap<string, string>;
  readonly receipts: readonly Receipt[];
  /** `RecordsSaved` by day. */
  readonly savedByDay: ReadonlyMap<string, number>;
}

export async function makeAuditingExamples(): Promise<AuditingExamples> {
  const { connector, service } = connectorOf(500);
  const contents = new Map([...new Set(RUNS.map(({ content }) => content))].map((n) => [n, planOf(n, n)]));
  const paths = new Map([...contents.keys()].map((content) => [content, freshPath('checkpoint.json')]));
  const receipts: Receipt[] = [];
  const log: string[] = [];
  const savedByDay = new Map<string, number>();
  for (const { content, id, startedAt, run } of RUNS) {
    const before = connector.calls.length;
    const receipt = await runOnce({
      run,
      path: paths.get(content)!,
      id,
      attempt: 1,
      startedAt: new Date(startedAt),
      tickMs: 137,
      whole: contents.get(content)!,
      service,
    });
    if (receipt !== undefined) receipts.push(receipt);
    const day = startedAt.slice(0, 10);
    const saved = connector.calls.slice(before).map(({ recordsSaved }) => recordsSaved);
    const sum = saved.reduce((total, records) => total + records, 0);
    savedByDay.set(day, (savedByDay.get(day) ?? 0) + sum);
    log.push(...saved.map((records) => `| ${day} | ${records} |`));
  }
  const [usual, failed, resumed] = receipts;
  const excerpt = ({ run, calls, ambiguousCalls, resumed, totals, ambiguous }: Receipt): string =>
    json({
      run: { id: run.id, attempt: run.attempt },
      calls: calls.map(outcomeOf),
      ambiguousCalls,
      resumed,
      totals,
      ambiguous,
    });
  return {
    receipts,
    savedByDay,
    blocks: new Map([
      ['receipt', json(usual)],
      ['failed', excerpt(failed!)],
      ['resumed', excerpt(resumed!)],
      ['killed', excerpt(receipts[3]!)],
      ['reconciliation', formatReconciliation(receipts)],
      ['log', ['| day | RecordsSaved |', '|---|---:|', ...log].join('\n')],
      ['predicate', json(predicateOf(failed!))],
    ]),
  };
}

function outcomeOf({ index, firstRecord, records, outcome }: Receipt['calls'][number]) {
  return { index, firstRecord, records, outcome };
}

/** What the workflow of the page makes of a receipt with jq. Counts and IDs only: a hash of content could be guessed. */
function predicateOf({
  status,
  startedAt,
  finishedAt,
  run,
  connector,
  resumed,
  totals,
  ambiguousCalls,
}: Receipt) {
  const { cloud, tenantId, jobId } = connector;
  const resumedRecords = resumed.records;
  return {
    status,
    startedAt,
    finishedAt,
    run,
    connector: { cloud, tenantId, jobId },
    totals,
    resumedRecords,
    ambiguousCalls: ambiguousCalls.length,
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Whether the receipts of the examples add up to the log, except for what they report as in doubt. */
export function mismatches({ receipts, savedByDay }: AuditingExamples): string[] {
  return reconcile(receipts).days.flatMap(({ day, expected, inDoubt }) => {
    const saved = savedByDay.get(day) ?? 0;
    return saved >= expected && saved <= expected + inDoubt
      ? []
      : [`${day}: ${saved} saved, ${expected} expected`];
  });
}
