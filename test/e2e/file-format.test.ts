import { afterAll, expect, it } from 'vitest';
import { FORMAT_JOB_IDS } from '../sandbox/default-setup.ts';
import { expectUploaded, resignations } from './material.ts';
import { runAction } from './run-action.ts';
import { setUp } from './steps.ts';

const { sandbox, upload } = await setUp();
afterAll(() => sandbox.stop());

it('a connector for tabs gets tabs from a comma-separated file with a title', async () => {
  const csv = `Leavers,"of this month\n${resignations(1000)}`;
  const result = await runAction({
    with: upload({
      'job-id': FORMAT_JOB_IDS.tab,
      'upload-delimiter': 'tab',
      'header-line': '2',
      'records-per-call': '400',
    }),
    files: { 'hr.csv': csv },
    sandbox,
  });
  expectUploaded(result, 1000);
  const connector = sandbox.connector(FORMAT_JOB_IDS.tab);
  expect(connector.refusals).toEqual([]);
  expect(connector.calls.map(({ recordsSaved }) => recordsSaved)).toEqual([400, 400, 200]);
  expect(result.summary).toContain('.tsv (tab-delimited)');
});
