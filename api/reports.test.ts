import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StageVerdict } from '../domain/diagnosis/types.ts';
import { renderReport } from '../domain/reports/render.ts';
import { csvColumns } from '../domain/reports/render-csv.ts';
import { csvFile, readCell } from '../domain/text/csv-cell.ts';
import { correctDiagnosis, markClosedCaseFalsePositive } from '../store/feedback.ts';
import { readReport } from '../store/reports.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { makeCase } from '../tests/support/judged-cases.ts';
import { FailureReportShape } from './schemas/reports.ts';

let database: TestDatabase;
let api: TestApi;
const keys: Record<string, string> = {};
let modelCalls = 0;

const source = '7f0c2c1e-2f4f-4c62-8a57-0d6f2a6f1b11';
const modelSays: StageVerdict = {
  stage: 'model',
  outcome: 'answered',
  cause: 'DATA',
  origin: 'THIRD_PARTY_SYSTEM',
  action: 'SEND_EMAIL',
  severity: 'medium',
  confidence: 0.9,
  source: 'test-model',
  reason: 'The object is not there',
  quotes: [],
};

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact, {
    deps: {
      askModel: async () => {
        modelCalls++;
        return modelSays;
      },
    },
  });
  for (const role of ['viewer', 'operator', 'admin'] as const) keys[role] = (await createTestKey(database.transact, role)).key;
  const { transact } = database;
  const resource = { cause: 'RESOURCE', confidence: 0.91, action: 'RETRY' } as const;
  await makeCase(transact, { ...resource, run: 'lower', finishedAt: '2026-11-01T00:00:00Z', parameters: { tenant_id: source } });
  await makeCase(transact, {
    ...resource,
    run: 'upper',
    job: 'other',
    finishedAt: '2026-11-02T00:00:00Z',
    errorText: '=1+1, "x"\nand more',
  });
  await makeCase(transact, { ...resource, run: 'before', finishedAt: '2026-10-31T23:59:59.999Z' });
  await makeCase(transact, { ...resource, run: 'after', finishedAt: '2026-11-02T00:00:00.001Z' });
  await makeCase(transact, { run: 'odd', cause: 'UNKNOWN', confidence: 0.3, action: 'SEND_EMAIL', finishedAt: '2026-11-01T12:00:00Z' });
  const corrected = await makeCase(transact, { ...resource, run: 'corrected', finishedAt: '2026-11-01T06:00:00Z' });
  const change = { cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: null, reason: 'the file was empty' } as const;
  await transact(testTenant, tester, (tx) => correctDiagnosis(tx, corrected, change));
  const nothing = await makeCase(transact, { ...resource, run: 'no failure', finishedAt: '2026-11-01T07:00:00Z', resolution: 'verified' });
  await transact(testTenant, tester, (tx) => markClosedCaseFalsePositive(tx, nothing, 'a drill'));
});
afterAll(async () => {
  api.close();
  await database.close();
});

const period = { since: '2026-11-01T00:00:00Z', until: '2026-11-02T00:00:00Z' };
async function make(request: object, role = 'operator') {
  const response = await api.request('/api/reports/failures', { body: request, key: keys[role] ?? '' });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

// The window of cases reaches a day back from `opened_at`, so cases that were opened today but ended weeks ago are found as well.
describe('a report of the stored cases', () => {
  test('holds both ends of its period, newest first, and no false positive', async () => {
    const { status, body } = await make({ ...period, useLlm: false });
    expect(status).toBe(200);
    FailureReportShape.parse(body);
    expect(body.jobs.map((job: { finished_at: string }) => job.finished_at)).toEqual([
      '2026-11-02T00:00:00+00:00',
      '2026-11-01T12:00:00+00:00',
      '2026-11-01T06:00:00+00:00',
      '2026-11-01T00:00:00+00:00',
    ]);
    expect(body).toMatchObject({
      period: { since: '2026-11-01T00:00:00+00:00', until: '2026-11-02T00:00:00+00:00', hours: 24 },
      total_jobs: 4,
      total_errors: 4,
      by_category: { WORKFLOW_ENGINE: { count: 3, percent: 75 }, INPUT_DATA_QUALITY: { count: 1, percent: 25 } },
      by_method: { rule: { count: 3, percent: 75 }, human: { count: 1, percent: 25 } },
      jobs_by_pipeline: { nightly: 3, other: 1 },
      jobs_by_tenant: { default: 3, [source]: 1 },
    });
    expect(body.jobs[2].errors[0]).toMatchObject({ method: 'human', cause: 'DATA', confidence: 1, reasoning: 'Corrected by Tester' });
    expect(body.errors.every((row: { message: string }) => row.message !== '')).toBe(true);
  });

  test('of one tenant of the source holds its jobs alone', async () => {
    for (const tenantId of [source, source.toUpperCase()])
      expect((await make({ ...period, tenantId })).body).toMatchObject({ total_jobs: 1, jobs_by_tenant: { [source]: 1 } });
    expect(await make({ ...period, tenantId: 'acme' })).toMatchObject({
      status: 400,
      body: { error: { details: { tenantId: 'must be a UUID' } } },
    });
  });

  test('looks 24 hours back, or as many as it is told', async () => {
    const { body } = await make({});
    expect(body).toMatchObject({ total_jobs: 0, period: { hours: 24 } });
    expect((await make({ hours: 720 })).body).toMatchObject({ period: { hours: 720 } });
  });

  test('is kept, and can be had in every form', async () => {
    const { body } = await make(period);
    const at = `/api/reports/${body.report_id}`;
    const kept = await api.request(at, { key: keys['viewer'] ?? '' });
    expect(await kept.json()).toEqual(body);
    const csv = await api.request(`${at}?format=csv`, { key: keys['viewer'] ?? '' });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const rows = parse(await csv.text()) as string[][];
    expect(rows).toHaveLength(body.total_errors + 1);
    expect(rows[1]?.[10]).toBe('\'=1+1, "x"\nand more');
    expect(await (await api.request(`${at}?format=text`, { key: keys['viewer'] ?? '' })).text()).toMatch(/^={80}\nFAILURE REPORT\n={80}\n/);
    expect(await (await api.request(`${at}?format=markdown`, { key: keys['viewer'] ?? '' })).text()).toContain('## Errors by Category');
    expect((await api.request(`${at}?format=pdf`, { key: keys['viewer'] ?? '' })).status).toBe(400);
    const list = await (await api.request('/api/reports?limit=1', { key: keys['viewer'] ?? '' })).json();
    expect(list.items).toMatchObject([{ id: body.report_id, totalJobs: 4, createdBy: { name: 'operator key' } }]);
    const next = await (await api.request(`/api/reports?limit=1&cursor=${list.nextCursor}`, { key: keys['viewer'] ?? '' })).json();
    expect(next.items[0].id).not.toBe(body.report_id);
  });

  test('needs an operator, and an admin for another model', async () => {
    expect((await make(period, 'viewer')).status).toBe(403);
    expect((await make({ ...period, llmModel: 'qwen2.5:7b' })).status).toBe(403);
    expect((await make({ ...period, llmUrl: 'file:///etc/passwd' }, 'admin')).status).toBe(400);
  });

  test.each([
    [{ hours: 0 }, 'hours'],
    [{ hours: 24, since: period.since }, 'hours'],
    [{ since: period.until, until: period.since }, 'until'],
    [{ since: 'yesterday' }, 'since'],
    [{ format: 'pdf' }, 'format'],
    [{ useLlm: false, llmModel: 'mistral' }, 'useLlm'],
    [{ jobs: [{ jobId: '1', pipeline: 'p', finishedAt: period.since, errors: [{}] }] }, 'jobs[0].errors[0].message'],
  ])('refuses %j and names the field', async (request, field) => {
    const { status, body } = await make(request);
    expect(status).toBe(400);
    expect(Object.keys(body.error.details)).toContain(field.replace(/\[(\d+)\]/g, '[$1]'));
  });
});

test('a report comes back with corrections, and the next one shows them', async () => {
  const over = { since: '2026-11-01T11:00:00Z', until: '2026-11-01T13:00:00Z', useLlm: false };
  const [, row = []] = parse(renderReport(await kept((await make(over)).body.report_id), 'csv')) as string[][];
  const csv = csvFile([
    [...csvColumns, 'Corrected Category'],
    [...row.map(readCell), 'INPUT_DATA_QUALITY'],
  ]);
  const imported = await api.request('/api/corrections/import', {
    body: { csv, person: 'reviewer@example.com' },
    key: keys['operator'] ?? '',
  });
  expect(imported.status).toBe(200);
  expect((await make(over)).body.jobs[0].errors[0]).toMatchObject({
    category: 'INPUT_DATA_QUALITY',
    method: 'human',
    reasoning: 'Corrected by reviewer@example.com',
  });
  const metrics = await (await api.request('/api/ai/metrics', { key: keys['viewer'] ?? '' })).json();
  // One case was corrected, one row of the report was, one case was no failure, and none of the three was right.
  expect(metrics.recognition_accuracy).toMatchObject({ numerator: 0, denominator: 3 });
  expect(metrics.human_feedback_ratio.numerator).toBe(3);
});
const kept = (id: string) => database.transact(testTenant, tester, (tx) => readReport(tx, id));

describe('the model', () => {
  test('is asked about what nothing else could place, and the report shows both shares', async () => {
    modelCalls = 0;
    const off = (await make({ ...period, useLlm: false })).body;
    expect(modelCalls).toBe(0);
    expect(off.unknown).toEqual({ count: 0, percent: 0, without_model: { count: 0, percent: 0 } });
    const jobs = [
      { jobId: 'x', pipeline: 'p', finishedAt: period.since, errors: [{ message: 'zzqx vorpal' }, { message: 'Read timed out' }] },
    ];
    expect((await make({ jobs, useLlm: false })).body.unknown).toMatchObject({ count: 1, percent: 50 });
    expect(modelCalls).toBe(0);
    const on = (await make({ jobs })).body;
    expect(modelCalls).toBe(1);
    expect(on.unknown).toEqual({ count: 0, percent: 0, without_model: { count: 1, percent: 50 } });
    expect(on.by_method['model']).toEqual({ count: 1, percent: 50 });
  });
});

describe('jobs that come with the request', () => {
  const jobs = [
    {
      jobId: 12345678901234567890n.toString(),
      pipeline: 'Supplier import',
      tenantId: source,
      finishedAt: '2020-01-01T00:00:00Z',
      errors: [
        { activity: 'Load', exception: 'InvalidInputException', message: 'Empty data frame: column amount is missing' },
        { activity: 'Post', code: 503, exception: 'HTTPError', message: 'Service unavailable, password=hunter2hunter2' },
      ],
    },
    { jobId: 'two', pipeline: 'Other', finishedAt: '2020-01-03T00:00:00Z', errors: [{ message: 'zzqx vorpal' }] },
  ];

  test('are classified, redacted, and counted over their own time', async () => {
    const { status, body } = await make({ jobs, useLlm: false });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      period: { since: '2020-01-01T00:00:00+00:00', until: '2020-01-03T00:00:00+00:00' },
      total_jobs: 2,
      total_errors: 3,
      by_category: { INPUT_DATA_QUALITY: { count: 1 }, THIRD_PARTY_SYSTEM: { count: 1 }, UNKNOWN: { count: 1 } },
    });
    const [first, second] = body.jobs[1].errors;
    expect(first).toMatchObject({ category: 'INPUT_DATA_QUALITY', method: 'rule', exception: 'InvalidInputException' });
    expect(second).toMatchObject({ category: 'THIRD_PARTY_SYSTEM', code: '503' });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(
      body.jobs
        .flatMap((job: { errors: { reasoning: string }[] }) => job.errors)
        .every((error: { reasoning: string }) => error.reasoning !== ''),
    ).toBe(true);
  });

  test('are limited to the period and the tenant that are asked for', async () => {
    expect((await make({ jobs, useLlm: false, since: '2020-01-02T00:00:00Z', until: '2020-01-03T00:00:00Z' })).body.total_jobs).toBe(1);
    expect((await make({ jobs, useLlm: false, tenantId: source.toUpperCase() })).body.total_errors).toBe(2);
    expect((await make({ jobs, useLlm: false, hours: 1 })).body.total_jobs).toBe(0);
  });

  test('none is a report of none', async () => expect((await make({ jobs: [] })).body).toMatchObject({ total_jobs: 0, total_errors: 0 }));
});
