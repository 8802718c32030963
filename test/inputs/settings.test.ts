import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { NO_CREDENTIAL } from '../../src/entra/credential.ts';
import { settingsOf } from '../check/check-run.ts';
import { problemsOf } from './problems.ts';

it('calls are made one at a time and six times by default', async () => {
  const { delivery, history } = await settingsOf({});
  expect(delivery).toEqual({
    concurrentCalls: 1,
    maxAttempts: 6,
    callTimeoutMs: 400_000,
    checkpointPath: '',
  });
  expect(history.path).toBe('');
});

it('calls are made as the inputs say, and paths are relative to the workspace', async () => {
  const workspace = resolve('workspace');
  const inputs = {
    'concurrent-calls': '8',
    'max-attempts': '3',
    'call-timeout-seconds': '30',
    'checkpoint-path': 'kept/checkpoint.json',
    'history-path': 'kept/history.json',
  };
  const { delivery, history } = await settingsOf(inputs, workspace);
  expect(delivery).toEqual({
    concurrentCalls: 8,
    maxAttempts: 3,
    callTimeoutMs: 30_000,
    checkpointPath: resolve(workspace, 'kept/checkpoint.json'),
  });
  expect(history.path).toBe(resolve(workspace, 'kept/history.json'));
});

it('a validation ignores the credential', async () => {
  const { credential, warnings } = await settingsOf({ certificate: 'a word', 'client-secret': 'another' });
  expect(credential).toBe(NO_CREDENTIAL);
  expect(warnings).toEqual([]);
});

it('the environment must not disable the verification of TLS', async () => {
  const problems = await problemsOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect(problems.map(({ code }) => code)).toEqual(['tls-verification-disabled']);
});

it.each([
  ['20.19.5', ['node-too-old']],
  ['23.11.1', ['node-too-old']],
  ['24.0.0', []],
])('Node.js %s: %o', async (node, codes) => {
  const versions = Object.getOwnPropertyDescriptor(process, 'versions')!;
  Object.defineProperty(process, 'versions', { ...versions, value: { ...process.versions, node } });
  try {
    expect((await problemsOf({})).map(({ code }) => code)).toEqual(codes);
  } finally {
    Object.defineProperty(process, 'versions', versions);
  }
});
