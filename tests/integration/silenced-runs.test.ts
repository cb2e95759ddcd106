import { afterAll, beforeAll, expect, it } from 'vitest';
import { assessAtOnce } from '../../activities/assess.ts';
import { readCase } from '../../store/cases.ts';
import { claimEffect, settleEffect } from '../../store/effects.ts';
import { closeIncident } from '../../store/incidents.ts';
import { nameSubmission, registerSubmission } from '../../store/runs.ts';
import { keepSilenced, suppressFailure } from '../../store/suppressions.ts';
import { red } from '../support/scripted-platform.ts';
import { approver, failure, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let falsePositive: string;
let fingerprint: string;
afterAll(() => kit.database.close());

const errorText = 'Error: connect ECONNREFUSED 10.9.8.7:1521 during the planned switch-over';
const read = (id: string) => kit.transact((tx) => readCase(tx, id));
const assessed = (incidentId: string) => assessAtOnce(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null });

beforeAll(async () => {
  kit = await openKit();
  kit.platform.declare({ jobKey: 'switch' }, [red(errorText)]);
  falsePositive = await kit.fail('switch');
  await assessed(falsePositive);
  ({ fingerprint } = (await read(falsePositive)) as { fingerprint: string });
  await kit.transact((tx) => closeIncident(tx, falsePositive, 'FALSE_POSITIVE', 'human', 'planned'), approver);
  await kit.transact((tx) => suppressFailure(tx, falsePositive, 'planned'), approver);
});

it('A silenced run is the original of a case that a report without a try opened, once the platform tells the try', async () => {
  const run = kit.platform.run('switch');
  await kit.transact((tx) => keepSilenced(tx, failure({ ...run, errorText }), fingerprint));
  const [vague] = await kit.accept(failure({ ...run, try: null }));
  expect(vague).toMatchObject({ created: true });
  const id = vague?.incidentId ?? '';
  await expect(assessed(id)).rejects.toMatchObject({ code: 'closed' });
  expect((await read(id)).status).toBe('CANCELLED');
  const line = `select detail from record where incident_id = $1 and kind = 'duplicate-closed'`;
  expect(await kit.transact((tx) => tx.one(line, [id]))).toEqual({ detail: { duplicateOf: falsePositive } });
});

it('A silenced run that turns out to be our own gives its name to our submission', async () => {
  const [opened] = await kit.accept(failure({ jobKey: 'switch', runKey: 'original' }));
  const id = opened?.incidentId ?? '';
  const key = `${id}/1/submit`;
  const run = { platform: 'local', jobKey: 'switch', runKey: 'ours', try: 0 };
  await kit.transact(async (tx) => {
    await registerSubmission(tx, await readCase(tx, id), { key, attempt: 1, parameters: {} });
    const effect = { key, incidentId: id, round: 1, kind: 'submission', target: 'switch', request: {} } as const;
    await claimEffect(tx, { ...effect, automatic: true, fingerprint: null });
  });
  expect(await kit.transact((tx) => keepSilenced(tx, failure({ ...run, errorText }), fingerprint))).not.toBeNull();
  await kit.transact(async (tx) => {
    await settleEffect(tx, key, { state: 'confirmed', response: {} });
    await nameSubmission(tx, key, run);
  });
  expect((await read(id)).run).toMatchObject({ runKey: 'ours', attempt: 1 });
  expect((await read(falsePositive)).status).toBe('FALSE_POSITIVE');
});
