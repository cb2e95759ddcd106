import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { investigate } from '../../activities/investigate.ts';
import type { Action, Cause, Origin } from '../../domain/incidents/vocabulary.ts';
import { confirmVerdict, readDiagnosis } from '../../store/diagnoses.ts';
import { addEntry, type NewEntry, readEntry } from '../../store/knowledge/entries.ts';
import { createTestApi, createTestKey, type TestApi } from '../support/api.ts';
import { red } from '../support/scripted-platform.ts';
import { type ServedApi, serveApi } from '../support/serve-api.ts';
import { approver, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let api: TestApi;
let served: ServedApi;
let key: string;
let viewerKey: string;
beforeAll(async () => {
  kit = await openKit();
  api = createTestApi(kit.database.transact);
  key = (await createTestKey(kit.database.transact, 'operator')).key;
  viewerKey = (await createTestKey(kit.database.transact, 'viewer')).key;
  served = await serveApi(api.deps, key);
});
afterAll(async () => {
  await served.close();
  api.close();
  await kit.database.close();
});

async function send(path: string, body: unknown = {}, as = key) {
  const response = await api.request(path, { key: as, body });
  return { status: response.status, body: await response.json() };
}
const replay = async (id: string) => (await send(`/api/kb/${id}/replay`)).body;

interface Settled {
  readonly cause: Cause;
  readonly origin: Origin;
  readonly action: Action;
}
const dataFault: Settled = { cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL' };
const outage: Settled = { cause: 'SERVICE_UNAVAILABLE', origin: 'THIRD_PARTY_SYSTEM', action: 'RETRY' };

let jobs = 0;
/** A diagnosed case that failed with this text, and what a person settled about it. */
async function stored(text: string, truth: Settled | null) {
  const jobKey = `quarry-${jobs++}`;
  kit.platform.declare({ jobKey }, [red(text)]);
  const incidentId = await kit.fail(jobKey);
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  const fingerprint = (await kit.transact((tx) => readDiagnosis(tx, incidentId, 1)))?.fingerprint ?? '';
  if (truth !== null)
    await kit.transact((tx) => confirmVerdict(tx, { ...truth, fingerprint, by: 'human', incidentId, reason: 'looked' }), approver);
  return incidentId;
}
const entry = async (symptom: string, says: Settled, more: Partial<NewEntry> = {}) =>
  (
    await kit.transact((tx) =>
      addEntry(tx, {
        ...{ title: symptom, symptom, patterns: [symptom], ...says },
        ...{ state: 'candidate', provenance: 'model', author: 'Nightshift', ...more },
      }),
    )
  ).id;

describe('the replay of a candidate', () => {
  it('tells better, worse and open by what was settled, and changes nothing', async () => {
    const wombat = 'wombat frobnication went sideways';
    const platypus = 'platypus calibration drifted upstream';
    const echidna = 'echidna spindle lost its polish';
    const better = await stored(wombat, dataFault);
    const worse = await stored(platypus, outage);
    const open = await stored(echidna, null);
    await entry(platypus, outage, { state: 'active', provenance: 'person', confidence: 0.6 });

    const right = await entry(wombat, dataFault);
    expect(await replay(right)).toMatchObject({
      ...{ cases: 3, unchanged: 2, better: 1, worse: 0, other: 0 },
      samples: [{ effect: 'better', incidentId: better, before: { cause: 'UNKNOWN' }, after: dataFault, truth: { by: 'human' } }],
    });
    expect(await replay(await entry(platypus, dataFault, { confidence: 0.95 }))).toMatchObject({
      ...{ cases: 3, unchanged: 2, better: 0, worse: 1, other: 0 },
      samples: [{ effect: 'worse', incidentId: worse, before: outage, after: dataFault }],
    });
    expect(await replay(await entry(echidna, outage))).toMatchObject({
      ...{ cases: 3, unchanged: 2, better: 0, worse: 0, other: 1 },
      samples: [{ effect: 'other', incidentId: open, truth: null }],
    });
    expect(await kit.transact((tx) => readEntry(tx, right))).toMatchObject({ state: 'candidate', uses: 0, version: 1 });
  });

  it('is to be had on the command line, too', async () => {
    const text = 'numbat ledger closed on a holiday';
    await stored(text, dataFault);
    const { out } = await served.nightshift('knowledge', 'replay', await entry(text, dataFault), '--days', '30');
    expect(out).toContain('1 would get a better verdict, 0 a worse one, 0 another one');
  });

  it('names what is wrong with a request', async () => {
    const id = await entry('quokka queue', outage);
    expect((await send('/api/kb/kb_none/replay')).status).toBe(404);
    expect((await send(`/api/kb/${id}/replay`, { days: 0 })).body.error.details).toHaveProperty('days');
    expect((await send(`/api/kb/${id}/replay`, {}, viewerKey)).status).toBe(403);
    await kit.transact((tx) => tx.rows(`update knowledge_entry set state = 'retired' where id = $1`, [id]));
    expect(await send(`/api/kb/${id}/replay`)).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  });
});
