import { account, type Destination, levelChanges, users } from '../e2e/delivery.ts';
import { type ActionResult, Workspace } from '../e2e/run-action.ts';

/** Faults in the grammar of the sandbox; a refusal does not store, a 2xx does. */
const FAULTS = [
  '202(stored)',
  '400',
  '401',
  '403',
  '408(stored)',
  '413',
  '429(retry-after=0)',
  '500',
  '500(stored)',
  '502(stored)',
  '503(retry-after=0)',
  '503(stored)',
  'reset-before-body',
  'reset-in-body',
  'reset-after-body',
  'reset-after-store',
  'no-http',
  'truncated-answer',
  'delay=50',
];

/**
 * Uploads with the built action while a third of all requests has a random fault, in several runs with different call
 * sizes, until everything was accepted. @returns Violations of the promise that each run stores everything or says
 * precisely what is missing; there should be none.
 */
export async function uploadUnderFaults(to: Destination, random: () => number): Promise<string[]> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const records = 5 + Math.floor(random() * 40);
  const place = new Workspace();
  place.write('hr.csv', levelChanges(records));
  const chosen = new Map<number, string>();
  for (let nth = 1; nth < 60; nth++) if (random() < 0.33) chosen.set(nth, pick(FAULTS));
  for (const fault of FAULTS) to.fault(fault, (nth) => chosen.get(nth) === fault);
  const problems: string[] = [];
  const accepted = new Set<string>();
  const named = new Set<string>();
  try {
    // Eventually the script has no more faults.
    for (let run = 1; run <= 60; run++) {
      const result = await to.upload(
        {
          'records-per-call': String(1 + Math.floor(random() * 12)),
          'concurrent-calls': pick(['1', '1', '2', '4']),
          'max-attempts': pick(['1', '1', '1', '2']),
          'checkpoint-path': 'progress.json',
        },
        { workspace: place, env: { GITHUB_RUN_ID: String(run) } },
      );
      problems.push(...judge(result, to, records, accepted, named).map((text) => `run ${run}: ${text}`));
      if (problems.length > 0 || result.exitCode === 0) return problems;
    }
    return ['the upload never came to its end'];
  } finally {
    place.remove();
  }
}

/** @param accepted Users of the records that were accepted so far. @param named Those that may be stored twice. Both are extended. */
function judge(
  { receipt, exitCode, outputs, visible }: ActionResult,
  to: Destination,
  records: number,
  accepted: Set<string>,
  named: Set<string>,
): string[] {
  if (receipt === undefined) return [`no receipt:\n${visible}`];
  const problems: string[] = [];
  const said = account(receipt);
  const expect = (isMet: boolean, problem: string): void => {
    if (!isMet) problems.push(problem);
  };
  expect(receipt.resumed.records === accepted.size, `resumed ${receipt.resumed.records} of ${accepted.size}`);
  for (const user of said.accepted) {
    expect(!accepted.has(user), `${user} was accepted twice`);
    accepted.add(user);
  }
  for (const user of [...said.ambiguous, ...said.maybeTwice]) named.add(user);
  expect(
    receipt.totals.uploaded === accepted.size,
    `${receipt.totals.uploaded} uploaded, ${accepted.size} accepted`,
  );
  const isComplete = accepted.size === records;
  expect(exitCode === (isComplete ? 0 : 1), `exit code ${exitCode}`);
  const status = isComplete ? 'uploaded' : accepted.size > 0 ? 'partial' : 'failed';
  expect(outputs.status === status, `status ${outputs.status} instead of ${status}`);
  const times = new Map<string, number>();
  for (const user of to.stored) times.set(user, (times.get(user) ?? 0) + 1);
  for (const user of users(1, records)) {
    const stored = times.get(user) ?? 0;
    const due = accepted.has(user) ? 1 : 0;
    expect(
      stored === due || (stored > due && named.has(user)),
      `${user} was stored ${stored} times, accepted ${due}, ${named.has(user) ? 'named' : 'not named'}`,
    );
  }
  return problems;
}
