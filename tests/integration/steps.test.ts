import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../../activities/act.ts';
import { assessAtOnce } from '../../activities/assess.ts';
import { conclude } from '../../activities/conclude.ts';
import { decide } from '../../activities/decide.ts';
import { followRun, verifyRun } from '../../activities/follow-run.ts';
import { investigate } from '../../activities/investigate.ts';
import { remind } from '../../activities/remind.ts';
import { settleMessage } from '../../activities/settle-message.ts';
import { sweep } from '../../activities/sweep.ts';
import { readCase } from '../../store/cases.ts';
import { saveDeclaredJobs } from '../../store/jobs.ts';
import { saveMessage } from '../../store/messages.ts';
import { readOpenProposal } from '../../store/proposals.ts';
import { green, red } from '../support/scripted-platform.ts';
import { approver, heap, type Kit, memory, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

/** Runs a step, then again one after the other and side by side: the answer stays, and no table gets a row more. */
async function twice<Answer>(step: () => Promise<Answer>): Promise<Answer> {
  const first = await step();
  const rows = await kit.counts();
  expect(await step()).toEqual(first);
  expect(await Promise.all([step(), step(), step()])).toEqual([first, first, first]);
  expect(await kit.counts()).toEqual(rows);
  return first;
}

const untilGreen = ['incident-detected', 'evidence-gathered', 'incident-diagnosed', 'decision-made', 'run-submitted', 'run-green'];
const kinds = async (incidentId: string): Promise<readonly string[]> =>
  (await kit.transact((tx) => tx.rows<{ kind: string }>('select kind from record where incident_id = $1 order by id', [incidentId]))).map(
    (row) => row.kind,
  );

describe('every step answers with what it did when it is called again', () => {
  it('on the way from assessment to the end', async () => {
    kit.platform.declare({ jobKey: 'resolved-in-one-go', tunables: [memory] }, [red(heap), green]);
    const at = { tenantId, incidentId: await kit.fail('resolved-in-one-go'), round: 1 };
    const action = { ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 } as const;
    expect(await twice(() => assessAtOnce(kit.deps, { ...at, revision: 1, because: null }))).toMatchObject({
      found: { cause: 'RESOURCE' },
      decision: { action: 'RETRY_WITH_NEW_PARAMS', proposal: null },
    });
    const acted = await twice(() => act(kit.deps, action));
    if (acted.kind !== 'submitted' || acted.run === undefined) throw new Error('Not submitted');
    const { run } = acted;
    expect(run).toMatchObject({ platform: 'local', jobKey: 'resolved-in-one-go', runKey: 'resolved-in-one-go-2' });
    expect(await twice(() => verifyRun(kit.deps, { ...action, run }))).toEqual({ result: 'green', closedAs: 'RESOLVED' });
    expect(kit.platform.submissions.filter((one) => one.jobKey === 'resolved-in-one-go')).toHaveLength(1);
  });

  it('on the way from investigation to the end, each step by itself', async () => {
    kit.platform.declare({ jobKey: 'resolved', tunables: [memory] }, [red(heap), green]);
    const at = { tenantId, incidentId: await kit.fail('resolved'), round: 1 };
    const action = { ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 } as const;
    expect(await twice(() => investigate(kit.deps, at))).toMatchObject({ cause: 'RESOURCE' });
    expect(await twice(() => decide(kit.deps, { ...at, revision: 1, because: null }))).toMatchObject({
      action: 'RETRY_WITH_NEW_PARAMS',
      proposal: null,
    });
    expect(await twice(() => act(kit.deps, action))).toMatchObject({ kind: 'submitted' });
    expect(await twice(() => followRun(kit.deps, action))).toBe('green');
    expect(await twice(() => conclude(kit.deps, { ...at, status: 'RESOLVED', resolution: 'verified' }))).toEqual({ status: 'RESOLVED' });
    expect(kit.platform.submissions.filter((one) => one.jobKey === 'resolved')).toHaveLength(1);
  });

  it('when all of those in one go start at once', async () => {
    kit.platform.declare({ jobKey: 'crowd-in-one-go', tunables: [memory] }, [red(heap), green]);
    const at = { tenantId, incidentId: await kit.fail('crowd-in-one-go'), round: 1 };
    const action = { ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 } as const;
    const crowd = <Answer>(step: () => Promise<Answer>) => Promise.all(Array.from({ length: 6 }, step));
    const [first, ...others] = await crowd(() => assessAtOnce(kit.deps, { ...at, revision: 1, because: null }));
    expect(first).toMatchObject({ found: { cause: 'RESOURCE' }, decision: { action: 'RETRY_WITH_NEW_PARAMS' } });
    expect(others).toEqual(others.map(() => first));
    const [acted] = await crowd(() => act(kit.deps, action));
    if (acted?.kind !== 'submitted' || acted.run === undefined) throw new Error('Not submitted');
    const { run } = acted;
    await crowd(() => verifyRun(kit.deps, { ...action, run }));
    expect(kit.platform.submissions.filter((one) => one.jobKey === 'crowd-in-one-go')).toHaveLength(1);
    expect(await kinds(at.incidentId)).toEqual([...untilGreen, 'incident-resolved']);
  });

  it('when all of them start at once', async () => {
    kit.platform.declare({ jobKey: 'crowd', tunables: [memory] }, [red(heap), green]);
    const at = { tenantId, incidentId: await kit.fail('crowd'), round: 1 };
    const action = { ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 } as const;
    const crowd = <Answer>(step: () => Promise<Answer>) => Promise.all(Array.from({ length: 6 }, step));
    await crowd(() => investigate(kit.deps, at));
    await crowd(() => decide(kit.deps, { ...at, revision: 1, because: null }));
    await crowd(() => act(kit.deps, action));
    await crowd(() => followRun(kit.deps, action));
    expect(kit.platform.submissions.filter((one) => one.jobKey === 'crowd')).toHaveLength(1);
    expect(await kinds(at.incidentId)).toEqual(untilGreen);
  });

  it('where a person is asked, and the verdict is handed over several times', async () => {
    kit.platform.declare({ jobKey: 'asked', tunables: [memory], criticality: 'critical' }, [red(heap), green]);
    const at = { tenantId, incidentId: await kit.fail('asked'), round: 1 };
    await investigate(kit.deps, at);
    const decision = await twice(() => decide(kit.deps, { ...at, revision: 1, because: null }));
    await twice(() => remind(kit.deps, { ...at, revision: 1, stage: 'ask', count: 0 }));
    await twice(() => remind(kit.deps, { ...at, revision: 1, stage: 'reroute', count: 0 }));
    const payload = { verdict: 'approve', hash: decision.proposal?.hash ?? '', reason: null, parameters: null, action: null } as const;
    const messageId = await twice(() => kit.transact((tx) => saveMessage(tx, at.incidentId, 'verdict', payload), approver));
    await twice(() => settleMessage(kit.deps, { ...at, messageId }));
    expect(await kit.transact((tx) => readOpenProposal(tx, at.incidentId))).toBeNull();
    expect(kit.mail.sent.filter((mail) => mail.incidentId === at.incidentId).map((mail) => mail.purpose)).toEqual([
      'approval-request',
      'approval-reminder',
    ]);
  });

  it.each(['ESCALATE', 'SEND_EMAIL'] as const)('when it tells people by %s', async (action) => {
    kit.platform.declare({ jobKey: `tell-${action}` }, [red('it went sideways')]);
    const at = { tenantId, incidentId: await kit.fail(`tell-${action}`), round: 1 };
    await investigate(kit.deps, at);
    await decide(kit.deps, { ...at, revision: 1, because: null });
    expect(await twice(() => act(kit.deps, { ...at, revision: 1, action, repeat: 0 }))).toMatchObject({ kind: 'told' });
    expect(kit.mail.sent.filter((mail) => mail.incidentId === at.incidentId)).toHaveLength(1);
    expect((await kit.transact((tx) => readCase(tx, at.incidentId))).status).toBe(action === 'ESCALATE' ? 'ESCALATED' : 'EMAILED');
  });

  it('and a sweep opens nothing that it opened before, nor an overlapping one', async () => {
    kit.platform.declare({ jobKey: 'swept' }, [red('it went sideways')]);
    await kit.transact(async (tx) => saveDeclaredJobs(tx, await kit.platform.listJobs()));
    for (let run = 1; run <= 5; run++) kit.platform.run('swept');
    const sweeps = await Promise.all(Array.from({ length: 4 }, () => sweep(kit.deps, { tenantId, platform: 'local' })));
    expect(sweeps.reduce((sum, one) => sum + one.opened, 0)).toBe(5);
    const rows = await kit.counts();
    expect(await sweep(kit.deps, { tenantId, platform: 'local' })).toMatchObject({ opened: 0 });
    expect(await kit.counts()).toEqual(rows);
  });
});
