import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { investigate } from '../../activities/investigate.ts';
import type { Cause, Origin } from '../../domain/incidents/vocabulary.ts';
import { calibrateConfidence, calibrateWhenDue, listCalibrations, readCalibration, tryCalibration } from '../../store/calibration.ts';
import { readDiagnosis, saveEvidence } from '../../store/diagnoses.ts';
import { addFeedback, correctDiagnosis } from '../../store/feedback.ts';
import { connectPlatform } from '../../store/platforms.ts';
import { readJudgedVerdicts } from '../../store/reads/judged-verdicts.ts';
import { createTestApi, createTestKey, type TestApi } from '../support/api.ts';
import { approver, failure, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let api: TestApi;
let admin: string;
let viewer: string;

beforeAll(async () => {
  kit = await openKit();
  api = createTestApi(kit.database.transact);
  [admin, viewer] = [(await createTestKey(kit.database.transact, 'admin')).key, (await createTestKey(kit.database.transact, 'viewer')).key];
  await kit.transact((tx) => connectPlatform(tx, { id: 'http', kind: 'http', capabilities: {} }));
});
afterAll(async () => {
  api.close();
  await kit.database.close();
});

let runs = 0;
/** A failure of its own kind each time, diagnosed by a rule. */
async function diagnosed(): Promise<string> {
  runs += 1;
  const letters = [...String(runs)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const report = failure({
    platform: 'http',
    jobKey: `job-${runs}`,
    runKey: String(runs),
    errorText: `NameError: name 'column_${letters}' is not defined`,
  });
  const [accepted] = await kit.accept(report);
  const incidentId = accepted?.incidentId ?? '';
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  return incidentId;
}
const diagnosisOf = (incidentId: string) => kit.transact((tx) => readDiagnosis(tx, incidentId, 1));
const rating = { speedRating: null, effectivenessRating: null, comment: null };
const say = (incidentId: string, kind: 'correct' | 'wrong_category') =>
  kit.transact((tx) => addFeedback(tx, incidentId, { kind, ...rating }), approver);
const correct = (incidentId: string, given: { readonly cause?: Cause; readonly origin?: Origin } = { cause: 'DATA' }) =>
  kit.transact(
    (tx) => correctDiagnosis(tx, incidentId, { cause: null, origin: null, ...given, action: null, reason: 'the file had no such column' }),
    approver,
  );
const besideIt = { activity: 'Send', code: null, message: 'The vorpal gate is shut', exception: null, details: null };
const correctInFile = async (incidentId: string, message = 'the text of the report') => {
  const csv = `Job ID,Error Message,Corrected Category\n${incidentId},${message},THIRD_PARTY_SYSTEM\n`;
  const answer = await api.request('/api/corrections/import', { key: admin, body: { csv, person: 'reviewer@example.com' } });
  expect(await answer.json()).toMatchObject({ imported: 1 });
};

describe('calibration', () => {
  it('judges by the newest word of a person', async () => {
    const [right, wrong, changed, open] = [await diagnosed(), await diagnosed(), await diagnosed(), await diagnosed()];
    await say(right, 'wrong_category');
    await say(right, 'correct');
    await say(wrong, 'wrong_category');
    await correct(changed);
    const found = new Map((await kit.transact(readJudgedVerdicts)).map((verdict) => [verdict.id, verdict]));
    expect([right, wrong, changed, open].map((id) => found.get(id)?.right)).toEqual([true, false, false, undefined]);
    expect(found.get(changed)).toMatchObject({ method: 'rule', confidence: expect.closeTo(0.9, 0) });
  });

  it('hears corrections of a file too, each judged diagnosis once, and the newest word of both', async () => {
    const [wrong, fineAfterAll, wrongAfterAll] = [await diagnosed(), await diagnosed(), await diagnosed()];
    await correctInFile(wrong);
    await correctInFile(fineAfterAll);
    await say(fineAfterAll, 'correct');
    await say(wrongAfterAll, 'correct');
    await correctInFile(wrongAfterAll);
    const verdicts = await kit.transact(readJudgedVerdicts);
    const of = (id: string) => verdicts.filter((verdict) => verdict.id === id).map((verdict) => verdict.right);
    expect([wrong, fineAfterAll, wrongAfterAll].map(of)).toEqual([[false], [true], [false]]);
  });

  it('takes a correction of the origin alone for one, and of another error of the run for none', async () => {
    const [origin, beside] = [await diagnosed(), await diagnosed()];
    await correct(origin, { origin: 'THIRD_PARTY_SYSTEM' });
    await kit.transact((tx) =>
      saveEvidence(tx, beside, 1, [
        { kind: 'errors', note: null, content: JSON.stringify([{ ...besideIt, message: 'NameError' }, besideIt]) },
      ]),
    );
    await correctInFile(beside, besideIt.message);
    const found = new Map((await kit.transact(readJudgedVerdicts)).map((verdict) => [verdict.id, verdict.right]));
    expect([found.get(origin), found.get(beside)]).toEqual([false, undefined]);
  });

  it('waits for enough verdicts', async () => {
    const answer = await api.request('/api/calibration', { key: admin, body: { dryRun: true } });
    expect(await answer.json()).toMatchObject({
      version: null,
      reports: [{ method: 'rule', taken: false, why: expect.stringMatching(/too few/) }, {}, {}],
    });
    expect(await kit.transact(calibrateWhenDue)).toBeNull();
  });

  it('learns from people that rules are too sure, and changes the next diagnosis', { timeout: 120_000 }, async () => {
    const before = await diagnosisOf(await diagnosed());
    // Which verdicts are held out depends on their ids: so few are right that no draw of them speaks for the rules.
    for (let index = 0; index < 40; index++) await say(await diagnosed(), index % 10 === 0 ? 'correct' : 'wrong_category');
    const preview = await kit.transact((tx) => tryCalibration(tx, { method: 'platt_scaling', validationSplit: 0.2, targetAccuracy: 0.9 }));
    expect(preview.reports[0]).toMatchObject({ method: 'rule', taken: true });
    expect(await kit.transact(readCalibration)).toBeNull();

    const answer = await api.request('/api/calibration', {
      key: admin,
      body: { method: 'platt_scaling', targetAccuracy: 0.9, validationSplit: 0.2 },
    });
    const made = await answer.json();
    expect(made).toMatchObject({ version: 1, reports: [{ method: 'rule', taken: true, fit: { kind: 'platt_scaling' } }, {}, {}] });
    expect(made.reports[0].after.brier).toBeLessThan(made.reports[0].before.brier);
    const { before: claimed, after: fitted } = made.reports[0].observed;
    const gap = (bins: { count: number; confidence: number; right: number }[]) =>
      bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.confidence - bin.right), 0);
    expect(claimed.reduce((sum: number, bin: { count: number }) => sum + bin.count, 0)).toBe(made.reports[0].verdicts);
    expect(gap(fitted)).toBeLessThan(gap(claimed) / 2);

    const after = await diagnosisOf(await diagnosed());
    expect(after?.rawConfidence).toBeCloseTo(before?.rawConfidence ?? 0);
    expect(after?.confidence).toBeLessThan((before?.confidence ?? 0) - 0.1);
  });

  it('keeps its versions, and a line in the record', async () => {
    await kit.transact((tx) => calibrateConfidence(tx, { method: 'auto', validationSplit: 0.2, targetAccuracy: 0.9 }));
    const shown = await (await api.request('/api/calibration', { key: viewer })).json();
    expect(shown.items.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    expect(await kit.transact((tx) => listCalibrations(tx, 1))).toHaveLength(1);
    const lines = await kit.transact((tx) =>
      tx.rows(`select summary from record where tenant_id = $1 and kind = 'confidence-calibrated'`, [tenantId]),
    );
    expect(lines).toHaveLength(2);
  });

  it('is not due again within a day', async () => expect(await kit.transact(calibrateWhenDue)).toBeNull());

  it.each([
    [{ validationSplit: 0.9 }, 'validationSplit'],
    [{ method: 'guessing' }, 'method'],
    [{ targetAccuracy: 2 }, 'targetAccuracy'],
  ])('refuses %j by naming the field', async (body, field) => {
    const answer = await api.request('/api/calibration', { key: admin, body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(field);
  });

  it('is for admins', async () => expect((await api.request('/api/calibration', { key: viewer, body: {} })).status).toBe(403));
});
