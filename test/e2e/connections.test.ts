import { describe, expect, it } from 'vitest';
import { account, levelChanges, startDestinations, users } from './delivery.ts';

const RECORDS = 3;

/** Three calls of one record, with a separate sandbox: faults of connections count those to the webhook. */
async function deliver(fault: string, lostCall?: number) {
  const { sandbox, destination } = await startDestinations();
  try {
    const to = destination();
    sandbox.addFault(`webhook:${fault}`);
    // After a lost connection, a call needs a new one.
    if (lostCall !== undefined) to.fault('reset-after-body', (nth) => nth === lostCall);
    const result = await to.upload(
      { 'records-per-call': '1', 'max-attempts': '3' },
      { files: { 'hr.csv': levelChanges(RECORDS) } },
    );
    return { result, stored: to.stored, requests: to.requests };
  } finally {
    await sandbox.stop();
  }
}

describe.concurrent('a connection that', () => {
  it.each([
    ['the proxy cannot make', 'connect-refused=502'],
    ['the proxy is too busy for', 'connect-refused=503'],
    ['the proxy closes', 'connect-closed'],
  ])('%s is made again, and nothing is in doubt', async (_name, fault) => {
    const { result, stored } = await deliver(`${fault}@1`);
    expect(result.exitCode, result.visible).toBe(0);
    expect(stored).toEqual(users(1, RECORDS));
    expect(result.receipt!.calls.map(({ attempts }) => attempts)).toEqual([2, 1, 1]);
    expect(result.receipt!.ambiguousCalls).toEqual([]);
  });

  it.each([
    ['the proxy refuses', 'connect-refused=403', 1, /403/],
    ['the proxy requires a password for', 'connect-refused=407', 1, /407/],
    ['the proxy never opens', 'connect-refused=502', 3, /502/],
    ['is always closed', 'connect-closed', 3, /connection/],
    ['has a certificate of another root', 'untrusted', 1, /certificate/],
    ['has a certificate of another host', 'wrong-host', 1, /certificate/],
  ])('%s ends the run with nothing sent', async (_name, fault, attempts, says) => {
    const { result, stored, requests } = await deliver(fault);
    expect(result.exitCode).toBe(1);
    expect(requests).toEqual([]);
    expect(stored).toEqual([]);
    expect(result.receipt!.calls.filter((call) => call.attempts > 0)).toHaveLength(1);
    expect(result.receipt!.calls[0]).toMatchObject({ attempts, status: null });
    expect(account(result.receipt!)).toMatchObject({
      accepted: [],
      ambiguous: [],
      notSent: users(2, RECORDS),
    });
    expect(result.outputs).toMatchObject({ status: 'failed', 'uploaded-records': '0', calls: '0' });
    const [closing] = result.commands.filter(({ command }) => command === 'error');
    expect(closing!.message).toMatch(says);
  });

  it('is lost during a call and refused once is retried; only the loss is in doubt', async () => {
    const { result, stored } = await deliver('connect-refused=502@2', 2);
    expect(result.exitCode, result.visible).toBe(0);
    expect(stored).toEqual(users(1, RECORDS));
    expect(result.receipt!.calls.map(({ attempts }) => attempts)).toEqual([1, 3, 1]);
    expect(account(result.receipt!).ambiguous).toEqual(users(2, 2));
    expect(result.receipt!.ambiguous![0]!.because).toMatch(/^Attempt 1 lost its connection[^;]*; sent again/);
  });

  it('is lost during a call and not trusted afterwards ends the run', async () => {
    const { result, stored } = await deliver('untrusted@2-', 2);
    expect(result.exitCode).toBe(1);
    expect(stored).toEqual(users(1, 1));
    expect(account(result.receipt!)).toEqual({
      accepted: users(1, 1),
      ambiguous: users(2, 2),
      notSent: users(3, 3),
      maybeTwice: [],
    });
    expect(result.outputs.status).toBe('partial');
  });
});

describe.concurrent('a large call', () => {
  it('whose connection is lost before it was sent completely is not in doubt', async () => {
    const { sandbox, destination } = await startDestinations();
    try {
      const to = destination();
      // Stopped at the first bytes: the rest does not fit into any buffer.
      to.fault('reset-before-body', (nth) => nth === 1);
      const rows = users(1, 40).map(
        (user, i) => `${user},2026-11-01T00:00:00Z,60,${String(i).repeat(400_000)}\n`,
      );
      const result = await to.upload(
        { 'records-per-call': '40', 'max-attempts': '2' },
        { files: { 'hr.csv': `EmailAddress,EffectiveDate,OldLevel,NewLevel\n${rows.join('')}` } },
      );
      expect(result.exitCode, result.visible).toBe(0);
      expect(to.stored).toEqual(users(1, 40));
      expect(result.receipt!.calls[0]).toMatchObject({ attempts: 2, status: 200 });
      expect(result.receipt!.ambiguousCalls).toEqual([]);
    } finally {
      await sandbox.stop();
    }
  });
});
