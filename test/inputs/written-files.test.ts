import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ActionErrors } from '../../src/errors.ts';
import { sourceFilesOf } from '../../src/inputs/settings.ts';
import { type Inputs, settingsOf, Workspace } from '../check/check-run.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import { unsignedJwt } from '../entra/stand-in.ts';
import { expectExplained } from './problems.ts';

const { keyPem, certificatePem } = makeCertificate();
const PEM = keyPem + certificatePem;
/** A run that signs in with the certificate in `hr.pem`. */
const CONNECTING: Inputs = {
  mode: 'upload',
  'tenant-id': 'a1a1a1a1-2222-4333-8444-555555555555',
  'client-id': 'b1b1b1b1-2222-4333-8444-555555555555',
  'job-id': 'c1c1c1c1-2222-4333-8444-555555555555',
  'certificate-path': 'hr.pem',
};

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
});
afterEach(() => place.remove());

async function conflictsOf(inputs: Inputs): Promise<string[]> {
  const settings = await settingsOf(inputs, place.workspace);
  try {
    await sourceFilesOf(settings, place);
    return [];
  } catch (error) {
    if (!(error instanceof ActionErrors)) throw error;
    expectExplained(error.problems);
    return error.problems.map(({ code }) => code);
  }
}

it.each<[string, Inputs, string[]]>([
  [
    'files of their own',
    { 'history-path': 'kept/history.json', 'checkpoint-path': 'kept/checkpoint.json' },
    [],
  ],
  ['no files', {}, []],
  [
    'files of their own that exist',
    { ...CONNECTING, 'history-path': 'x.tmp', 'checkpoint-path': 'token' },
    [],
  ],
  ['the CSV file', { 'history-path': 'hr.csv' }, ['history-path-conflict']],
  ['the CSV file, spelled otherwise', { 'history-path': 'sub/../hr.csv' }, ['history-path-conflict']],
  ['a link to the CSV file', { 'history-path': 'link.csv' }, ['history-path-conflict']],
  [
    'a file whose temporary file is the CSV file',
    { 'csv-path': 'x.tmp', 'history-path': 'x' },
    ['history-path-conflict'],
  ],
  [
    'the checkpoint',
    { 'history-path': 'kept.json', 'checkpoint-path': './kept.json' },
    ['history-path-conflict'],
  ],
  [
    'the temporary file of the checkpoint',
    { 'history-path': 'kept.json.tmp', 'checkpoint-path': 'kept.json' },
    ['history-path-conflict'],
  ],
  [
    'the CSV file, as the checkpoint does',
    { 'history-path': 'hr.csv', 'checkpoint-path': 'hr.csv' },
    ['checkpoint-path-conflict', 'history-path-conflict'],
  ],
  ['the certificate', { ...CONNECTING, 'checkpoint-path': './hr.pem' }, ['checkpoint-path-conflict']],
  [
    'a link to the certificate',
    { ...CONNECTING, 'checkpoint-path': 'link.pem' },
    ['checkpoint-path-conflict'],
  ],
  [
    'a file whose temporary file is the certificate',
    { ...CONNECTING, 'certificate-path': 'kept.tmp', 'checkpoint-path': 'kept' },
    ['checkpoint-path-conflict'],
  ],
  [
    'a certificate that is named through a link',
    { ...CONNECTING, 'certificate-path': 'link.pem', 'history-path': 'hr.pem' },
    ['history-path-conflict'],
  ],
  [
    'the token file',
    { ...CONNECTING, 'certificate-path': '', 'federated-token-path': 'token', 'checkpoint-path': 'token' },
    ['checkpoint-path-conflict'],
  ],
  [
    'a CSV file that is named through a link',
    { 'csv-path': 'link.csv', 'checkpoint-path': 'hr.csv' },
    ['checkpoint-path-conflict'],
  ],
])('files that the run would write: %s', async (_, inputs, codes) => {
  place.write({
    'hr.csv': 'a',
    'x.tmp': 'b',
    'link.csv': { link: 'hr.csv' },
    'hr.pem': PEM,
    'kept.tmp': PEM,
    'link.pem': { link: 'hr.pem' },
    token: unsignedJwt({ aud: ['api://AzureADTokenExchange'] }),
  });
  expect(await conflictsOf(inputs)).toEqual(codes);
  expect(readFileSync(join(place.workspace, 'hr.csv'), 'utf8')).toBe('a');
});
