import { setTimeout as wait } from 'node:timers/promises';
import { account, type Destination, levelChanges, users } from '../e2e/delivery.ts';
import { type ActionResult, Workspace } from '../e2e/run-action.ts';

/** The history of an upload until it was complete. */
export interface Ordeal {
  readonly kills: number;
  /** Records that were stored more than once. */
  readonly doubled: number;
  /** Violations of the promise: every record stored, at most the calls in flight twice, each of those named. */
  readonly problems: readonly string[];
}

export interface OrdealSettings {
  readonly records: number;
  readonly concurrentCalls: number;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

const MAX_PER_CALL = 9;

/**
 * Uploads with the built action, which is killed (SIGKILL) at random moments and started again as another attempt of
 * the same run, with a different call size each time, until one attempt completes.
 * @param kills Maximum number of kills.
 */
export async function uploadUnderKills(
  to: Destination,
  kills: number,
  { records, concurrentCalls, random }: OrdealSettings,
): Promise<Ordeal> {
  const place = new Workspace();
  place.write('hr.csv', levelChanges(records));
  let onRequest = (): void => {};
  to.onCall(() => {
    onRequest();
    return false;
  });
  let killed = 0;
  /** Maximum records that the killed processes can have had in flight. */
  let inFlight = 0;
  try {
    for (;;) {
      const recordsPerCall = 1 + Math.floor(random() * MAX_PER_CALL);
      const executioner = killed < kills ? new Executioner(random) : undefined;
      onRequest = () => executioner?.onRequest();
      const result = await to.upload(
        {
          'records-per-call': String(recordsPerCall),
          'concurrent-calls': String(concurrentCalls),
          'checkpoint-path': 'progress.json',
        },
        {
          workspace: place,
          env: { GITHUB_RUN_ATTEMPT: String(killed + 1) },
          onStart: (action) => executioner?.onStart(() => action.kill('SIGKILL')),
        },
      );
      if (result.exitCode !== null) return { kills: killed, ...judge(result, to, records, inFlight) };
      killed += 1;
      inFlight += concurrentCalls * recordsPerCall;
    }
  } finally {
    place.remove();
  }
}

/** Kills a process a random time after a random number of its calls, sometimes before the first. */
class Executioner {
  readonly #random: () => number;
  #callsLeft: number;
  #kill = (): void => {};

  constructor(random: () => number) {
    this.#random = random;
    this.#callsLeft = Math.floor(random() * 10);
  }

  onStart(kill: () => void): void {
    this.#kill = kill;
    if (this.#callsLeft === 0) this.#killWithin(400);
  }

  onRequest(): void {
    this.#callsLeft -= 1;
    if (this.#callsLeft === 0) this.#killWithin(12);
  }

  #killWithin(ms: number): void {
    void wait(this.#random() * ms).then(this.#kill);
  }
}

function judge(result: ActionResult, to: Destination, records: number, inFlight: number) {
  const problems: string[] = [];
  if (result.exitCode !== 0 || result.receipt === undefined)
    return { doubled: 0, problems: [`the last attempt failed:\n${result.visible}`] };
  const { uploaded } = result.receipt.totals;
  if (uploaded !== records) problems.push(`the receipt says ${uploaded} of ${records} records`);
  const { ambiguous, maybeTwice } = account(result.receipt);
  const named = new Set([...ambiguous, ...maybeTwice]);
  const times = new Map<string, number>();
  for (const user of to.stored) times.set(user, (times.get(user) ?? 0) + 1);
  let doubled = 0;
  for (const user of users(1, records)) {
    const stored = times.get(user) ?? 0;
    if (stored === 0) problems.push(`${user} is missing`);
    if (stored < 2) continue;
    doubled += 1;
    if (!named.has(user)) problems.push(`${user} was stored ${stored} times and is not named`);
  }
  const surplus = to.stored.length - times.size;
  if (surplus > inFlight) problems.push(`${surplus} records too many, ${inFlight} were in flight`);
  return { doubled, problems };
}
