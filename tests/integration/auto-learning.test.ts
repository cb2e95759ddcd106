import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conclude } from '../../activities/conclude.ts';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { defaultLearningSettings, type LearningSettings } from '../../domain/knowledge/learning-settings.ts';
import { readCase } from '../../store/cases.ts';
import { saveLearningSettings } from '../../store/knowledge/learning-settings.ts';
import { learnFromOutcome, readLesson } from '../../store/lessons.ts';
import { red } from '../support/scripted-platform.ts';
import { heap, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

const set = (change: Partial<LearningSettings>) =>
  kit.transact((tx) => saveLearningSettings(tx, { ...defaultLearningSettings, ...change }, { note: null }));
beforeEach(() => set({}));

let jobs = 0;
const investigated = async (text: string) => {
  const jobKey = `learner-${jobs++}`;
  kit.platform.declare({ jobKey }, [red(text)]);
  const incidentId = await kit.fail(jobKey);
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  return incidentId;
};

describe('a candidate that a solved case left', () => {
  /** Has a case of this failure end green. @returns the states of the entries that such cases left */
  const solve = async (text: string) => {
    const incidentId = await investigated(text);
    await decide(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
    await conclude(kit.deps, { tenantId, incidentId, round: 1, status: 'RESOLVED', resolution: 'verified' });
    const kept = await kit.transact((tx) =>
      tx.rows<{ state: string }>(`select state from knowledge_entry where collection = 'incidents' and symptom like $1`, [`%${text}%`]),
    );
    return kept.map(({ state }) => state);
  };

  it('is used after the last success that is asked for, and not before', async () => {
    await set({ requireSuccesses: 3, confidenceThreshold: 0.8 });
    const text = 'wombat frobnication went sideways';
    const states = [await solve(text), await solve(text), await solve(text), await solve(text)];
    expect(states).toEqual([['candidate'], ['candidate'], ['candidate'], ['active']]);
  });

  it('waits for a person while learning is off', async () => {
    await set({ enabled: false });
    const text = 'platypus calibration drifted upstream';
    expect([await solve(text), await solve(text)]).toEqual([['candidate'], ['candidate']]);
  });

  it('waits for a person when its type is not listed', async () => {
    await set({ patternTypes: ['connectivity', 'memory'] });
    const text = 'echidna spindle lost its polish';
    expect([await solve(text), await solve(text)]).toEqual([['candidate'], ['candidate']]);
  });
});

describe('the verdict whose action goes on working', () => {
  /** @returns who confirmed the verdict on a failure whose action worked so many times */
  const confirmedAfter = async (worked: number) => {
    const incidentId = await investigated(heap);
    return kit.transact(async (tx) => {
      await tx.rows(`update incident set action = 'RETRY_WITH_NEW_PARAMS' where id = $1`, [incidentId]);
      await tx.rows('delete from confirmed_verdict where tenant_id = $1', [tenantId]);
      const found = await readCase(tx, incidentId);
      await learnFromOutcome(tx, found, { ...(await readLesson(tx, incidentId)), tried: worked, worked });
      const row = await tx.maybe<{ by: string }>('select confirmed_by as by from confirmed_verdict where fingerprint = $1', [
        found.fingerprint,
      ]);
      return row?.by ?? null;
    });
  };

  it('needs three successes where nobody set anything, and those that are asked for where these are more', async () => {
    expect([await confirmedAfter(2), await confirmedAfter(3)]).toEqual([null, 'outcome']);
    await set({ requireSuccesses: 5 });
    expect([await confirmedAfter(4), await confirmedAfter(5)]).toEqual([null, 'outcome']);
  });

  it('is confirmed by nobody but a person while learning is off', async () => {
    await set({ enabled: false });
    expect(await confirmedAfter(3)).toBeNull();
  });

  it('has to be of a listed cause, and as sure as is asked for', async () => {
    await set({ patternTypes: ['network'] });
    expect(await confirmedAfter(3)).toBeNull();
    await set({ patternTypes: ['resource'], confidenceThreshold: 0.99 });
    expect(await confirmedAfter(3)).toBeNull();
    await set({ patternTypes: ['resource'], confidenceThreshold: 0.8 });
    expect(await confirmedAfter(3)).toBe('outcome');
  });
});
