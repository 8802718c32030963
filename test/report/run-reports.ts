import type { CheckedFile, CheckResult, MappingSheet } from '../../src/check/check-result.ts';
import type { Finding, FindingSummary } from '../../src/check/findings.ts';
import { RULE_NAMES, RULES } from '../../src/check/rules.ts';
import type { CallResult, UploadResult } from '../../src/connector/upload-result.ts';
import type { PlannedCall, PlannedFile, UploadPlan } from '../../src/csv/upload-plan.ts';
import { ActionError, ActionErrors } from '../../src/errors.ts';
import type { RunReport } from '../../src/report/run-report.ts';

/** Reports of runs with every kind of result, for the tests of what is generated from a report. */

const HASH = 'a1'.repeat(32);

export const DOCS_URL = 'https://github.com/OWNER/purview-hr-upload/blob/v1/docs';

/** A run outside GitHub. */
export const UNKNOWN_RUN: RunReport['run'] = {
  id: null,
  attempt: null,
  url: null,
  repository: null,
  workflow: null,
  event: null,
  actor: null,
  sha: null,
};

export function base(changes: Partial<RunReport> = {}): RunReport {
  return {
    version: '1.0.0',
    docsUrl: DOCS_URL,
    mode: 'upload',
    status: 'uploaded',
    startedAt: new Date('2026-11-23T02:00:00.000Z'),
    finishedAt: new Date('2026-11-23T02:00:07.250Z'),
    run: {
      id: '1700000001',
      attempt: 1,
      url: 'https://github.com/octo/hr/actions/runs/1700000001',
      repository: 'octo/hr',
      workflow: 'HR upload',
      event: 'schedule',
      actor: 'octocat',
      sha: 'abcdef0123456789abcdef0123456789abcdef01',
    },
    runnerTemp: '/home/runner/work/_temp',
    committedUrls: {},
    hasCheckpoint: false,
    connector: {
      cloud: 'commercial',
      tenantId: '11111111-2222-3333-4444-555555555555',
      clientId: '66666666-7777-8888-9999-000000000000',
      jobId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      ingestionUrl: 'https://webhook.ingestion.office.com/api/signals',
    },
    signIn: 'federated',
    visibility: 'private',
    warnings: [],
    outputs: { receiptPath: '/tmp/receipt.json', findingsPath: '/tmp/findings.json' },
    ...changes,
  };
}

export function file(changes: Partial<CheckedFile> = {}): CheckedFile {
  return {
    name: 'export/leavers.csv',
    bytes: 41_236,
    sha256: HASH,
    isComplete: true,
    records: 412,
    invalidRecords: 0,
    scenarios: new Map([['resignation', 412]]),
    invalidByScenario: new Map(),
    equallyLikely: [],
    format: 'UTF-8, semicolon',
    ...changes,
  };
}

export const NO_FINDINGS: FindingSummary = {
  errors: 0,
  warnings: 0,
  counts: [],
  alike: [],
  first: [],
  telling: [],
};

export function plan(files: readonly CheckedFile[], recordsPerCall = 499): UploadPlan {
  const planned: PlannedFile[] = files.map((one) => ({
    path: `/w/${one.name}`,
    name: one.name,
    bytes: one.bytes,
    sha256: one.sha256,
    version: { device: 1n, inode: 1n, bytes: BigInt(one.bytes), modifiedNs: 1n },
    header: Buffer.from('EmailAddress\n'),
    records: one.records - one.invalidRecords,
  }));
  const calls: PlannedCall[] = [];
  let before = 0;
  planned.forEach((one, index) => {
    for (let from = 0; from < one.records; from += recordsPerCall) {
      const records = Math.min(recordsPerCall, one.records - from);
      calls.push({
        file: index,
        firstRecord: before + from,
        records,
        bytesPath: one.path,
        start: 0,
        end: 1,
        sha256: HASH,
      });
    }
    before += one.records;
  });
  return { files: planned, calls, records: before, contentSha256: HASH };
}

const RESIGNATION_SHEET: MappingSheet = {
  scenario: 'resignation',
  fields: [
    { field: 'EmailAddress', column: 'UPN' },
    { field: 'ResignationDate', column: 'ResignationDate' },
    { field: 'LastWorkingDate', column: 'Last day' },
  ],
};

export function check(
  files: readonly CheckedFile[] = [file()],
  changes: Partial<CheckResult> = {},
): CheckResult {
  const records = files.reduce((sum, one) => sum + one.records, 0);
  const invalidRecords = files.reduce((sum, one) => sum + one.invalidRecords, 0);
  return {
    files,
    mapping: files.length === 0 ? [] : [RESIGNATION_SHEET],
    uploadDelimiter: ',',
    findings: NO_FINDINGS,
    records,
    validRecords: records - invalidRecords,
    invalidRecords,
    numbers: { records: records - invalidRecords, scenarios: new Map(), contentSha256: HASH },
    isAccepted: true,
    plan: plan(files),
    findingsPath: '/tmp/findings.json',
    invalidRowsPath: undefined,
    ...changes,
  };
}

export function call(planned: PlannedCall, index: number, changes: Partial<CallResult> = {}): CallResult {
  return {
    call: planned,
    index,
    outcome: 'accepted',
    startedAt: changes.attempts === 0 ? null : new Date(Date.parse('2026-11-23T02:00:01.000Z') + index),
    attempts: 1,
    status: 200,
    durationMs: 812.4,
    requestId: '3f1c2f5e-8a53-4bb1-9a52-7e0c3f3b9b11',
    clientRequestId: `c0ffee00-0000-4000-8000-${String(index).padStart(12, '0')}`,
    ambiguous: false,
    ambiguousBecause: '',
    ...changes,
  };
}

export function upload(calls: readonly CallResult[], changes: Partial<UploadResult> = {}): UploadResult {
  return {
    calls,
    uploaded: calls
      .filter((one) => one.outcome === 'accepted')
      .reduce((sum, one) => sum + one.call.records, 0),
    resumed: 0,
    resumedRuns: [],
    resentInDoubt: 0,
    maybeTwiceBefore: [],
    cancelled: false,
    failure: undefined,
    remarks: [],
    ...changes,
  };
}

/** A complete upload of a plan, with other results for some calls by index. */
export function uploadOf(
  planned: UploadPlan,
  otherwise: Readonly<Record<number, Partial<CallResult>>> = {},
  changes: Partial<UploadResult> = {},
): UploadResult {
  return upload(
    planned.calls.map((one, i) => call(one, i + 1, otherwise[i + 1] ?? {})),
    changes,
  );
}

export function findings(places: readonly Finding[], times = 1): FindingSummary {
  const rules = [...new Set(places.map((one) => one.rule))];
  const counts = rules.map((rule) => ({
    rule,
    severity: RULES[rule].severity,
    count: places.filter((one) => one.rule === rule).length * times,
  }));
  const sum = (severity: string): number =>
    counts.filter((one) => one.severity === severity).reduce((total, one) => total + one.count, 0);
  return {
    errors: sum('error'),
    warnings: sum('warning'),
    counts,
    alike: [],
    first: (['error', 'warning'] as const).flatMap((severity) =>
      places.filter((one) => one.severity === severity).slice(0, 50),
    ),
    telling: [
      ...places.filter((one) => one.severity === 'error').slice(0, 9),
      ...places.filter((one) => one.severity === 'warning').slice(0, 10),
    ],
  };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'missing-value',
    severity: 'error',
    file: 0,
    line: 4,
    column: 'EffectiveDate',
    message: 'EffectiveDate is empty; a record of the scenario Job level change must have it.',
    ...changes,
  };
}

export const NETWORK_FAILURE = new ActionError({
  code: 'network-timeout',
  what: 'webhook.ingestion.office.com did not answer in time.',
  means: 'The service is slow, or a firewall drops the packets silently.',
  fix: ['Run the job again.', 'Hosts to allow on port 443: webhook.ingestion.office.com.'],
});

const CHECK_FAILURE = new ActionError({
  code: 'id-missing',
  what: 'The check found 2 errors, so nothing was uploaded.',
  fix: ['Correct the rows that are named, or set `invalid-rows: skip` to upload the others.'],
});

const thousand = file({ records: 1203, bytes: 120_411, scenarios: new Map([['resignation', 1203]]) });
const several = file({
  name: 'samples/multiple-scenarios.csv',
  records: 9,
  bytes: 1014,
  invalidRecords: 2,
  scenarios: new Map([
    ['resignation', 2],
    ['job-level-change', 2],
    ['performance-review', 2],
    ['performance-improvement-plan', 2],
  ]),
});
const BOTH_SHEETS: readonly MappingSheet[] = [
  RESIGNATION_SHEET,
  {
    scenario: 'job-level-change',
    scenarioColumn: { name: 'HRScenario', value: 'Job level change' },
    fields: [
      { field: 'EmailAddress', column: 'EmailAddress' },
      { field: 'EffectiveDate', column: 'EffectiveDate' },
    ],
  },
];
const LOST = 'The connection broke off after the records had been sent, before an answer came.';

/** One report for each kind of result that people see, by name. */
export const REPORTS: Readonly<Record<string, () => RunReport>> = {
  uploaded: () => {
    const checked = check();
    return base({ check: checked, upload: uploadOf(checked.plan!) });
  },
  compared: () => {
    const checked = check();
    const last = { at: '2026-11-22T02:00:00.000Z', records: 394, isPartial: false };
    const comparison = { last, median: 400.5, recent: [0, 390, 1_203, 407, 394] };
    return base({ check: checked, comparison, upload: uploadOf(checked.plan!) });
  },
  comparedFirst: () => {
    const checked = check();
    const comparison = { last: null, median: null, recent: [] };
    return base({ check: checked, comparison, upload: uploadOf(checked.plan!) });
  },
  uploadedWithCertificate: () => {
    const checked = check();
    const end = new Date('2026-12-04T10:00:00Z');
    return base({
      check: checked,
      upload: uploadOf(checked.plan!),
      signIn: 'certificate',
      certificateEnd: end,
    });
  },
  validated: () =>
    base({
      mode: 'validate',
      status: 'validated',
      signIn: undefined,
      connector: {},
      check: check([file(), several], { mapping: BOTH_SHEETS }),
    }),
  ready: () => base({ mode: 'preflight', status: 'ready' }),
  readyWithFile: () => base({ mode: 'preflight', status: 'ready', check: check() }),
  emptyRun: () =>
    base({
      signIn: undefined,
      check: check([file({ records: 0, scenarios: new Map(), bytes: 43 })], { mapping: [] }),
    }),
  noFile: () => base({ signIn: undefined, check: check([]) }),
  retried: () => {
    const checked = check([thousand]);
    return base({
      check: checked,
      upload: uploadOf(checked.plan!, { 2: { attempts: 3, durationMs: 130_000 } }),
    });
  },
  skippedRows: () => {
    const checked = check([file({ invalidRecords: 12 })], {
      findings: findings(
        [
          finding(),
          finding({
            rule: 'invalid-date',
            line: 9,
            message: 'The value has the shape 99/99/9999; ISO 8601 is expected. Set `date-format`.',
          }),
        ],
        6,
      ),
      invalidRowsPath: '/tmp/invalid.csv',
    });
    return base({
      check: checked,
      upload: uploadOf(checked.plan!),
      warnings: [{ title: 'Invalid rows skipped', lines: ['12 rows are not valid and were skipped.'] }],
    });
  },
  checkFailed: () =>
    base({
      status: 'failed',
      signIn: undefined,
      check: check([several], {
        isAccepted: false,
        plan: undefined,
        findings: findings([
          finding({ line: 4 }),
          finding({ line: 5 }),
          finding({
            rule: 'row-too-short',
            severity: 'warning',
            line: 3,
            column: null,
            message: 'The row has 7 values, the header 10 columns.',
          }),
        ]),
      }),
      failure: CHECK_FAILURE,
    }),
  wrongInputs: () =>
    base({
      status: 'failed',
      signIn: undefined,
      connector: {},
      run: UNKNOWN_RUN,
      failure: new ActionErrors([
        {
          code: 'id-missing',
          what: 'The input `tenant-id` is missing.',
          fix: ['Set `tenant-id` to the Directory (tenant) ID.'],
        },
        {
          code: 'id-missing',
          what: 'The input `mode` is `uplod`.',
          means: 'It must be one of: validate, preflight, upload.',
          fix: ['Did you mean `upload`?'],
        },
      ]),
    }),
  signInFailed: () =>
    base({
      status: 'failed',
      check: check(),
      signIn: undefined,
      failure: new ActionError({
        code: 'id-missing',
        what: 'Microsoft Entra does not know the federated credential (AADSTS700213).',
        means: 'Subject presented: repo:octo/hr:ref:refs/heads/main',
        fix: ['Register it: `az ad app federated-credential create --id 6666`.'],
      }),
    }),
  partial: () => {
    const checked = check([thousand]);
    return base({
      status: 'partial',
      check: checked,
      failure: NETWORK_FAILURE,
      upload: uploadOf(
        checked.plan!,
        {
          2: {
            outcome: 'failed',
            attempts: 6,
            status: null,
            ambiguous: true,
            ambiguousBecause: LOST,
            requestId: null,
          },
          3: { outcome: 'not-sent', attempts: 0, status: null, durationMs: 0, requestId: null },
        },
        { failure: NETWORK_FAILURE },
      ),
    });
  },
  cancelled: () => {
    const checked = check([thousand]);
    const failure = new ActionError({
      code: 'cancelled',
      what: 'The run was cancelled.',
      fix: ['Run the job again.'],
    });
    return base({
      status: 'partial',
      check: checked,
      failure,
      upload: uploadOf(
        checked.plan!,
        { 3: { outcome: 'not-sent', attempts: 0, status: null, durationMs: 0, requestId: null } },
        { failure, cancelled: true },
      ),
    });
  },
  refusedAtOnce: () => {
    const checked = check();
    return base({
      status: 'failed',
      check: checked,
      failure: NETWORK_FAILURE,
      upload: uploadOf(
        checked.plan!,
        { 1: { outcome: 'refused', status: 403 } },
        { failure: NETWORK_FAILURE },
      ),
    });
  },
  failedInDoubt: () => {
    const checked = check();
    return base({
      status: 'failed',
      check: checked,
      failure: NETWORK_FAILURE,
      upload: uploadOf(
        checked.plan!,
        { 1: { outcome: 'failed', status: null, attempts: 6, ambiguous: true, ambiguousBecause: LOST } },
        { failure: NETWORK_FAILURE },
      ),
    });
  },
  resumed: () => {
    const checked = check([thousand]);
    const calls = [
      call(checked.plan!.calls[2]!, 1, { attempts: 2, ambiguous: true, ambiguousBecause: LOST }),
    ];
    return base({
      check: checked,
      upload: upload(calls, {
        resumed: 998,
        resentInDoubt: 205,
        remarks: [
          {
            severity: 'notice',
            text: 'The service refused larger calls as too large (413); at most 499 records were sent in one call.',
          },
        ],
        resumedRuns: [
          { id: '4711', attempt: '1', url: 'https://github.com/octo/hr/actions/runs/4711', records: 499 },
          { id: '4711', attempt: '2', url: 'https://github.com/octo/hr/actions/runs/4711', records: 499 },
        ],
      }),
    });
  },
  alreadyUploaded: () => base({ check: check([thousand]), upload: upload([], { resumed: 1203 }) }),
  everythingLoud: () => {
    const files = [file({ invalidRecords: 3 }), several];
    const checked = check(files, {
      findings: findings(
        RULE_NAMES.map((rule, i) => finding({ rule, severity: RULES[rule].severity, line: i + 2 })),
        7,
      ),
      invalidRowsPath: '/tmp/invalid.csv',
    });
    return base({
      status: 'partial',
      signIn: 'secret',
      visibility: 'public',
      check: checked,
      failure: NETWORK_FAILURE,
      warnings: [{ title: 'Client secret', lines: ['A client secret is in use. OIDC needs none.'] }],
      upload: uploadOf(
        checked.plan!,
        { 2: { outcome: 'refused', status: 400, attempts: 2 } },
        { failure: NETWORK_FAILURE },
      ),
    });
  },
};
