import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { investigate } from '../../activities/investigate.ts';
import { builtInId } from '../../domain/knowledge/built-in/define.ts';
import { builtInEntries } from '../../domain/knowledge/built-in/entries.ts';
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
    diagnosis: await readDiagnosis(tx, incidentId, 1),
    knowledge: (await readIncidentDetail(tx, kit.deps.basePolicy, incidentId)).knowledge,
  }));
}

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
