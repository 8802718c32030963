import { type Backoff, delayAfter, REAL_CLOCK } from '../http/retry.ts';
import { MAX_RETRY_AFTER_MS } from '../http/retry-after.ts';
import { type GraphServices, type GraphUser, MAX_QUERIES, type QueryEnd, sendBatch } from './graph-batch.ts';
import { unexpectedResponse } from './graph-errors.ts';
import { nextPage, splitQuery, type UserQuery } from './user-query.ts';

/** Waits below 2, 4, 8 … seconds, unless Graph sends a `Retry-After`. */
const BACKOFF: Backoff = { firstMs: 2_000, factor: 2, maxMs: MAX_RETRY_AFTER_MS };

/** A query without a final result. */
interface Pending {
  readonly query: UserQuery;
  /** Failed attempts. */
  readonly attempts: number;
}

/** The result of one batch. */
interface BatchEnd {
  readonly users: readonly GraphUser[];
  /** Queries to send next: further pages, and failed queries that may succeed. */
  readonly again: readonly Pending[];
  /** Milliseconds to wait before the next batch. */
  readonly waitMs: number;
}

/**
 * Sends queries in batches until each has a result. Throttled queries are sent with the next batch, after the
 * `Retry-After` of Graph.
 * @returns The users of all queries and pages.
 * @throws {ActionError} when a query was refused, or failed on its last attempt.
 */
export async function runQueries(
  queries: readonly UserQuery[],
  services: GraphServices,
): Promise<readonly GraphUser[]> {
  const { clock = REAL_CLOCK, signal } = services;
  const found: GraphUser[] = [];
  let pending: readonly Pending[] = queries.map((query) => ({ query, attempts: 0 }));
  let size = MAX_QUERIES;
  for (let number = 0; pending.length > 0; number += 1) {
    const batch = rotate(pending.slice(0, size), number);
    const ends = await sendBatch(
      batch.map(({ query }) => query),
      services,
    );
    if (ends === 'too-long') size = Math.max(1, Math.floor(batch.length / 2));
    const { users, again, waitMs } =
      ends === 'too-long' ? afterLongAnswer(batch, services) : afterBatch(batch, ends, services);
    found.push(...users);
    pending = [...again, ...pending.slice(batch.length)];
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    signal.throwIfAborted();
  }
  return found;
}

/** Otherwise a service that throttles by position would throttle the same query every time. */
function rotate<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

/** Smaller batches, and queries for fewer values, have shorter responses. */
function afterLongAnswer(batch: readonly Pending[], services: GraphServices): BatchEnd {
  const [first] = batch;
  if (batch.length > 1 || first === undefined) return { users: [], again: batch, waitMs: 0 };
  const { query } = first;
  if (query.values.length > 1 && query.page === 1) {
    const again = splitQuery(query).map((part) => ({ query: part, attempts: 0 }));
    return { users: [], again, waitMs: 0 };
  }
  const failure = unexpectedResponse('more than 64 kB about one user', services);
  return afterBatch(batch, [{ failure, isTransient: true }], services);
}

function afterBatch(batch: readonly Pending[], ends: readonly QueryEnd[], services: GraphServices): BatchEnd {
  const { clock = REAL_CLOCK, maxAttempts, host } = services;
  const users: GraphUser[] = [];
  const again: Pending[] = [];
  let waitMs = 0;
  for (const [i, { query, attempts }] of batch.entries()) {
    const end = ends[i]!;
    if ('users' in end) {
      users.push(...end.users);
      if (end.nextLink === undefined) continue;
      const next = nextPage(query, end.nextLink, host);
      if (next === undefined) throw unexpectedResponse('an invalid link to the next page', services);
      again.push({ query: next, attempts: 0 });
    } else {
      const failed = attempts + 1;
      if (!end.isTransient || failed >= maxAttempts) throw end.failure;
      again.push({ query, attempts: failed });
      waitMs = Math.max(waitMs, delayAfter(failed, end.retryAfterMs, BACKOFF, clock.random()));
    }
  }
  again.sort((one, other) => other.attempts - one.attempts);
  return { users, again, waitMs };
}
