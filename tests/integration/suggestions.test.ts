import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { investigate } from '../../activities/investigate.ts';
import { diagnose } from '../../domain/diagnosis/ladder.ts';
import type { StageVerdict } from '../../domain/diagnosis/types.ts';
import { saveKept } from '../../store/case-change.ts';
import { readCase } from '../../store/cases.ts';
import { keepDiagnosis, readDiagnosis } from '../../store/diagnoses.ts';
import { correctDiagnosis } from '../../store/feedback.ts';
import { createTestApi, createTestKey, type TestApi } from '../support/api.ts';
import { red } from '../support/scripted-platform.ts';
import { type ServedApi, serveApi } from '../support/serve-api.ts';
import { approver, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let api: TestApi;
let served: ServedApi;
let key: string;
let jobs = 0;

beforeAll(async () => {
  kit = await openKit();
  api = createTestApi(kit.database.transact);
  key = (await createTestKey(kit.database.transact, 'approver')).key;
  served = await serveApi(api.deps, key);
});
afterAll(async () => {
  await served.close();
  api.close();
  await kit.database.close();
});

async function ask(path: string, body?: unknown) {
  const response = await api.request(path, { key, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: await response.json() };
}
const modelSays: StageVerdict = {
  ...{ stage: 'model', outcome: 'answered', cause: 'CONFIGURATION', origin: 'WORKFLOW_ENGINE', action: 'SEND_EMAIL', severity: 'medium' },
  ...{ confidence: 0.75, source: 'test-model', reason: 'The mark is not set up.', quotes: [] },
};

/** A case of a new job that failed with the text. */
async function fail(errorText: string): Promise<string> {
  const jobKey = `job-${++jobs}`;
  kit.platform.declare({ jobKey }, [red(errorText)]);
  return kit.fail(jobKey);
}
/** The same, diagnosed by the model. */
async function toldByModel(errorText: string): Promise<string> {
  const incidentId = await fail(errorText);
  await kit.transact(async (tx) => {
    const input = { platform: 'local', errorText, logTail: '', exitCode: null, signal: null, platformReason: null };
    const diagnosis = diagnose(input, { matcher: await kit.deps.matcherFor(tx), confirmed: null, model: modelSays });
    expect(diagnosis.method).toBe('model');
    const evidence = [{ kind: 'error', content: errorText, note: null }] as const;
    await saveKept(tx, incidentId, keepDiagnosis(tx, await readCase(tx, incidentId), { round: 1, evidence, diagnosis, durationMs: 1 }));
  });
  return incidentId;
}
async function investigated(errorText: string) {
  const incidentId = await fail(errorText);
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  return { incidentId, diagnosis: await kit.transact((tx) => readDiagnosis(tx, incidentId, 1)) };
}
const correct = (incidentId: string) =>
  kit.transact(
    (tx) =>
      correctDiagnosis(tx, incidentId, {
        cause: 'DATA',
        origin: 'INPUT_DATA_QUALITY',
        action: 'SEND_EMAIL',
        reason: 'The lots are wrong.',
      }),
    approver,
  );

describe('what only the model could tell', () => {
  const text = (lot: number) => `Lot ${lot} of the foundry lacks its quorblex mark`;
  let suggestion: { id: string; support: number; pattern: string };

  it('becomes a suggestion when it came often enough', async () => {
    for (let lot = 1; lot <= 4; lot++) await toldByModel(text(lot));
    expect((await ask('/api/suggestions', { source: 'model' })).body).toMatchObject({ looked: 4, items: [] });
    await toldByModel(text(5));
    const { out } = await served.nightshift('--json', 'analyze-patterns', '--hours', '720', '--top', '20', '--min-count', '5');
    const { items } = JSON.parse(out);
    expect(items).toMatchObject([{ source: 'model', cause: 'CONFIGURATION', support: 5, state: 'open' }]);
    suggestion = items[0];
    expect(JSON.parse((await served.nightshift('--json', 'analyze-patterns', '--min-count', '6')).out).items).toEqual([]);
  });

  it('shows in a replay what it would change, and changes nothing by that', async () => {
    const { body } = await ask('/api/rules/replay', { suggestionId: suggestion.id });
    expect(body).toMatchObject({ cases: 5, unchanged: 5, better: 0, worse: 0, other: 0 });
    expect((await ask('/api/rules?source=own')).body.items).toEqual([]);
  });

  it('needs no model any more once it was accepted', async () => {
    const before = (await investigated(text(6))).diagnosis;
    expect(before?.cause).toBe('UNKNOWN');
    expect((await served.nightshift('suggestions', 'accept', suggestion.id)).out).toMatch(/Added as rule rule_/);
    const { diagnosis } = await investigated(text(7));
    expect(diagnosis).toMatchObject({ method: 'rule', cause: 'CONFIGURATION', confidence: expect.closeTo(0.86) });
    expect(diagnosis?.confidence).toBeGreaterThanOrEqual(kit.deps.basePolicy.actFrom);
    expect(await ask(`/api/suggestions/${suggestion.id}/accept`, {})).toMatchObject({ status: 409, body: { error: { code: 'closed' } } });
    expect((await ask('/api/suggestions', { source: 'model' })).body.items).toEqual([]);
  });
});

describe('what people corrected', () => {
  const text = (lot: number) => `Ingot ${lot} was poured at the wrong phase angle`;
  it('becomes a suggestion from three alike on, and stays away once it was rejected', async () => {
    for (const lot of [1, 2]) await correct((await investigated(text(lot))).incidentId);
    expect((await served.nightshift('analyze-corrections', '--min-count', '3')).out).toContain('Nothing to suggest from 2 failures');
    await correct((await investigated(text(3))).incidentId);
    const [found, ...others] = (await ask('/api/suggestions', {})).body.items;
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      source: 'corrections',
      cause: 'DATA',
      origin: 'INPUT_DATA_QUALITY',
      support: 3,
      pattern: expect.stringContaining('wrong phase angle'),
    });
    expect((await ask(`/api/suggestions/${found.id}/reject`, {})).status).toBe(400);
    expect((await served.nightshift('suggestions', 'reject', found.id, '--reason', 'one supplier only')).code).toBe(0);
    expect((await ask('/api/suggestions', {})).body.items).toEqual([]);
    expect((await ask('/api/suggestions?state=rejected')).body.items).toMatchObject([{ id: found.id, reason: 'one supplier only' }]);
  });
});

it('an acceptance that would make settled cases worse needs force', async () => {
  const text = (lot: number) => `Error: connect ECONNREFUSED while pouring crucible ${lot} of the old seam`;
  const ids: string[] = [];
  for (const lot of [1, 2, 3]) ids.push((await investigated(text(lot))).incidentId);
  for (const id of ids) await correct(id);
  const [found] = (await ask('/api/suggestions', {})).body.items;
  expect(found).toMatchObject({ support: 3, pattern: expect.stringContaining('pouring crucible') });
  const back = { cause: 'NETWORK', origin: 'THIRD_PARTY_SYSTEM', action: 'RETRY', reason: 'It was the network after all.' } as const;
  await kit.transact((tx) => correctDiagnosis(tx, ids[0] ?? '', back), approver);
  expect(await ask(`/api/suggestions/${found.id}/accept`, {})).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict', details: { replay: { worse: 3 } } } },
  });
  expect((await ask('/api/rules?source=own&q=crucible')).body.items).toEqual([]);
  const forced = await ask(`/api/suggestions/${found.id}/accept`, { force: true, rule: { title: 'The seam', action: 'ESCALATE' } });
  expect(forced).toMatchObject({ status: 200, body: { suggestion: { state: 'accepted' }, replay: { worse: 3 } } });
  expect((await ask(`/api/rules/${forced.body.ruleId}`)).body).toMatchObject({
    title: 'The seam',
    action: 'ESCALATE',
    cause: 'DATA',
    confidence: expect.closeTo(0.9),
  });
});

describe('a replay', () => {
  it('tells better and worse by what people settled', async () => {
    const refused = 'Error: connect ECONNREFUSED 10.20.30.40:8443 at the smelter gate';
    const { incidentId } = await investigated(refused);
    await correct(incidentId);
    const rule = { title: 'Smelter gate', pattern: 'at the smelter gate', cause: 'DATA' };
    expect((await ask('/api/rules/replay', { rule })).body).toMatchObject({
      better: 1,
      worse: 0,
      samples: [
        { effect: 'better', incidentId, before: { cause: 'NETWORK' }, after: { cause: 'DATA' }, truth: { by: 'human', cause: 'DATA' } },
      ],
    });
    const added = await ask('/api/rules', rule);
    expect(added.status).toBe(201);
    expect((await ask('/api/rules/replay', { ruleId: added.body.id })).body).toMatchObject({ better: 0, worse: 1 });
    expect((await ask('/api/rules/replay', { rule: { ...rule, pattern: 'smelter(' } })).body.error.details).toHaveProperty([
      'rule.pattern',
    ]);
    const replayed = await served.nightshift(
      'rules',
      'replay',
      '--title',
      'x',
      '--pattern',
      'at the smelter gate',
      '--cause',
      'NETWORK',
      '--priority',
      '70',
    );
    expect(replayed.out).toMatch(/1 a worse one/);
  });
});
