import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, levelChanges, startDestinations, users } from './delivery.ts';

let destinations: Awaited<ReturnType<typeof startDestinations>>;
beforeAll(async () => {
  destinations = await startDestinations();
});
afterAll(() => destinations.sandbox.stop());

/** Uploads five records in five calls and sends a signal when the n-th request arrives. */
async function cancelAt(
  nth: number,
  signal: NodeJS.Signals,
  fault: string,
  inputs: Record<string, string> = {},
) {
  const to = destinations.destination();
  let kill = (): void => {};
  to.fault(fault, (number) => number === nth);
  to.onCall((number) => {
    if (number === nth) kill();
    return false;
  });
  const result = await to.upload(
    { 'records-per-call': '1', ...inputs },
    {
      files: { 'hr.csv': levelChanges(5) },
      onStart: (action) => {
        kill = () => action.kill(signal);
      },
    },
  );
  return { to, result };
}

describe.concurrent('a run that is cancelled', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s lets the call in flight finish and starts no other',
    async (signal) => {
      const { to, result } = await cancelAt(2, signal, 'delay=700');
      expect(result.exitCode, result.visible).toBe(1);
      expect(to.stored).toEqual(users(1, 2));
      expect(to.requests).toHaveLength(2);
      expect(account(result.receipt!)).toEqual({
        accepted: users(1, 2),
        ambiguous: [],
        notSent: users(3, 5),
        maybeTwice: [],
      });
      expect(result.outputs).toMatchObject({ status: 'partial', 'uploaded-records': '2', calls: '2' });
      expect(result.summary).toContain('Cancelled. Uploaded 2 of 5 records.');
    },
  );

  it('aborts the call in flight when it does not end in time, and reports it as in doubt', async () => {
    const { to, result } = await cancelAt(3, 'SIGINT', 'silent-after-store');
    expect(result.exitCode).toBe(1);
    expect(to.stored).toEqual(users(1, 3));
    expect(account(result.receipt!)).toEqual({
      accepted: users(1, 2),
      ambiguous: users(3, 3),
      notSent: users(4, 5),
      maybeTwice: [],
    });
    expect(result.receipt!.status).toBe('partial');
    expect(result.receipt!.ambiguous![0]!.because).toContain('cancelled');
  });

  it('waits for no further attempt', async () => {
    const { to, result } = await cancelAt(2, 'SIGINT', '429(retry-after=500)');
    expect(result.exitCode).toBe(1);
    expect(to.stored).toEqual(users(1, 1));
    expect(account(result.receipt!)).toMatchObject({
      accepted: users(1, 1),
      ambiguous: [],
      notSent: users(3, 5),
    });
  });

  it('in its first call fails', async () => {
    const { to, result } = await cancelAt(1, 'SIGTERM', '500');
    expect(result.exitCode).toBe(1);
    expect(to.stored).toEqual([]);
    expect(result.outputs).toMatchObject({ status: 'failed', 'uploaded-records': '0' });
    expect(account(result.receipt!)).toMatchObject({ ambiguous: users(1, 1), notSent: users(2, 5) });
  });

  it('lets all calls in flight finish', async () => {
    const to = destinations.destination();
    let kill = (): void => {};
    to.fault('delay=500');
    to.onCall((nth) => {
      if (nth === 3) kill();
      return false;
    });
    const result = await to.upload(
      { 'records-per-call': '2', 'concurrent-calls': '3' },
      {
        files: { 'hr.csv': levelChanges(20) },
        onStart: (action) => {
          kill = () => action.kill('SIGINT');
        },
      },
    );
    expect(to.stored.toSorted()).toEqual(users(1, 6).toSorted());
    expect(account(result.receipt!)).toMatchObject({ ambiguous: [], notSent: users(7, 20) });
    expect(result.outputs.status).toBe('partial');
  });

  it('while it signs in sends nothing', async () => {
    const own = await startDestinations();
    try {
      const to = own.destination();
      let kill = (): void => {};
      own.sandbox.addFault({
        service: 'token',
        from: 1,
        to: 1,
        action: { kind: 'silent' },
        when: () => {
          kill();
          return true;
        },
      });
      const result = await to.upload(
        {},
        {
          files: { 'hr.csv': levelChanges(2) },
          onStart: (action) => {
            kill = () => action.kill('SIGINT');
          },
        },
      );
      expect(result.exitCode).toBe(1);
      expect(to.requests).toEqual([]);
      expect(result.outputs).toMatchObject({ status: 'failed', 'uploaded-records': '0' });
      expect(result.visible).toContain('cancelled');
    } finally {
      await own.sandbox.stop();
    }
  });
});
