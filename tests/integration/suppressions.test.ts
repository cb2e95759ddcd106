import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { fingerprint } from '../../domain/diagnosis/fingerprint.ts';
import { normalise } from '../../domain/diagnosis/normalise.ts';
import { keepSilenced, revokeSuppression, suppressFailure } from '../../store/suppressions.ts';
import { red } from '../support/scripted-platform.ts';
import { approver, failure, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

const errorText = 'Error: connect ECONNREFUSED 10.9.8.7:1521 during the planned switch-over';
const identity = fingerprint(
  { platform: 'local', errorText, logTail: '', exitCode: null, signal: null, platformReason: null },
  normalise({ platform: 'local', errorText, logTail: '', exitCode: null, signal: null, platformReason: null }),
);
/** What is decided about a new failure that the platform has to be asked about. */
async function decided(jobKey: string) {
  kit.platform.declare({ jobKey }, [red(errorText)]);
  const incidentId = await kit.fail(jobKey);
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  const { action } = await decide(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
  return { incidentId, action };
}

describe('a silenced failure', () => {
  it('is ignored where only the platform tells what it is, and acted on again once that is revoked', async () => {
    const first = await decided('switch-1');
    expect(first.action).toBe('RETRY');
    const id = await kit.transact((tx) => suppressFailure(tx, first.incidentId, 'planned'), approver);
    expect((await decided('switch-2')).action).toBe('IGNORE');
    await kit.transact((tx) => revokeSuppression(tx, id), approver);
    expect((await decided('switch-3')).action).toBe('RETRY');
  });

  it('opens no case where the report tells it, whoever tells it again', async () => {
    const { incidentId } = await decided('switch-4');
    await kit.transact((tx) => suppressFailure(tx, incidentId, 'planned'), approver);
    const report = failure({ platform: 'http', jobKey: 'outside', runKey: 'r-1', try: null, errorText });
    const keep = () => kit.transact((tx) => keepSilenced(tx, report, identity));
    expect(await keep()).toEqual({ incidentId, created: false });
    expect(await keep()).toBeNull();
    expect(await kit.accept(report)).toEqual([{ incidentId, created: false }]);
    expect(await kit.accept(failure({ platform: 'http', jobKey: 'outside', runKey: 'r-2', try: null }))).toMatchObject([{ created: true }]);
    const counts = await kit.transact((tx) => tx.one<{ failures: number }>('select failures from suppression where revoked_at is null'));
    expect(counts.failures).toBe(1);
  });

  it('counts every run once, however many report it at the same time', async () => {
    const reports = [1, 2, 3, 4, 1, 2].map((number) =>
      failure({ platform: 'http', jobKey: 'outside', runKey: `crowd-${number}`, try: null, errorText }),
    );
    const kept = await Promise.all(reports.map((report) => kit.transact((tx) => keepSilenced(tx, report, identity))));
    expect(kept.filter((one) => one !== null)).toHaveLength(4);
    const counts = await kit.transact((tx) => tx.one<{ failures: number }>('select failures from suppression where revoked_at is null'));
    expect(counts.failures).toBe(5);
  });
});
