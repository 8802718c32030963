import type { CheckpointSettings } from './checkpoint/checkpoint.ts';

/** The user's settings for an upload. */
export interface UploadSettings {
  /** The webhook, without its `jobid`; it may have a query of its own. */
  readonly ingestionUrl: string;
  readonly jobId: string;
  /** Calls in flight at the same time, at least 1. */
  readonly concurrentCalls: number;
  /** Attempts at one call, at least 1. */
  readonly maxAttempts: number;
  /** Milliseconds for one attempt, including connecting and the response. */
  readonly callTimeoutMs: number;
  /** Without it a later run starts from the beginning. */
  readonly checkpoint?: CheckpointSettings;
  /** Milliseconds that calls in flight may take to finish after a cancel; 5,000 by default (the runner kills after 10 s). */
  readonly cancelGraceMs?: number;
}
