import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Diagnosis } from '../domain/diagnosis/types.ts';
import { csvColumns } from '../domain/reports/render-csv.ts';
import type { JobError } from '../domain/reports/types.ts';
import { csvFile, readCell } from '../domain/text/csv-cell.ts';
import { saveKept } from '../store/case-change.ts';
import { readCase } from '../store/cases.ts';
import { type EvidencePiece, keepDiagnosis } from '../store/diagnoses.ts';
import { readDiagnoses } from '../store/reads/learning/diagnoses.ts';
import { lastDays } from '../store/reads/learning/figures.ts';
import { correctedFailures } from '../store/reads/observations.ts';
import { readRuleStatistics } from '../store/reads/rule-statistics.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { declareSettlement, heapDiagnosis, openCase } from '../tests/support/cases.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  key = (await createTestKey(database.transact, 'operator')).key;
  await declareSettlement(database.transact);
});
afterAll(async () => {
  api.close();
  await database.close();
});

const errorPiece = (content: string): EvidencePiece => ({ kind: 'error', content, note: null });
const errorsPiece = (...errors: readonly Pick<JobError, 'activity' | 'message' | 'exception'>[]): EvidencePiece => ({
  kind: 'errors',
  content: JSON.stringify(errors.map((error) => ({ ...error, code: null, details: null }))),
  note: null,
});
const diagnosed = (id: string, round: number, changes: Partial<Diagnosis>, ...evidence: readonly EvidencePiece[]) =>
  database.transact(testTenant, tester, async (tx) => {
    const diagnosis = { ...heapDiagnosis, quotes: [], ...changes };
    await saveKept(tx, id, keepDiagnosis(tx, await readCase(tx, id), { round, evidence, diagnosis, durationMs: 1 }));
  });

async function ask(path: string, body?: unknown) {
  const response = await api.request(path, { key, ...(body === undefined ? {} : { body }) });
  return path.includes('format=csv') ? response.text() : response.json();
}
/** The errors of a case as a report shows them: message, category, method. */
async function shown(id: string): Promise<readonly (readonly string[])[]> {
  const { jobs } = await ask('/api/reports/failures', { hours: 1, useLlm: false });
  const errors: Record<string, string>[] = jobs.find((job: { job_id: string }) => job.job_id === id).errors;
  return errors.map(({ message, category, method }) => [message ?? '', category ?? '', method ?? '']);
}
/** Corrects one row of the case in the report's CSV file. */
async function correctRow(id: string, message: string, category: string): Promise<void> {
  const { report_id } = await ask('/api/reports/failures', { hours: 1, useLlm: false });
  const rows = (parse(await ask(`/api/reports/${report_id}?format=csv`)) as string[][]).map((cells) => cells.map(readCell));
  const row = rows.find((cells) => cells[0] === id && cells[10] === message) ?? [];
  const csv = csvFile([
    [...csvColumns, 'Corrected Category'],
    [...row, category],
  ]);
  expect(await ask('/api/corrections/import', { csv, person: 'reviewer@example.com' })).toMatchObject({ imported: 1, problems: [] });
}
const settled = () =>
  database.transact(testTenant, tester, (tx) =>
    tx.rows(`select fingerprint, cause, origin, action from confirmed_verdict where tenant_id = $1 order by at desc`, [tx.tenant]),
  );

/** What is taken for judged: diagnoses and those of them that were wrong, by the figures and by the rule that made them, and failures to learn from. */
const judged = () =>
  database.transact(testTenant, tester, async (tx) => {
    const diagnoses = await readDiagnoses(tx, lastDays(1, new Date(Date.now() + 1000)));
    const rule = (await readRuleStatistics(tx, ['node-heap'])).get('node-heap');
    return {
      wrong: diagnoses.reduce((sum, { judgement, count }) => sum + (judgement === 'wrong' ? count : 0), 0),
      wrongByRule: rule?.wrong,
      lessons: (await correctedFailures(tx)).map(({ rootLine }) => rootLine),
    };
  });

test('a corrected row corrects that error of a run, and none of the others', async () => {
  const id = await openCase(database.transact, 'several errors');
  const fault = 'FATAL ERROR: Reached heap limit';
  const beside = 'The vorpal gate is shut';
  const errors = errorsPiece(
    { activity: 'Load', message: fault, exception: null },
    { activity: 'Send', message: beside, exception: 'GateError' },
  );
  await diagnosed(id, 1, { fingerprint: 'a'.repeat(32) }, errorPiece(`${fault}\n${beside}`), errors);
  await correctRow(id, beside, 'THIRD_PARTY_SYSTEM');
  expect(await shown(id)).toEqual([
    [fault, 'WORKFLOW_ENGINE', 'rule'],
    [beside, 'THIRD_PARTY_SYSTEM', 'human'],
  ]);
  expect(await settled()).toEqual([expect.objectContaining({ origin: 'THIRD_PARTY_SYSTEM' })]);
  expect(await judged()).toEqual({ wrong: 0, wrongByRule: 0, lessons: [expect.stringContaining(beside)] });

  await correctRow(id, fault, 'INPUT_DATA_QUALITY');
  expect((await shown(id))[0]).toEqual([fault, 'INPUT_DATA_QUALITY', 'human']);
  expect((await settled())[0]).toMatchObject({ fingerprint: 'a'.repeat(32), origin: 'INPUT_DATA_QUALITY' });
  expect(await judged()).toEqual({ wrong: 1, wrongByRule: 1, lessons: [fault, expect.stringContaining(beside)] });
});

test('a corrected row corrects that attempt of a case, and not the one after it', async () => {
  const id = await openCase(database.transact, 'several rounds');
  await diagnosed(id, 1, { fingerprint: 'b'.repeat(32), rootLine: 'first fault' }, errorPiece('first fault'));
  await diagnosed(id, 2, { fingerprint: 'c'.repeat(32), rootLine: 'second fault' }, errorPiece('second fault'));
  await correctRow(id, 'first fault', 'THIRD_PARTY_SYSTEM');
  expect(await shown(id)).toEqual([
    ['first fault', 'THIRD_PARTY_SYSTEM', 'human'],
    ['second fault', 'WORKFLOW_ENGINE', 'rule'],
  ]);
});

test('what a row leaves open stays as that error was diagnosed, whatever the rules would say of its text', async () => {
  const id = await openCase(database.transact, 'told by a model');
  const found = {
    cause: 'CONFIGURATION',
    origin: 'WORKFLOW_ENGINE',
    method: 'model',
    confidence: 0.8,
    proposedAction: 'ESCALATE',
  } as const;
  await diagnosed(id, 1, { ...found, fingerprint: 'd'.repeat(32), rootLine: 'a zorb is bent' }, errorPiece('a zorb is bent'));
  await correctRow(id, 'a zorb is bent', 'THIRD_PARTY_SYSTEM');
  expect((await ask(`/api/corrections?incident=${id}`)).items).toMatchObject([
    {
      before: { cause: 'CONFIGURATION', origin: 'WORKFLOW_ENGINE', action: 'ESCALATE' },
      after: { cause: 'CONFIGURATION', origin: 'THIRD_PARTY_SYSTEM', action: 'ESCALATE' },
    },
  ]);
});
