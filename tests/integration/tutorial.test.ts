import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { readDiagnosis } from '../../store/diagnoses.ts';
import { seedBuiltIns } from '../../store/knowledge/built-in.ts';
import { readEntry } from '../../store/knowledge/entries.ts';
import { readIncidentDetail } from '../../store/reads/incident-detail.ts';
import { createTestApi, createTestKey, type TestApi } from '../support/api.ts';
import { red } from '../support/scripted-platform.ts';
import { type ServedApi, serveApi } from '../support/serve-api.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

/** A newcomer's first lesson, command by command: teach one failure, and see another one recognised that says it in other words. */
let kit: Kit;
let api: TestApi;
let served: ServedApi;
beforeAll(async () => {
  kit = await openKit();
  api = createTestApi(kit.database.transact);
  served = await serveApi(api.deps, (await createTestKey(kit.database.transact, 'admin')).key);
  await kit.transact(seedBuiltIns);
});
afterAll(async () => {
  await served.close();
  api.close();
  await kit.database.close();
});

async function nightshift(...args: string[]) {
  const { code, out } = await served.nightshift('--json', ...args);
  return { code, value: out === '' ? null : JSON.parse(out) };
}

/** A run fails with this text; the case is investigated and decided. */
async function fail(jobKey: string, text: string) {
  kit.platform.declare({ jobKey }, [red(text)]);
  const incidentId = await kit.fail(jobKey);
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  const decision = await decide(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
  return kit.transact(async (tx) => ({
    incidentId,
    decision,
    diagnosis: await readDiagnosis(tx, incidentId, 1),
    knowledge: (await readIncidentDetail(tx, kit.deps.basePolicy, incidentId)).knowledge,
  }));
}

const solution = 'Restart the Redis service, then look at its memory';
let taught: string;
const categoryOf = (text: string) => nightshift('test-pattern', '--text', text, '--expected-category', 'connectivity');

describe('the tutorial', () => {
  it('begins with figures, and with failures of which nothing was taught', async () => {
    expect((await nightshift('knowledge', 'stats')).value.byState.active).toBeGreaterThan(0);
    expect((await categoryOf('Cache service redis-prod-01 health check failed')).code).toBe(1);
    const { knowledge } = await fail('lesson-0', 'Redis server not responding');
    expect(knowledge.some((one) => one.solution === solution)).toBe(false);
  });

  it('teaches one failure in lower case', async () => {
    const added = await nightshift(
      'add-knowledge',
      ...['--title', 'Redis Connection Failure', '--category', 'connectivity', '--confidence', '0.7', '--tags', 'redis,cache'],
      ...['--pattern', 'redis server not responding', '--pattern', 'redis.*connection.*failed', '--solution', solution],
    );
    expect(added.code).toBe(0);
    taught = added.value.id;
    expect(added.value).toMatchObject({ cause: 'NETWORK', confidence: 0.7 });
    expect((await nightshift('knowledge', 'search', '--query', 'redis')).value.items[0].entry.id).toBe(taught);
  });

  it('recognises the taught pattern whatever its case', async () => {
    const { knowledge, diagnosis } = await fail('lesson-1', 'Redis server not responding');
    expect(knowledge[0]).toMatchObject({ id: taught, solution, parts: expect.objectContaining({ pattern: 1 }) });
    expect(diagnosis?.stages.find(({ stage }) => stage === 'knowledge')).toMatchObject({ outcome: 'answered', source: taught });
    const found = await nightshift('knowledge', 'search', '--query', 'REDIS Connection to host redis-7 Failed');
    expect(found.value.items[0]).toMatchObject({ entry: { id: taught }, parts: { pattern: 1 } });
  });

  it('proposes the taught solution for a paraphrase that no taught pattern fits', async () => {
    const { knowledge, diagnosis, decision } = await fail('lesson-2', 'Redis Server Down\nCannot connect to Redis instance');
    expect(knowledge[0]).toMatchObject({ id: taught, solution, parts: expect.objectContaining({ pattern: 0 }) });
    expect(diagnosis).toMatchObject({ cause: 'NETWORK', proposedAction: 'RETRY' });
    expect(diagnosis?.stages.find(({ stage }) => stage === 'knowledge')).toMatchObject({ outcome: 'answered', source: taught });
    expect(decision.action).toBe('RETRY');
  });

  it('counts a failed health check of a cache as connectivity, and nothing else', async () => {
    const { code, value } = await categoryOf('Cache service redis-prod-01 health check failed');
    expect({ code, category: value.category, known: value.knowledge.id, solution: value.knowledge.solution }).toEqual({
      code: 0,
      category: 'connectivity',
      known: taught,
      solution,
    });
    expect((await categoryOf('Out of memory in the report job')).code).toBe(1);
  });

  it('trusts the entry more after it worked, and says why', async () => {
    await nightshift(
      'update-confidence',
      '--pattern',
      'redis server not responding',
      '--new-confidence',
      '0.85',
      '--reason',
      'worked twice',
    );
    expect(await kit.transact((tx) => readEntry(tx, taught))).toMatchObject({ confidence: 0.85 });
    expect((await nightshift('knowledge', 'show', taught)).value.confidence).toBe(0.85);
  });
});
