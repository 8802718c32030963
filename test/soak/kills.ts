import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freshPath, idOf, idsOf, planOf } from '../connector/material.ts';
import { startWebhook, type Webhook } from '../connector/webhook.ts';
import type { UploadOrder, UploadReport } from './upload-process.ts';

/** What an upload went through until it was complete. */
export interface Ordeal {
  readonly kills: number;
  readonly runs: number;
  /** Records that were stored more than once. */
  readonly doubled: number;
  /** What breaks the promise: every record stored, at most the calls in flight twice, each of those named. */
  readonly problems: readonly string[];
}

const PROGRAM = fileURLToPath(new URL('./upload-process.ts', import.meta.url));

/**
 * Uploads in processes that are killed (SIGKILL) at random moments, each going on where the one before was, until
 * one comes to its end.
 * @param kills Most processes to kill; the one after them is left alone.
 */
export async function uploadUnderKills(
  kills: number,
  settings: { readonly records: number; readonly concurrentCalls: number; readonly random: () => number },
): Promise<Ordeal> {
  const { random, records, concurrentCalls } = settings;
  const webhook = await startWebhook();
  const checkpointPath = freshPath('checkpoint.json');
  const contents = planOf(records, records);
  let killed = 0;
  let runs = 0;
  try {
    for (;;) {
      runs += 1;
      const recordsPerCall = 1 + Math.floor(random() * 9);
      // The same bytes in calls of another size each time, as after a change of `records-per-call`.
      const { files: _, ...plan } = planOf(records, recordsPerCall);
      const order: UploadOrder = {
        ingestionUrl: webhook.url,
        concurrentCalls,
        checkpointPath,
        runId: String(runs),
        header: contents.files[0]!.header.toString(),
        plan: { ...plan, contentSha256: contents.contentSha256 },
      };
      const report = await runOnce(order, webhook, killed < kills ? random : undefined);
      if (report === undefined) killed += 1;
      else return { kills: killed, runs, ...judge(report, webhook, records, killed * concurrentCalls * 9) };
    }
  } finally {
    await webhook.close();
  }
}

/** Runs the process; with `random`, kills it after a random number of requests, and a random moment later. */
async function runOnce(
  order: UploadOrder,
  webhook: Webhook,
  random: (() => number) | undefined,
): Promise<UploadReport | undefined> {
  const child = spawn(process.execPath, ['--no-warnings', PROGRAM, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seenBefore = webhook.received.length;
  const killAfter = random === undefined ? Number.POSITIVE_INFINITY : Math.floor(random() * 6);
  const later = random === undefined ? 0 : random() * 12;
  webhook.fault = () => {
    if (webhook.received.length - seenBefore >= killAfter) void wait(later).then(() => child.kill('SIGKILL'));
    // Stored at once, answered later: a kill in between leaves a call in doubt.
    return { store: true, delayMs: random === undefined ? 0 : random() * 8 };
  };
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => child.once('close', resolve));
  const line = Buffer.concat(chunks).toString();
  return line.endsWith('\n') ? (JSON.parse(line) as UploadReport) : undefined;
}

function judge(report: UploadReport, webhook: Webhook, records: number, mostInFlight: number) {
  const problems = [...webhook.complaints];
  if (report.failure !== undefined) problems.push(report.failure);
  const times = new Map<string, number>();
  for (const id of webhook.stored) times.set(id, (times.get(id) ?? 0) + 1);
  problems.push(
    ...idsOf(0, records)
      .filter((id) => !times.has(id))
      .map((id) => `${id} is missing`),
  );
  const named = new Set(
    [...report.maybeTwiceBefore, ...report.ambiguous].flatMap(([from, to]) => idsOf(from, to)),
  );
  let doubled = 0;
  for (let n = 0; n < records; n++) {
    if ((times.get(idOf(n)) ?? 0) < 2) continue;
    doubled += 1;
    if (!named.has(idOf(n)))
      problems.push(`${idOf(n)} was stored ${times.get(idOf(n))} times and is not named`);
  }
  const surplus = webhook.stored.length - times.size;
  if (surplus > mostInFlight) problems.push(`${surplus} records too many, ${mostInFlight} were in flight`);
  return { doubled, problems };
}
