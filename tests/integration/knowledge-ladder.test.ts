import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conclude } from '../../activities/conclude.ts';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { gatherMailFacts } from '../../activities/mail-facts.ts';
import { builtInId } from '../../domain/knowledge/built-in/define.ts';
import { builtInEntries } from '../../domain/knowledge/built-in/entries.ts';
import { readCase } from '../../store/cases.ts';
import { readDiagnosis } from '../../store/diagnoses.ts';
import { seedBuiltIns } from '../../store/knowledge/built-in.ts';
import { changeEntry, confirmEntry, retireEntry } from '../../store/knowledge/changes.ts';
import { addEntry, readEntry } from '../../store/knowledge/entries.ts';
import { readIncidentDetail } from '../../store/reads/incident-detail.ts';
import { red } from '../support/scripted-platform.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

let jobs = 0;
/** A new case with this error text, investigated. */
async function diagnosed(text: string) {
  const jobKey = `job-${jobs++}`;
  kit.platform.declare({ jobKey }, [red(text)]);
  const incidentId = await kit.fail(jobKey);
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  return kit.transact(async (tx) => ({
    incidentId,
    diagnosis: await readDiagnosis(tx, incidentId, 1),
    knowledge: (await readIncidentDetail(tx, kit.deps.basePolicy, incidentId)).knowledge,
  }));
}

/** What a mail about a case would advise. */
const adviceFor = (incidentId: string) =>
  kit.transact(async (tx) => {
    const at = { tenantId, incidentId, round: 1 };
    const order = { purpose: 'owner', key: 'mail', reminder: 0 } as const;
    return (await gatherMailFacts(kit.deps, tx, await readCase(tx, incidentId), at, order)).advice;
  });

describe('the built-in entries', () => {
  it('come once a tenant, follow the product, and leave alone what a person edited or retired', async () => {
    const first = await kit.transact(seedBuiltIns);
    expect(first).toBeGreaterThanOrEqual(30);
    expect(await kit.transact(seedBuiltIns)).toBe(0);
    await kit.transact(async (tx) => {
      await changeEntry(tx, 'kb_builtin_disk-full', 1, { solution: 'ours' });
      await retireEntry(tx, 'kb_builtin_replica-lag');
    });
    const newer = builtInEntries.map((entry) => ({ ...entry, solution: `${entry.solution} (newer)` }));
    expect(await kit.transact((tx) => seedBuiltIns(tx, newer))).toBe(builtInEntries.length - 1);
    const read = (slug: string) => kit.transact((tx) => readEntry(tx, builtInId(slug)));
    expect(await read('disk-full')).toMatchObject({ solution: 'ours', provenance: 'builtin', editedBy: 'Steward' });
    expect(await read('rate-limited')).toMatchObject({ solution: expect.stringContaining('(newer)'), state: 'active' });
    expect(await read('replica-lag')).toMatchObject({ state: 'retired', solution: expect.stringContaining('(newer)') });
  });
});

describe('the ladder', () => {
  it('recognises a taught failure in other words, where no rule can, and shows the entry with its score', async () => {
    const before = await diagnosed('The zeppelin hangar refuses the mooring mast');
    expect(before.diagnosis).toMatchObject({ cause: 'UNKNOWN' });
    const { id } = await kit.transact((tx) =>
      addEntry(tx, {
        title: 'Mooring mast occupied',
        symptom: 'Hangar refuses mooring mast of zeppelin',
        solution: 'Move the other airship',
        cause: 'CONCURRENCY',
        action: 'RETRY',
        ...{ state: 'active', provenance: 'person', author: 'Duty operator' },
      }),
    );
    const after = await diagnosed('zeppelin: mooring mast was refused by the hangar');
    expect(after.diagnosis).toMatchObject({ cause: 'CONCURRENCY', method: 'knowledge', proposedAction: 'RETRY' });
    expect(after.diagnosis?.stages.find((stage) => stage.stage === 'knowledge')).toMatchObject({ outcome: 'answered', source: id });
    expect(after.diagnosis?.confidence).toBeLessThan(0.85);
    expect((await adviceFor(after.incidentId))[0]).toBe('Move the other airship');
    expect(after.knowledge[0]).toMatchObject({
      id,
      title: 'Mooring mast occupied',
      solution: 'Move the other airship',
      decided: true,
      round: 1,
    });
  });

  it('shows a candidate and lets no verdict rest on it until it is confirmed', async () => {
    const { id } = await kit.transact((tx) =>
      addEntry(tx, {
        title: 'Quill broke',
        symptom: 'the quill of the scribe broke',
        cause: 'DATA',
        ...{ state: 'candidate', provenance: 'model', author: 'Nightshift' },
      }),
    );
    const quarantined = await diagnosed('scribe: the quill broke');
    expect(quarantined.diagnosis).toMatchObject({ cause: 'UNKNOWN' });
    expect(quarantined.knowledge[0]).toMatchObject({ id, state: 'candidate', decided: false });
    await kit.transact((tx) => confirmEntry(tx, id));
    expect((await diagnosed('scribe: the quill broke once more')).diagnosis).toMatchObject({ cause: 'DATA', method: 'knowledge' });
  });

  it('keeps a confident rule as it is when a distant entry says something else', async () => {
    await kit.transact((tx) =>
      addEntry(tx, {
        title: 'Heap of hay',
        symptom: 'JavaScript farm: heap of hay is out of the barn',
        cause: 'DATA',
        ...{ state: 'active', provenance: 'person', author: 'Duty operator' },
      }),
    );
    const { diagnosis } = await diagnosed('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');
    expect(diagnosis).toMatchObject({ cause: 'RESOURCE', method: 'rule' });
    expect(diagnosis?.confidence).toBeGreaterThanOrEqual(0.9);
  });
});

describe('learning', () => {
  const hopeless = 'gearbox of the telescope: tooth missing';
  const run = async (incidentId: string, round: number, revision = 1) => {
    await investigate(kit.deps, { tenantId, incidentId, round });
    return decide(kit.deps, { tenantId, incidentId, round, revision, because: null });
  };
  const teach = (title: string, action: 'RETRY' | 'SEND_EMAIL') =>
    kit.transact((tx) =>
      addEntry(tx, {
        ...{ title, symptom: hopeless, cause: 'SERVICE_UNAVAILABLE', action, confidence: 0.85 },
        ...{ state: 'active', provenance: 'person', author: 'Duty operator' },
      }),
    );
  const read = (id: string) => kit.transact((tx) => readEntry(tx, id));
  const finish = (incidentId: string, round: number) =>
    conclude(kit.deps, { tenantId, incidentId, round, status: 'RESOLVED', resolution: 'verified' });

  it('counts a green end for the entry whose action was taken, once, and for no other', async () => {
    const [taken, other] = [await teach('Oil the gearbox', 'RETRY'), await teach('Write to the observatory', 'SEND_EMAIL')];
    kit.platform.declare({ jobKey: 'telescope' }, [red(hopeless)]);
    const incidentId = await kit.fail('telescope');
    await run(incidentId, 1);
    await kit.transact((tx) =>
      tx.rows(`update decision set body = jsonb_set(body, '{action}', '"RETRY"') where incident_id = $1`, [incidentId]),
    );
    await finish(incidentId, 1);
    await finish(incidentId, 1);
    expect(await read(taken.id)).toMatchObject({ uses: 1, successes: 1, failures: 0, confidence: 0.87 });
    expect(await read(other.id)).toMatchObject({ uses: 0, confidence: 0.85 });
    const lines = await kit.transact((tx) =>
      tx.rows<{ kind: string }>(`select kind from record where incident_id = $1 and kind like 'knowledge-%'`, [incidentId]),
    );
    expect(lines).toEqual([{ kind: 'knowledge-worked' }]);
  });

  it('counts a red round as a failure, which lowers more than a success raises', async () => {
    const entry = await teach('Turn the gearbox by hand', 'RETRY');
    kit.platform.declare({ jobKey: 'telescope-2' }, [red(hopeless)]);
    const incidentId = await kit.fail('telescope-2');
    for (const round of [1, 2]) await run(incidentId, round);
    await kit.transact(async (tx) => {
      await tx.rows(`update decision set body = jsonb_set(body, '{action}', '"RETRY"') where incident_id = $1`, [incidentId]);
      await tx.rows(`update incident set round = 2 where id = $1`, [incidentId]);
    });
    await finish(incidentId, 2);
    expect(await read(entry.id)).toMatchObject({ uses: 2, successes: 1, failures: 1, confidence: 0.82 });
  });

  it('loses no outcome when cases end at the same time', async () => {
    const text = 'periscope of the submarine: lens fogged';
    const { id } = await kit.transact((tx) =>
      addEntry(tx, {
        ...{ title: 'Wipe the lens', symptom: text, cause: 'SERVICE_UNAVAILABLE', action: 'RETRY', confidence: 0.5 },
        ...{ state: 'active', provenance: 'person', author: 'Duty operator' },
      }),
    );
    const cases: string[] = [];
    for (let number = 0; number < 6; number++) {
      kit.platform.declare({ jobKey: `periscope-${number}` }, [red(text)]);
      const incidentId = await kit.fail(`periscope-${number}`);
      await run(incidentId, 1);
      cases.push(incidentId);
    }
    await kit.transact((tx) =>
      tx.rows(`update decision set body = jsonb_set(body, '{action}', '"RETRY"') where incident_id = any($1)`, [cases]),
    );
    await Promise.all(cases.map((incidentId) => finish(incidentId, 1)));
    expect(await read(id)).toMatchObject({ uses: 6, successes: 6, confidence: 0.62 });
  });

  it('keeps a resolved case that nothing matched as a candidate linked to it; the same outcome once more confirms it', async () => {
    const solve = async (jobKey: string) => {
      kit.platform.declare({ jobKey }, [red('wombat frobnication went sideways')]);
      const incidentId = await kit.fail(jobKey);
      await run(incidentId, 1);
      await finish(incidentId, 1);
      const kept = await kit.transact((tx) =>
        tx.rows<{ state: string; provenance: string; source: string | null }>(
          `select state, provenance, source_incident_id as source from knowledge_entry where collection = 'incidents' and symptom like '%wombat%'`,
        ),
      );
      return { incidentId, kept };
    };
    const first = await solve('odd-1');
    expect(first.kept).toEqual([{ state: 'candidate', provenance: 'incident', source: first.incidentId }]);
    expect((await solve('odd-2')).kept).toEqual([{ state: 'active', provenance: 'incident', source: first.incidentId }]);
  });

  it('stores what was going on with each decision', async () => {
    kit.platform.declare({ jobKey: 'odd-3' }, [red('wombat frobnication went sideways')]);
    const incidentId = await kit.fail('odd-3');
    await run(incidentId, 1);
    const [line] = await kit.transact((tx) =>
      tx.rows<{ detail: { context: Record<string, unknown> } }>(
        `select detail from record where incident_id = $1 and kind = 'decision-made'`,
        [incidentId],
      ),
    );
    expect(line?.detail.context).toMatchObject({ similarLast24Hours: 2, feedback: { positive: 0, negative: 0 }, jobRunsLast24Hours: 1 });
    expect(Object.keys(line?.detail.context ?? {})).toEqual(
      expect.arrayContaining(['hour', 'peak', 'openIncidents', 'definitionChangedAt']),
    );
  });
});
