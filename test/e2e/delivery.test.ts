import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, levelChanges, startDestinations, users } from './delivery.ts';
import { Workspace } from './run-action.ts';

/** The fault of one call, and the expected result. */
interface Case {
  /** The fault, in the grammar of the sandbox. */
  readonly fault: string;
  /** The fault affects every attempt at the call, not only the first. */
  readonly always?: true;
  readonly outcome: 'accepted' | 'refused';
  /** How often the records of that call end up in the connector. */
  readonly stored: number;
  /** `either`: the kernel may or may not have taken the body; the receipt says which. */
  readonly ambiguous: boolean | 'either';
  readonly attempts: number;
  /** Status of the last response. */
  readonly status: number | null;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Matches the closing error. */
  readonly says?: RegExp;
}

/** The first attempt fails, the second is served. */
function recovers(fault: string, ambiguous: Case['ambiguous'], stored = 1): Case {
  return { fault, outcome: 'accepted', stored, ambiguous, attempts: 2, status: 200 };
}

/** Accepted at once, although it is unusual. */
function passes(fault: string, status = 200): Case {
  return { fault, outcome: 'accepted', stored: 1, ambiguous: false, attempts: 1, status };
}

/** Every attempt at the call fails. */
function ends(fault: string, ambiguous: boolean, attempts: number, more: Partial<Case> = {}): Case {
  const status = /^\d/.test(fault) ? Number.parseInt(fault, 10) : null;
  return { fault, always: true, outcome: 'refused', stored: 0, ambiguous, attempts, status, ...more };
}

const SHORT_CALLS = { 'call-timeout-seconds': '1' };

const CASES: readonly Case[] = [
  recovers('500', true),
  recovers('500(stored)', true, 2),
  recovers('502(html)', true),
  recovers('504(stored)', true, 2),
  recovers('503', true),
  recovers('503(retry-after=0)', false),
  recovers('429(retry-after=0)', false),
  recovers('408', true),
  recovers('401', false),
  recovers('reset-before-body', 'either'),
  recovers('reset-in-body', 'either'),
  recovers('reset-after-body', true),
  recovers('reset-after-store', true, 2),
  recovers('no-http', true, 2),
  { ...recovers('silent', true), inputs: SHORT_CALLS },
  { ...recovers('silent-after-store', true, 2), inputs: SHORT_CALLS },
  passes('truncated-answer'),
  passes('delay=300'),
  passes('slow-read=4000'),
  passes('201(stored)', 201),
  passes('204(stored)', 204),
  passes('200(stored,html)'),
  ends('400', false, 1, { says: /400/ }),
  ends('401', false, 2, { says: /401/ }),
  ends('403(reason=jobId and corresponding appId do not match.)', false, 1, { says: /job-id|job ID/ }),
  ends('404', false, 1, { says: /404/ }),
  ends('307', true, 1, { says: /307/ }),
  ends('413', false, 1, { says: /413/ }),
  ends('429(retry-after=0)', false, 2, { says: /429/ }),
  ends('500', true, 2, { says: /500/ }),
  ends('500(stored)', true, 2, { stored: 2, says: /500/ }),
  ends('503(retry-after=0)', false, 2, { says: /503/ }),
  ends('511(html)', true, 1, { says: /511/ }),
  ends('reset-after-body', true, 2, { says: /connection/ }),
  ends('reset-after-store', true, 2, { stored: 2, says: /connection/ }),
  ends('silent-after-store', true, 1, {
    stored: 1,
    inputs: { ...SHORT_CALLS, 'max-attempts': '1' },
    says: /did not/,
  }),
];

/** Number of records and, with one record per call, of calls. */
const CALLS = 4;
/** The call that meets the fault; the first and the last one are tested in process. */
const STRUCK = 2;

let destinations: Awaited<ReturnType<typeof startDestinations>>;
beforeAll(async () => {
  destinations = await startDestinations();
});
afterAll(async () => {
  expect(destinations.sandbox.unexpected).toEqual([]);
  await destinations.sandbox.stop();
});

describe.concurrent('a call meets', () => {
  it.each(CASES)('$fault (always: $always)', async (scene) => {
    const to = destinations.destination();
    to.fault(scene.fault, (nth) => (scene.always ? nth >= STRUCK : nth === STRUCK));
    const result = await to.upload(
      { 'records-per-call': '1', 'max-attempts': '2', ...scene.inputs },
      { files: { 'hr.csv': levelChanges(CALLS) } },
    );

    const accepted = scene.outcome === 'accepted';
    const stored = [
      ...users(1, STRUCK - 1),
      ...Array.from({ length: scene.stored }, () => users(STRUCK, STRUCK)).flat(),
      ...(accepted ? users(STRUCK + 1, CALLS) : []),
    ];
    expect(to.stored).toEqual(stored);

    const receipt = result.receipt!;
    const uploaded = accepted ? CALLS : STRUCK - 1;
    const isAmbiguous = scene.ambiguous === 'either' ? receipt.ambiguousCalls.length > 0 : scene.ambiguous;
    expect(receipt.calls).toHaveLength(CALLS);
    expect(receipt.calls[STRUCK - 1]).toMatchObject({
      index: STRUCK,
      firstRecord: STRUCK,
      records: 1,
      outcome: accepted ? 'accepted' : isAmbiguous ? 'unknown' : 'refused',
      startedAt: expect.stringMatching(/^\d{4}-/),
      attempts: scene.attempts,
      status: scene.status,
    });
    expect(account(receipt)).toEqual({
      accepted: users(1, uploaded),
      ambiguous: isAmbiguous ? users(STRUCK, STRUCK) : [],
      notSent: accepted ? [] : users(STRUCK + 1, CALLS),
      maybeTwice: [],
    });
    expect((receipt.ambiguous ?? []).map(({ call, because }) => [call, because.length > 0])).toEqual(
      isAmbiguous ? [[STRUCK, true]] : [],
    );

    const status = accepted ? 'uploaded' : uploaded > 0 ? 'partial' : 'failed';
    expect(result.exitCode).toBe(accepted ? 0 : 1);
    expect(receipt.status).toBe(status);
    expect(receipt.totals).toMatchObject({ uploaded, sent: uploaded });
    expect(result.outputs).toMatchObject({
      status,
      'uploaded-records': String(uploaded),
      calls: String(uploaded),
    });
    const errors = result.commands.filter(({ command }) => command === 'error');
    expect(errors).toHaveLength(accepted ? 0 : 1);
    if (scene.says !== undefined) expect(errors[0]!.message).toMatch(scene.says);
    if (scene.fault === '200(stored,html)') expect(receipt.remarks?.join()).toContain('web page');
  });
});

it('the receipt says who started the run, from which commit, and where the file was', async () => {
  const to = destinations.destination();
  const place = new Workspace();
  writeFileSync(join(place.temp, 'hr.csv'), levelChanges(2));
  const result = await to.upload(
    { 'csv-path': join(place.temp, 'hr.csv') },
    {
      workspace: place,
      env: {
        GITHUB_RUN_ID: '17',
        GITHUB_RUN_ATTEMPT: '2',
        GITHUB_REPOSITORY: 'contoso/hr',
        GITHUB_WORKFLOW: 'HR upload',
        GITHUB_EVENT_NAME: 'workflow_dispatch',
        GITHUB_ACTOR: 'octocat',
        GITHUB_SHA: 'abcdef0123456789abcdef0123456789abcdef01',
      },
    },
  );
  expect(result.exitCode, result.visible).toBe(0);
  expect(result.receipt!.run).toEqual({
    id: '17',
    attempt: 2,
    url: 'https://github.com/contoso/hr/actions/runs/17',
    repository: 'contoso/hr',
    workflow: 'HR upload',
    event: 'workflow_dispatch',
    actor: 'octocat',
    sha: 'abcdef0123456789abcdef0123456789abcdef01',
  });
  expect(result.receipt!.files[0]).toMatchObject({ path: 'hr.csv', base: 'runner-temp' });
  place.remove();
});
