import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracyByPair } from '../../domain/learning/accuracy.ts';
import type { LearningFigures } from '../../domain/learning/figures.ts';
import {
  actionSuccessRate,
  autoResolution,
  confidenceCalibration,
  decisionAccuracy,
  falsePositiveRate,
  humanFeedbackRatio,
  knowledgeCoverage,
  learningVelocity,
  patternDiversity,
  recognitionAccuracy,
} from '../../domain/learning/metrics.ts';
import { weakCategories } from '../../domain/learning/performance.ts';
import { recommendations } from '../../domain/learning/recommend.ts';
import { keepCorrection } from '../../store/corrections.ts';
import { addComment, addFeedback, correctDiagnosis, markClosedCaseFalsePositive } from '../../store/feedback.ts';
import { giveFeedback } from '../../store/outcome-feedback.ts';
import { readDecisions } from '../../store/reads/learning/decisions.ts';
import { lastDays, readLearningFigures } from '../../store/reads/learning/figures.ts';
import { readMethodsByDay } from '../../store/reads/learning/methods.ts';
import { tester, testTenant } from '../support/api.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeCase } from '../support/judged-cases.ts';

let database: TestDatabase;
let figures: LearningFigures;
const as = <Value>(work: Parameters<TestDatabase['transact']>[2]): Promise<Value> =>
  database.transact(testTenant, tester, work) as Promise<Value>;
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/**
 * Twelve cases:
 *  r1…r9  RETRY on DATA at 0.9: r1 green; r2…r9 red, of which r2 and r3 were corrected to SEND_EMAIL (same cause)
 *  n1     RETRY on NETWORK at 0.75, green, rated correct; came back as n2 at 0.95 with the same fingerprint in another application, unjudged
 *  u1     UNKNOWN at 0.3, a mail; marked as a false positive
 */
beforeAll(async () => {
  database = await openTestDatabase();
  const { transact } = database;
  const feedback = { speedRating: null, effectivenessRating: null, comment: null };
  for (let number = 1; number <= 9; number++) {
    const outcome = number === 1 ? 'green' : 'red';
    const given = { run: `r${number}`, cause: 'DATA', confidence: 0.9, action: 'RETRY', outcome } as const;
    const id = await makeCase(transact, { ...given, ...(number === 1 ? { resolution: 'verified' } : {}) });
    if (number === 2 || number === 3)
      await as((tx) => correctDiagnosis(tx, id, { cause: null, origin: null, action: 'SEND_EMAIL', reason: 'a rerun cannot help' }));
    if (number === 4) await as((tx) => addComment(tx, id, 'looking into it'));
  }
  const came = { cause: 'NETWORK', action: 'RETRY', fingerprint: 'n'.repeat(32) } as const;
  const n1 = await makeCase(transact, {
    ...came,
    run: 'n1',
    confidence: 0.75,
    outcome: 'green',
    resolution: 'verified',
    finishedAt: secondsAgo(60),
  });
  await as((tx) => addFeedback(tx, n1, { kind: 'correct', ...feedback }));
  await makeCase(transact, { ...came, run: 'n2', job: 'other', application: 'payroll', confidence: 0.95, method: 'model' });
  const u1 = await makeCase(transact, { run: 'u1', cause: 'UNKNOWN', confidence: 0.3, action: 'SEND_EMAIL', resolution: 'recovered' });
  await as((tx) => markClosedCaseFalsePositive(tx, u1, 'planned'));
  figures = await as((tx) => readLearningFigures(tx, lastDays(14, new Date(Date.now() + 1000))));
});
afterAll(() => database.close());

describe('the figures of learning, done again by hand', () => {
  it('decisions: of 11 judged ones the green one of nine and the rated one are right', () => {
    expect(decisionAccuracy(figures)).toEqual({ value: 0.1818, numerator: 2, denominator: 11 });
    expect(accuracyByPair(figures)).toEqual([
      { action: 'RETRY', cause: 'DATA', decisions: 9, value: 0.1111, numerator: 1, denominator: 9 },
      { action: 'RETRY', cause: 'NETWORK', decisions: 2, value: 1, numerator: 1, denominator: 1 },
      { action: 'SEND_EMAIL', cause: 'UNKNOWN', decisions: 1, value: 0, numerator: 0, denominator: 1 },
    ]);
  });

  it('recognition: r1 by its outcome, r2 and r3 by the correction that left the cause, n1 by its rating; u1 was no failure', () =>
    expect(recognitionAccuracy(figures)).toEqual({ value: 0.8, numerator: 4, denominator: 5 }));

  it('actions: two of ten resubmissions ended green', () =>
    expect(actionSuccessRate(figures)).toEqual({ value: 0.2, numerator: 2, denominator: 10 }));

  it('cases', () => {
    expect(falsePositiveRate(figures)).toEqual({ value: 0.0833, numerator: 1, denominator: 12 });
    expect(humanFeedbackRatio(figures)).toEqual({ value: 0.3333, numerator: 4, denominator: 12 });
    expect(autoResolution(figures)).toEqual({ value: 1, numerator: 2, denominator: 2 });
    expect(knowledgeCoverage(figures)).toEqual({ value: 0.8333, numerator: 10, denominator: 12 });
  });

  it('calibration: r1…r3 0.9 × 3 against 3, n1 0.75 against 1, u1 0.3 against 0', () =>
    expect(confidenceCalibration(figures)).toEqual({ value: 0.83, numerator: 4.15, denominator: 5 }));

  it('learning: two corrected failures are two patterns of one cause in two weeks', () => {
    expect(figures.patterns).toMatchObject({ newRules: 0, newConfirmed: 2, causes: 1, cameBack: 1, confidenceRaised: 1 });
    expect(learningVelocity(figures)).toEqual({ value: 1, numerator: 2, denominator: 2 });
    expect(patternDiversity(figures)).toEqual({ value: 0.0909, numerator: 1, denominator: 11 });
    // rule-of-DATA fits nine failures of one application, rule-of-NETWORK one failure of two.
    expect(figures.patterns).toMatchObject({ used: 2, generalised: 1, crossService: 1 });
  });

  it('times: n1 was seen a minute after its end', () => {
    expect(figures.timeToDetect).toMatchObject({ count: 1 });
    expect(figures.timeToDetect.p50).toBeGreaterThanOrEqual(60);
    expect(figures.timeToDetect.p99).toBeLessThan(90);
    expect(figures.timeToResolve.count).toBe(2);
  });

  it('the written recommendation names the pair, the count and what people chose', () =>
    expect(recommendations(figures)).toEqual([
      {
        text: 'RETRY on DATA was right in 1 of 9. Use SEND_EMAIL: people chose SEND_EMAIL 2 times instead.',
        action: 'RETRY',
        cause: 'DATA',
        right: 1,
        judged: 9,
        proposal: 'SEND_EMAIL',
        plain: expect.not.stringMatching(/RETRY|DATA|SEND_EMAIL/),
      },
    ]));

  it('the weak category is listed with that advice', () =>
    expect(weakCategories(figures)).toMatchObject([
      {
        cause: 'DATA',
        cases: 9,
        success: { numerator: 1, denominator: 9 },
        advice:
          'Running it again unchanged was right in 1 of 9 cases of “bad or missing data”. Better mail the owner, as people chose 2 times.',
      },
    ]));

  it('a word about one decision judges that one alone, whatever its outcome', async () => {
    const id = await makeCase(database.transact, { run: 'p1', cause: 'PERMISSION', confidence: 0.7, action: 'RETRY', outcome: 'red' });
    const window = lastDays(14, new Date(Date.now() + 1000));
    const judged = async (): Promise<unknown> =>
      (await as<Awaited<ReturnType<typeof readDecisions>>>((tx) => readDecisions(tx, window))).filter((row) => row.cause === 'PERMISSION');
    await as((tx) =>
      tx.rows(
        `insert into decision (tenant_id, incident_id, round, revision, body, policy_version)
         select tenant_id, incident_id, 2, 1, body || '{"action": "SEND_EMAIL"}', 0 from decision where tenant_id = $1 and incident_id = $2`,
        [tx.tenant, id],
      ),
    );
    expect(await judged()).toEqual([
      { action: 'RETRY', cause: 'PERMISSION', judgement: 'wrong', count: 1 },
      { action: 'SEND_EMAIL', cause: 'PERMISSION', judgement: null, count: 1 },
    ]);
    const told = { originalDecision: null, actualOutcome: 'success', actionTaken: null, resolutionSeconds: null, comment: null } as const;
    const silent = { updateConfidence: false, speedRating: null, effectivenessRating: null, incidentId: null } as const;
    await as((tx) => giveFeedback(tx, { ...told, ...silent, kind: 'outcome_success', outcome: 'success', decisionId: `${id}:1:1` }));
    expect(await judged()).toEqual([
      { action: 'RETRY', cause: 'PERMISSION', judgement: 'right', count: 1 },
      { action: 'SEND_EMAIL', cause: 'PERMISSION', judgement: null, count: 1 },
    ]);
  });

  it('cases outside of the window do not count', async () => {
    const before: LearningFigures = await as((tx) => readLearningFigures(tx, lastDays(14, new Date(Date.now() - 3_600_000))));
    expect(before.cases.opened).toBe(0);
    expect(recognitionAccuracy(before)).toEqual({ value: null, numerator: 0, denominator: 0 });
  });

  it('methods by day have every day, and today the twelve rules and the model', async () => {
    const days: Awaited<ReturnType<typeof readMethodsByDay>> = await as((tx) =>
      readMethodsByDay(tx, lastDays(7, new Date(Date.now() + 1000))),
    );
    expect(days.length).toBe(8);
    expect(days.at(-1)?.counts).toEqual({ rule: 12, model: 1 });
    expect(days[0]).toMatchObject({ counts: {}, modelCalls: 0, modelCost: 0 });
    await as((tx) =>
      tx.rows(
        `insert into model_call (tenant_id, id, purpose, key, prompt_hash, prompt_version, provider, model, reserved_tokens, reserved_micros, calls, cost_micros)
         values ($1, 'm1', 'diagnose', 'k1', 'h', '1', 'openai', 'm', 0, 0, 2, 1500000), ($1, 'm2', 'diagnose', 'k2', 'h', '1', 'openai', 'm', 0, 0, 1, 250000)`,
        [tx.tenant],
      ),
    );
    const after: typeof days = await as((tx) => readMethodsByDay(tx, lastDays(7, new Date(Date.now() + 1000))));
    expect(after.at(-1)).toMatchObject({ counts: { rule: 12, model: 1 }, modelCalls: 3, modelCost: 1.75 });
  });

  it('a correction in a file judges the decision on the failure that it tells of, not a later one of the case', async () => {
    const [first, second] = ['1'.repeat(32), '2'.repeat(32)];
    const id = await makeCase(database.transact, { run: 's1', cause: 'SYNTAX', confidence: 0.7, action: 'RETRY', fingerprint: first });
    await as(async (tx) => {
      await tx.rows(
        `insert into diagnosis (tenant_id, incident_id, round, fingerprint, body)
         select tenant_id, incident_id, 2, $3, body from diagnosis where tenant_id = $1 and incident_id = $2`,
        [tx.tenant, id, second],
      );
      await tx.rows(
        `insert into decision (tenant_id, incident_id, round, revision, body, policy_version)
         select tenant_id, incident_id, 2, 1, body || '{"action": "ESCALATE"}', 0 from decision where tenant_id = $1 and incident_id = $2`,
        [tx.tenant, id],
      );
      const before = { cause: 'SYNTAX', origin: 'WORKFLOW_ENGINE', action: 'RETRY' } as const;
      const told = {
        source: 'csv',
        incidentId: id,
        fingerprint: first,
        platform: '',
        text: 'It broke',
        rootLine: 'It broke',
        before,
      } as const;
      await keepCorrection(tx, {
        ...told,
        after: { ...before, action: 'SEND_EMAIL' },
        reason: 'in a file',
        person: 'a@b.c',
        importKey: null,
      });
    });
    const rows: Awaited<ReturnType<typeof readDecisions>> = await as((tx) => readDecisions(tx, lastDays(14, new Date(Date.now() + 1000))));
    expect(rows.filter((row) => row.cause === 'SYNTAX')).toEqual([
      { action: 'ESCALATE', cause: 'SYNTAX', judgement: null, count: 1 },
      { action: 'RETRY', cause: 'SYNTAX', judgement: 'wrong', count: 1 },
    ]);
  });
});
