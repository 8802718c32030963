import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { findingsSchema } from '../../scripts/findings-schema.ts';
import { FindingLog } from '../../src/check/finding-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'findings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(findingsSchema()));

test('what the check writes is valid by the schema, with and without findings', () => {
  for (const count of [0, 2]) {
    const log = new FindingLog(join(folder, `${count}.json`), ['hr.csv']);
    const place = { file: 0, line: 2, column: null, message: 'Shown to people.' };
    if (count > 0) {
      log.add({ ...place, rule: 'row-too-long', severity: 'error' });
      log.add({ ...place, rule: 'unusual-user', severity: 'warning', column: 'EmailAddress' });
    }
    log.finish();
    const findings = JSON.parse(readFileSync(log.path, 'utf8'));
    expect(findings).toHaveLength(count);
    expect(validate(findings), JSON.stringify(validate.errors)).toBe(true);
  }
});

test('a cell, an unknown rule and a line 0 are not', () => {
  const finding = { rule: 'row-too-long', severity: 'error', file: 'hr.csv', line: 2, column: null };
  for (const wrong of [{ cell: 'x' }, { rule: 'unheard-of' }, { line: 0 }, { file: undefined }]) {
    expect(validate([JSON.parse(JSON.stringify({ ...finding, ...wrong }))])).toBe(false);
  }
});
