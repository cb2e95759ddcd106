import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../../activities/act.ts';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { remind } from '../../activities/remind.ts';
import { readOpenCases } from '../../store/leases.ts';
import { green, red } from '../support/scripted-platform.ts';
import { heap, type Kit, memory, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

/** A case that was about to be retried when something made its workflow hand it over. */
async function handedOver(jobKey: string) {
  kit.platform.declare({ jobKey, tunables: [memory] }, [red(heap), green]);
  const at = { tenantId, incidentId: await kit.fail(jobKey), round: 1 };
  await investigate(kit.deps, at);
  await decide(kit.deps, { ...at, revision: 1, because: null });
  await act(kit.deps, { ...at, revision: 1, action: 'ESCALATE', repeat: 0, note: 'Nightshift could not go on' });
  return at;
}
const standsBy = async (incidentId: string) => (await kit.transact((tx) => readOpenCases(tx, [incidentId])))[0]?.standBy;

describe('a case that people were told to have', () => {
  it('only waits for them when its workflow is started anew', async () => {
    const { incidentId } = await handedOver('handed-over');
    expect(await standsBy(incidentId)).toBe(true);
    await kit.transact((tx) => tx.rows(`update effect set state = 'claimed' where incident_id = $1`, [incidentId]));
    expect(await standsBy(incidentId)).toBe(false);
  });

  it('is not acted on by a workflow that has not heard of it', async () => {
    const at = await handedOver('given-up');
    const again = await act(kit.deps, { ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
    expect(again).toEqual({ kind: 'failed', reason: 'limit' });
    expect(kit.platform.submissions.filter((one) => one.jobKey === 'given-up')).toEqual([]);
  });

  it('is reminded of again by a later run of its workflow, and once by each reminder', async () => {
    const at = await handedOver('reminded');
    const reminders = () =>
      kit.mail.sent.filter((mail) => mail.purpose === 'escalation-reminder' && mail.incidentId === at.incidentId).length;
    const remindIn = (runId: string | undefined) =>
      remind(kit.deps, { ...at, revision: 1, stage: 'escalation-reminder', count: 1, ...(runId === undefined ? {} : { runId }) });
    const seen: number[] = [];
    for (const runId of [undefined, undefined, 'first', 'first', 'second']) {
      await remindIn(runId);
      seen.push(reminders());
    }
    expect(seen).toEqual([1, 1, 2, 2, 3]);
  });
});
