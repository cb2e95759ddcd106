import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { act } from '../../activities/act.ts';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { ConnectorError } from '../../connectors/contract.ts';
import { readCase } from '../../store/cases.ts';
import { savePolicy, setSwitch } from '../../store/policies.ts';
import { automaticSubmissionsLastHour } from '../../store/submission-minutes.ts';
import type { ActResult } from '../../workflows/contract.ts';
import { type Ending, green, red } from '../support/scripted-platform.ts';
import { heap, type Kit, memory, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

const submissionsOf = (jobKey: string) => kit.platform.submissions.filter((one) => one.jobKey === jobKey).length;
const policy = (body: Parameters<typeof savePolicy>[1]['body']) =>
  kit.transact((tx) => savePolicy(tx, { scope: 'tenant', body, note: null }));

/** Brings new cases of a job to right before their submission. */
async function readyCases(jobKey: string, count: number, endings: readonly Ending[] = []): Promise<string[]> {
  kit.platform.declare({ jobKey, tunables: [memory] }, [...Array.from({ length: count }, () => red(heap)), ...endings, green]);
  const ids: string[] = [];
  for (let index = 0; index < count; index++) ids.push(await kit.fail(jobKey));
  await Promise.all(
    ids.map(async (incidentId) => {
      await investigate(kit.deps, { tenantId, incidentId, round: 1 });
      await decide(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
    }),
  );
  return ids;
}
const submit = (incidentId: string): Promise<ActResult> =>
  act(kit.deps, { tenantId, incidentId, round: 1, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });

describe('the switch over all automation', () => {
  it('holds a claim: nothing is sent or counted, the case says why; released, it goes on', async () => {
    const [id = ''] = await readyCases('switched', 1);
    const read = () =>
      kit.transact((tx) =>
        tx.one<{ held: string | null; attempts: number }>('select held_reason as held, attempts from incident where id = $1', [id]),
      );
    await kit.transact((tx) => setSwitch(tx, { stopped: true, reason: 'storm' }));
    for (let turn = 1; turn <= 2; turn++) await expect(submit(id)).rejects.toMatchObject({ type: 'held' });
    expect(await read()).toEqual({ held: 'all automation is stopped', attempts: 0 });
    expect(submissionsOf('switched')).toBe(0);
    await kit.transact((tx) => setSwitch(tx, { stopped: false, reason: null }));
    expect(await submit(id)).toMatchObject({ kind: 'submitted' });
    expect(await read()).toEqual({ held: null, attempts: 1 });
    expect(submissionsOf('switched')).toBe(1);
  });
});

describe('claims at once', () => {
  it('never pass the hourly limit: of twenty, ten go out and ten ask', async () => {
    await policy({ maxAutomaticSubmissionsPerHour: 1_000 });
    const ids = await readyCases('hourly', 20);
    const [row] = await kit.transact((tx) => tx.rows<{ count: string }>(`select count(*) from effect where kind = 'submission'`));
    await policy({ maxAutomaticSubmissionsPerHour: Number(row?.count) + 10 });
    const results = await Promise.all(ids.map(submit));
    expect(results.filter((result) => result.kind === 'submitted')).toHaveLength(10);
    expect(results.filter((result) => result.kind === 'ask')).toEqual(
      Array.from({ length: 10 }, () => ({ kind: 'ask', because: 'hourly-limit' })),
    );
    expect(submissionsOf('hourly')).toBe(10);
  });

  it('let a single probe through a half-open breaker', async () => {
    await policy({ maxAutomaticSubmissionsPerHour: 1_000, breaker: { failures: 2, windowMs: 3_600_000, probeAfterMs: 60_000 } });
    const [first = '', second = '', ...rest] = await readyCases('fragile', 6, [red(heap), red(heap)]);
    for (const id of [first, second]) await submit(id);
    await kit.transact((tx) =>
      tx.rows(
        `update effect set outcome = 'red', outcome_at = now() - interval '2 minutes' where incident_id = any($1) and kind = 'submission'`,
        [[first, second]],
      ),
    );
    const results = await Promise.all(rest.map(submit));
    expect(results.filter((result) => result.kind === 'submitted')).toHaveLength(1);
    expect(results.filter((result) => result.kind === 'ask' && result.because === 'breaker-open')).toHaveLength(3);
    await policy({ breaker: { failures: 1_000, windowMs: 3_600_000, probeAfterMs: 60_000 }, maxAutomaticSubmissionsPerHour: 1_000 });
  });

  it('of one case send one submission, whoever loses', async () => {
    const [id = ''] = await readyCases('single', 1);
    const [first, ...others] = await Promise.all(Array.from({ length: 10 }, () => submit(id)));
    expect(first).toMatchObject({ kind: 'submitted' });
    expect(others).toEqual(others.map(() => first));
    expect(submissionsOf('single')).toBe(1);
    expect((await kit.transact((tx) => readCase(tx, id))).attempts).toBe(1);
  });
});

describe('what counts against the hourly limit', () => {
  const counted = () => kit.transact(automaticSubmissionsLastHour);
  it('is each automatic submission once, for an hour and its minute', async () => {
    const before = await counted();
    const [id = ''] = await readyCases('counted', 1);
    await Promise.all([submit(id), submit(id)]);
    expect(await counted()).toBe(before + 1);
    await kit.transact((tx) => tx.rows(`update submission_minute set minute = minute - interval '62 minutes'`));
    expect(await counted()).toBe(0);
    await kit.transact((tx) => tx.rows(`update submission_minute set minute = minute - interval '60 minutes'`));
    const [next = ''] = await readyCases('counted-again', 1);
    await submit(next);
    expect(await kit.transact((tx) => tx.rows('select submissions from submission_minute'))).toEqual([{ submissions: 1 }]);
  });
  it('is no submission that its platform refused', async () => {
    const [id = ''] = await readyCases('turned-down', 1);
    const before = await counted();
    const sent = vi.spyOn(kit.platform, 'submit').mockRejectedValueOnce(new ConnectorError('invalid', 'No such parameter'));
    expect(await submit(id)).toEqual({ kind: 'failed', reason: 'refused' });
    sent.mockRestore();
    expect(await counted()).toBe(before);
  });
});

describe('a claim looks again at what may have changed since the decision', () => {
  it.each([
    ['the limit of resubmissions', { maxResubmissionsPerRun: 0 }, { kind: 'failed', reason: 'limit' }],
    ['the limit of actions', { maxActionsPerIncident: 0 }, { kind: 'failed', reason: 'limit' }],
    [
      'a freeze',
      { freezeWindows: [{ from: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z', reason: 'audit' }] },
      { kind: 'ask', because: 'freeze-window' },
    ],
  ])('%s', async (name, body, expected) => {
    const jobKey = `changed-${name.replaceAll(' ', '-')}`;
    const [id = ''] = await readyCases(jobKey, 1);
    await policy({ maxAutomaticSubmissionsPerHour: 1_000, ...body });
    expect(await submit(id)).toEqual(expected);
    expect(submissionsOf(jobKey)).toBe(0);
    await policy({ maxAutomaticSubmissionsPerHour: 1_000 });
    expect(await submit(id)).toMatchObject({ kind: 'submitted' });
  });
});
