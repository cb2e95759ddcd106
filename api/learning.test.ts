import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addFeedback, correctDiagnosis, markClosedCaseFalsePositive } from '../store/feedback.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { makeCase } from '../tests/support/judged-cases.ts';
import * as shapes from './schemas/learning.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

/** Fifteen cases of RESOURCE, eleven green and four red; two of DATA, one wrong by a correction, one no failure; one of the model. */
beforeAll(async () => {
  database = await openTestDatabase();
  const { transact } = database;
  api = createTestApi(transact, { deps: { now: () => new Date(Date.now() + 1000) } });
  key = (await createTestKey(transact, 'viewer')).key;
  const resource = { cause: 'RESOURCE', confidence: 0.9, action: 'RETRY_WITH_NEW_PARAMS', fingerprint: 'f'.repeat(32) } as const;
  for (let run = 1; run <= 15; run++)
    await makeCase(transact, {
      ...resource,
      run: `a${run}`,
      ...(run <= 11 ? { outcome: 'green', resolution: 'verified' } : { outcome: 'red' }),
    });
  const data = { cause: 'DATA', confidence: 0.7, action: 'SEND_EMAIL' } as const;
  const wrong = await makeCase(transact, { ...data, run: 'b1' });
  await transact(testTenant, tester, (tx) =>
    correctDiagnosis(tx, wrong, { cause: 'NETWORK', origin: 'THIRD_PARTY_SYSTEM', action: 'RETRY', reason: 'it was the link' }),
  );
  const drill = await makeCase(transact, { ...data, run: 'b2', resolution: 'recovered' });
  await transact(testTenant, tester, (tx) => markClosedCaseFalsePositive(tx, drill, 'a drill'));
  const asked = await makeCase(transact, {
    run: 'c1',
    cause: 'TIMEOUT',
    confidence: 0.8,
    action: 'RETRY',
    method: 'model',
    outcome: 'green',
    resolution: 'verified',
  });
  const ratings = { speedRating: 5, effectivenessRating: 4, comment: null };
  await transact(testTenant, tester, (tx) => addFeedback(tx, asked, { kind: 'correct', ...ratings }));
});
afterAll(async () => {
  api.close();
  await database.close();
});

const read = async (path: string) => {
  const response = await api.request(path, { key });
  expect(response.status).toBe(200);
  return response.json();
};
const of = (numerator: number, denominator: number) => ({
  value: Math.round((numerator / denominator) * 1e4) / 1e4,
  numerator,
  denominator,
});

describe('the figures, each with what it is made of', () => {
  test('GET /api/ai/metrics', async () => {
    const found = shapes.AiMetrics.parse(await read('/api/ai/metrics?days=28'));
    expect(found).toMatchObject({
      days: 28,
      // Right: eleven by their outcome, c1 by its rating. Wrong: b1 by its correction, b2 was no failure.
      recognition_accuracy: of(12, 14),
      action_success_rate: of(12, 16),
      action_success_by_action: [
        { action: 'RETRY', ...of(1, 1) },
        { action: 'RETRY_WITH_NEW_PARAMS', ...of(11, 15) },
      ],
      false_positive_rate: of(1, 18),
      learning_velocity: of(1, 4),
      human_feedback_ratio: of(3, 18),
      knowledge_base_coverage: of(17, 18),
      pattern_diversity: of(1, 11),
      // |0.9 × 11 − 11| + |0.7 × 2 − 0| + |0.8 − 1| = 1.1 + 1.4 + 0.2
      confidence_calibration: of(14 - 2.7, 14),
      time_to_resolve: { count: 12 },
    });
  });

  test('GET /api/ai/learning-health has its six fields and no other', async () => {
    const found = await read('/api/ai/learning-health?days=28');
    expect(found).toEqual({
      learning_velocity: 0.25,
      pattern_diversity: 0.0909,
      confidence_calibration: 0.8071,
      human_feedback_ratio: 0.1667,
      knowledge_base_coverage: 0.9444,
      recommendation: 'Confidence and outcomes agree to 81 %: calibrate the confidence.',
    });
  });

  test('GET /api/feedback/metrics', async () => {
    const found = shapes.FeedbackMetrics.parse(await read('/api/feedback/metrics'));
    expect(found.overall).toEqual({ decisions: of(12, 18), diagnoses: of(12, 14) });
    expect(found.by_action).toEqual([
      { action: 'RETRY_WITH_NEW_PARAMS', decisions: 15, ...of(11, 15) },
      { action: 'SEND_EMAIL', decisions: 2, ...of(0, 2) },
      { action: 'RETRY', decisions: 1, ...of(1, 1) },
    ]);
    expect(found.by_cause.map(({ cause }) => cause)).toEqual(['RESOURCE', 'DATA', 'TIMEOUT']);
    expect(found.recommendations).toEqual([]);
  });

  test('GET /api/ai/learning-report', async () => {
    const found = shapes.LearningReport.parse(await read('/api/ai/learning-report?days=30'));
    expect(found).toMatchObject({
      new_patterns: { total: 1, rules: 0, knowledge_entries: 0, confirmed_verdicts: 1 },
      confidence_improvements: { failures_that_came_back: of(0, 1) },
      auto_resolution: of(12, 12),
      false_positive_rate: of(1, 18),
    });
    expect(found.mean_time_to_resolution_seconds).toBeGreaterThanOrEqual(0);
    expect(found.top_categories[0]).toEqual({ cause: 'RESOURCE', count: 15, success: of(11, 15) });
    expect(found.methods_by_day.at(-1)?.counts).toEqual({ rule: 17, model: 1 });
    expect(found.methods_by_day).toHaveLength(31);
  });

  test('GET /api/ai/performance-report lists the weak category (73 %) with advice', async () => {
    const found = shapes.PerformanceReport.parse(await read('/api/ai/performance-report'));
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['recognition', 'actions', 'learning', 'top_categories', 'areas_to_improve']),
    );
    expect(found.areas_to_improve).toMatchObject([{ cause: 'RESOURCE', success: of(11, 15), advice: expect.stringContaining('73 %') }]);
    // b2 was closed by a person's word, the other twelve were not.
    expect(found.actions.human_intervention).toEqual(of(1, 13));
    expect(found.recognition).toMatchObject({ cases: 18, recognised: of(18, 18) });
  });

  test('GET /api/ai/method-share', async () => {
    const found = shapes.MethodShare.parse(await read('/api/ai/method-share?days=7'));
    expect(found.total).toEqual({ rule: of(17, 18), model: of(1, 18) });
    expect(found.by_day).toHaveLength(8);
  });

  test('GET /api/ai/status knows little yet', async () =>
    expect(shapes.AiStatus.parse(await read('/api/ai/status'))).toMatchObject({
      knowledge: 'limited',
      confidence: 'low',
      own_rules: 0,
      confirmed_verdicts: 1,
    }));

  test('GET /metrics shows the same', async () => {
    const text = await (await api.request('/metrics', {})).text();
    for (const line of [
      'nightshift_diagnoses{method="rule"} 17',
      'nightshift_diagnosis_method_ratio{method="model"} 0.0556',
      'nightshift_feedback{kind="correction"} 1',
      'nightshift_feedback{kind="correct"} 1',
      'nightshift_false_positive_ratio 0.0556',
    ])
      expect(text).toContain(`${line}\n`);
    expect(text).toMatch(/nightshift_time_to_resolve_seconds\{quantile="0.95"\} \d/);
  });
});

test('an empty time has no values, and says so', async () => {
  const early = createTestApi(database.transact, { deps: { now: () => new Date('2020-01-01T00:00:00Z') } });
  const found = await (await early.request('/api/ai/learning-health', { key })).json();
  expect(found).toMatchObject({
    confidence_calibration: null,
    human_feedback_ratio: null,
    recommendation: expect.stringContaining('nothing to learn'),
  });
  early.close();
});

test.each(['0', '4000', 'many'])('%s days are refused', async (days) => {
  expect((await api.request(`/api/ai/metrics?days=${days}`, { key })).status).toBe(400);
});
