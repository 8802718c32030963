/**
 * One upload in a process of its own, for tests that kill it: `node upload-process.ts <JSON of UploadOrder>`. Prints
 * the result as one line of JSON if it gets that far.
 */
import { uploadPlan } from '../../src/connector/upload.ts';
import type { UploadPlan } from '../../src/csv/upload-plan.ts';
import { createHttpClient } from '../../src/http.ts';

/** What the process is told to upload, and where. Header lines travel as text. */
export interface UploadOrder {
  readonly ingestionUrl: string;
  readonly concurrentCalls: number;
  readonly checkpointPath: string;
  readonly runId: string;
  readonly header: string;
  readonly plan: Omit<UploadPlan, 'files'>;
}

/** What the process tells at its end. */
export interface UploadReport {
  readonly uploaded: number;
  readonly resumed: number;
  readonly failure: string | undefined;
  readonly maybeTwiceBefore: readonly (readonly [number, number])[];
  readonly ambiguous: readonly (readonly [number, number])[];
}

async function main(order: UploadOrder): Promise<void> {
  const file = { path: '', name: '', bytes: 0, sha256: '', records: order.plan.records };
  const http = createHttpClient();
  const result = await uploadPlan(
    { ...order.plan, files: [{ ...file, header: Buffer.from(order.header) }] },
    {
      ingestionUrl: order.ingestionUrl,
      jobId: 'job',
      concurrentCalls: order.concurrentCalls,
      maxAttempts: 6,
      callTimeoutMs: 10_000,
      hostsToAllow: [],
      checkpoint: {
        path: order.checkpointPath,
        cloud: 'commercial',
        tenantId: 'contoso',
        runId: order.runId,
        runAttempt: '1',
      },
    },
    {
      http,
      tokenSource: {
        method: 'secret',
        getToken: async () => ({ value: 'token', expiresAt: new Date(Date.now() + 3_600_000) }),
      },
      sleep: async () => undefined,
    },
  );
  await http.close();
  const report: UploadReport = {
    uploaded: result.uploaded,
    resumed: result.resumed,
    failure: result.failure?.what,
    maybeTwiceBefore: result.maybeTwiceBefore,
    ambiguous: result.calls
      .filter(({ ambiguous }) => ambiguous)
      .map(({ call }) => [call.firstRecord, call.firstRecord + call.records]),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

await main(JSON.parse(process.argv[2]!) as UploadOrder);
