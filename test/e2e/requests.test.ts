import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, levelChanges, startDestinations, users } from './delivery.ts';
import { Workspace } from './run-action.ts';

let destinations: Awaited<ReturnType<typeof startDestinations>>;
beforeAll(async () => {
  destinations = await startDestinations();
});
afterAll(() => destinations.sandbox.stop());

describe.concurrent('every call', () => {
  it('has a length, one named part, the job ID, a user agent and the ID of the receipt', async () => {
    const to = destinations.destination();
    to.fault('503(retry-after=0)', (nth) => nth === 2);
    const result = await to.upload(
      { 'records-per-call': '2', 'csv-path': 'leavers of Ms Doe.csv' },
      { files: { 'leavers of Ms Doe.csv': levelChanges(5) } },
    );
    expect(result.exitCode).toBe(0);
    expect(to.requests).toHaveLength(4);
    for (const request of to.requests) {
      expect(request.query).toBe(`jobid=${to.jobId}`);
      expect(request.headers['content-length']).toBe(String(request.body.length));
      expect(request.headers['transfer-encoding']).toBeUndefined();
      expect(request.headers['user-agent']).toMatch(/^purview-hr-upload\/\d+\.\d+\.\d+$/);
      expect(request.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      expect(request.body.toString()).not.toContain('Doe');
    }
    expect(to.connector.calls.map(({ fileName }) => fileName)).toEqual(Array(3).fill('hr-records.csv'));
    // The second call was sent twice with the same ID.
    const sent = to.requests.map(({ headers }) => headers['client-request-id']);
    const [first, second, third] = result.receipt!.calls.map(({ clientRequestId }) => clientRequestId);
    expect(sent).toEqual([first, second, second, third]);
    expect(new Set(sent)).toHaveLength(3);
    expect(result.receipt!.calls.every(({ requestId }) => requestId !== null)).toBe(true);
  });

  it('times out after call-timeout-seconds', async () => {
    const to = destinations.destination();
    to.fault('silent-after-store', (nth) => nth === 2);
    const result = await to.upload(
      { 'records-per-call': '1', 'call-timeout-seconds': '1', 'max-attempts': '1' },
      { files: { 'hr.csv': levelChanges(3) } },
    );
    expect(to.stored).toEqual(users(1, 2));
    expect(account(result.receipt!)).toMatchObject({ ambiguous: users(2, 2), notSent: users(3, 3) });
    expect(result.outputs.status).toBe('partial');
    expect(result.visible).toContain('no response');
  });
});

describe.concurrent('a token', () => {
  it('that expires soon is renewed before each call', async () => {
    const own = await startDestinations();
    try {
      own.sandbox.entra.tokenLifetime = 120;
      const to = own.destination();
      const result = await to.upload({ 'records-per-call': '1' }, { files: { 'hr.csv': levelChanges(3) } });
      expect(result.exitCode).toBe(0);
      expect(to.stored).toEqual(users(1, 3));
      expect(to.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(to.requests.map(({ headers }) => headers.authorization))).toHaveLength(3);
    } finally {
      await own.sandbox.stop();
    }
  });

  it('that is refused during the upload is renewed once, for all calls in flight', async () => {
    const own = await startDestinations();
    try {
      const to = own.destination();
      let first: string | undefined;
      to.onCall(
        (nth, { headers }) => {
          first ??= headers.authorization;
          return nth >= 3 && headers.authorization === first;
        },
        { kind: 'answer', status: 401 },
      );
      const result = await to.upload(
        { 'records-per-call': '1', 'concurrent-calls': '3' },
        { files: { 'hr.csv': levelChanges(9) } },
      );
      expect(result.exitCode, result.visible).toBe(0);
      expect(to.stored.toSorted()).toEqual(users(1, 9).toSorted());
      expect(result.receipt!.ambiguousCalls).toEqual([]);
      expect(own.sandbox.entra.tokensIssued).toBe(2);
      expect(result.lines.join('\n')).toContain('new access token');
    } finally {
      await own.sandbox.stop();
    }
  });

  it('that cannot be renewed ends the run; refused calls are not in doubt', async () => {
    const own = await startDestinations();
    try {
      const to = own.destination();
      to.fault('401', (nth) => nth === 2);
      own.sandbox.addFault('token:400@2-');
      const result = await to.upload({ 'records-per-call': '1' }, { files: { 'hr.csv': levelChanges(3) } });
      expect(result.exitCode).toBe(1);
      expect(to.stored).toEqual(users(1, 1));
      expect(account(result.receipt!)).toMatchObject({ ambiguous: [], notSent: users(3, 3) });
      expect(result.outputs).toMatchObject({ status: 'partial', 'uploaded-records': '1' });
    } finally {
      await own.sandbox.stop();
    }
  });
});

describe.concurrent('a call that is too large', () => {
  it('is split until it fits, and the calls after it are split before they are sent', async () => {
    // The header and three records.
    const to = destinations.destination({ byteLimit: 42 + 3 * 47 });
    const result = await to.upload({ 'records-per-call': '16' }, { files: { 'hr.csv': levelChanges(40) } });
    expect(result.exitCode, result.visible).toBe(0);
    expect(to.stored).toEqual(users(1, 40));
    expect(to.requests.filter(({ status }) => status === 413)).toHaveLength(3);
    const { calls, ambiguousCalls, remarks } = result.receipt!;
    expect(calls.map(({ index }) => index)).toEqual(calls.map((_, i) => i + 1));
    expect(calls.every(({ records }) => records <= 2)).toBe(true);
    expect(ambiguousCalls).toEqual([]);
    expect(remarks?.join()).toContain('`records-per-call: 2`');
    expect(result.outputs.calls).toBe(String(calls.length));
  });

  it('of one record ends the run and names the record by its number', async () => {
    const to = destinations.destination({ byteLimit: 120 });
    const rows = levelChanges(3).replace('user2@', `user2${'x'.repeat(50)}@`);
    const result = await to.upload({ 'records-per-call': '8' }, { files: { 'hr.csv': rows } });
    expect(result.exitCode).toBe(1);
    expect(to.stored).toEqual(users(1, 1));
    expect(result.visible).toContain('(record 2)');
    expect(account(result.receipt!)).toMatchObject({ accepted: users(1, 1), notSent: users(3, 3) });
  });

  it('keeps the doubt of an earlier attempt', async () => {
    const to = destinations.destination();
    to.fault('500(stored)', (nth) => nth === 1);
    to.fault('413', (nth) => nth === 2);
    const result = await to.upload({ 'records-per-call': '8' }, { files: { 'hr.csv': levelChanges(8) } });
    expect(result.exitCode, result.visible).toBe(0);
    expect(to.stored).toEqual([...users(1, 8), ...users(1, 8)]);
    expect(account(result.receipt!).ambiguous).toEqual(users(1, 8));
  });
});

describe.concurrent('four concurrent calls', () => {
  it('store every record once', async () => {
    const to = destinations.destination();
    let most = 0;
    to.onCall(
      () => {
        const open = to.requests.filter(({ status }) => status === undefined).length + 1;
        most = Math.max(most, open);
        return true;
      },
      { kind: 'delay', ms: 100 },
    );
    const result = await to.upload(
      { 'records-per-call': '2', 'concurrent-calls': '4' },
      { files: { 'hr.csv': levelChanges(24) } },
    );
    expect(result.exitCode, result.visible).toBe(0);
    expect(to.stored.toSorted()).toEqual(users(1, 24).toSorted());
    expect(most).toBe(4);
    expect(account(result.receipt!)).toEqual({
      accepted: users(1, 24),
      ambiguous: [],
      notSent: [],
      maybeTwice: [],
    });
  });

  it('stop at the first refusal: those in flight end, none starts', async () => {
    const to = destinations.destination();
    to.fault('400', (nth) => nth === 3);
    // The other calls in flight take longer than the refusal.
    to.fault('delay=400', (nth) => nth !== 3 && nth <= 4);
    const result = await to.upload(
      { 'records-per-call': '1', 'concurrent-calls': '4' },
      { files: { 'hr.csv': levelChanges(12) } },
    );
    expect(result.exitCode).toBe(1);
    expect(to.requests).toHaveLength(4);
    const { accepted, notSent, ambiguous } = account(result.receipt!);
    expect(to.stored.toSorted()).toEqual(accepted.toSorted());
    expect(accepted).toHaveLength(3);
    expect(notSent).toEqual(users(5, 12));
    expect(ambiguous).toEqual([]);
    expect(result.outputs).toMatchObject({ status: 'partial', 'uploaded-records': '3', calls: '3' });
  });
});

describe.concurrent('a file that changes after its check', () => {
  it('is not sent at all when it changed during the sign-in', async () => {
    const own = await startDestinations();
    const place = new Workspace();
    try {
      const to = own.destination();
      own.sandbox.addFault({
        service: 'token',
        from: 1,
        to: 1,
        action: { kind: 'delay', ms: 100 },
        when: () => {
          writeFileSync(join(place.workspace, 'hr.csv'), levelChanges(4, 99));
          return true;
        },
      });
      const result = await to.upload(
        { 'records-per-call': '2' },
        { workspace: place, files: { 'hr.csv': levelChanges(4) } },
      );
      expect(result.exitCode).toBe(1);
      expect(to.stored).toEqual([]);
      expect(to.requests.some(({ bodyComplete }) => bodyComplete)).toBe(false);
      expect(result.outputs).toMatchObject({ status: 'failed', 'uploaded-records': '0' });
      expect(result.receipt!.ambiguousCalls).toEqual([]);
      expect(result.visible).toMatch(/changed/);
    } finally {
      place.remove();
      await own.sandbox.stop();
    }
  });

  it.each([
    ['other content', (place: Workspace) => place.write('hr.csv', levelChanges(4, 99))],
    ['shorter content', (place: Workspace) => place.write('hr.csv', levelChanges(3))],
  ])('to %s between two calls stops the run there', async (_name, change) => {
    const to = destinations.destination();
    const place = new Workspace();
    try {
      to.onCall((nth) => {
        if (nth === 1) change(place);
        return false;
      });
      const result = await to.upload(
        { 'records-per-call': '2' },
        { workspace: place, files: { 'hr.csv': levelChanges(4) } },
      );
      expect(result.exitCode).toBe(1);
      expect(to.stored).toEqual(users(1, 2));
      expect(to.connector.records.every(({ NewLevel }) => NewLevel === '61')).toBe(true);
      expect(account(result.receipt!)).toMatchObject({ accepted: users(1, 2), ambiguous: [] });
      expect(result.outputs).toMatchObject({ status: 'partial', 'uploaded-records': '2' });
    } finally {
      place.remove();
    }
  });
});
