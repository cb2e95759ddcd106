import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../../activities/act.ts';
import { assessAtOnce } from '../../activities/assess.ts';
import { settleMessage } from '../../activities/settle-message.ts';
import { sweep } from '../../activities/sweep.ts';
import { ConnectorError, type ConnectorErrorKind } from '../../connectors/contract.ts';
import type { PolicyOverlay } from '../../domain/policy/default-policy.ts';
import { listEffects } from '../../store/effects.ts';
import { saveMessage } from '../../store/messages.ts';
import { savePolicy, setSwitch } from '../../store/policies.ts';
import type { Transact, Tx } from '../../store/tx.ts';
import { type Ending, green, red } from '../support/scripted-platform.ts';
import { approver, heap, type Kit, memory, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => {
  kit = await openKit();
  await policy({});
});
afterEach(async () => {
  up();
  await stop(false);
});
afterAll(() => kit.database.close());

const submissionsOf = (jobKey: string) => kit.platform.submissions.filter((one) => one.jobKey === jobKey).length;
const submissionOf = async (incidentId: string) =>
  (await kit.transact((tx) => listEffects(tx, incidentId))).find((one) => one.kind === 'submission');
const heldReason = async (incidentId: string) =>
  (await kit.transact((tx) => tx.one<{ held: string | null }>('select held_reason as held from incident where id = $1', [incidentId])))
    .held;
const stop = (stopped: boolean) => kit.transact((tx) => setSwitch(tx, { stopped, reason: null }), approver);
const policy = (body: PolicyOverlay) =>
  kit.transact((tx) => savePolicy(tx, { scope: 'tenant', body: { maxAutomaticSubmissionsPerHour: 1_000, ...body }, note: null }));
const submit = (incidentId: string, deps = kit.deps) =>
  act(deps, { tenantId, incidentId, round: 1, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
const move = async (incidentId: string, kind: 'take-over' | 'cancel') => {
  const messageId = await kit.transact((tx) => saveMessage(tx, incidentId, kind, { reason: null, solution: null, cause: null }), approver);
  return settleMessage(kit.deps, { tenantId, incidentId, messageId });
};
const down = (kind: ConnectorErrorKind = 'unavailable') => {
  kit.platform.onSubmit = () => {
    throw new ConnectorError(kind, 'down');
  };
};
const up = () => {
  kit.platform.onSubmit = (_submission, take) => take();
};

/** Brings a new case of a job to right before its submission. */
async function ready(jobKey: string, endings: readonly Ending[] = [red(heap), green]): Promise<string> {
  kit.platform.declare({ jobKey, tunables: [memory] }, endings);
  const incidentId = await kit.fail(jobKey);
  await assessAtOnce(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
  return incidentId;
}
/** A case whose claim stands while its platform is down. */
async function claimed(jobKey: string, endings?: readonly Ending[]): Promise<string> {
  const incidentId = await ready(jobKey, endings);
  down();
  await expect(submit(incidentId)).rejects.toMatchObject({ kind: 'unavailable' });
  up();
  return incidentId;
}

describe('what was claimed before and has not been sent', () => {
  it('waits for the switch, and goes out afterwards', async () => {
    const id = await claimed('stopped-after-claim');
    await stop(true);
    for (let turn = 1; turn <= 2; turn++) await expect(submit(id)).rejects.toMatchObject({ type: 'held' });
    expect(submissionsOf('stopped-after-claim')).toBe(0);
    expect(await heldReason(id)).toBe('all automation is stopped');
    await stop(false);
    expect(await submit(id)).toMatchObject({ kind: 'submitted' });
    expect(submissionsOf('stopped-after-claim')).toBe(1);
    expect(await heldReason(id)).toBeNull();
  });

  it('waits for the end of a freeze', async () => {
    const id = await claimed('frozen-after-claim');
    await policy({ freezeWindows: [{ from: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z', reason: 'audit' }] });
    await expect(submit(id)).rejects.toMatchObject({ type: 'held' });
    expect(await heldReason(id)).toBe('changes are frozen');
    await policy({});
    expect(await submit(id)).toMatchObject({ kind: 'submitted' });
    expect(submissionsOf('frozen-after-claim')).toBe(1);
  });

  it('is confirmed while all is stopped, where the look-up finds that it took effect', async () => {
    const id = await ready('took-effect');
    kit.platform.onSubmit = (_submission, take) => {
      take();
      throw new ConnectorError('unavailable', 'the answer was lost');
    };
    await expect(submit(id)).rejects.toThrow();
    up();
    await stop(true);
    expect(await submit(id)).toMatchObject({ kind: 'submitted' });
    await stop(false);
    expect(submissionsOf('took-effect')).toBe(1);
  });

  it.each(['take-over', 'cancel'] as const)('is not sent after a person moved: %s', async (kind) => {
    const id = await claimed(`moved-by-${kind}`);
    await move(id, kind);
    expect(await submissionOf(id)).toMatchObject({ state: 'unknown' });
    expect(await submit(id)).toEqual({ kind: 'failed', reason: 'unknown-outcome' });
    expect(submissionsOf(`moved-by-${kind}`)).toBe(0);
  });

  it('is not sent where the case was closed in another way', async () => {
    const id = await claimed('closed-otherwise');
    await kit.transact((tx) => tx.rows(`update incident set status = 'CANCELLED', closed_at = now() where id = $1`, [id]));
    await expect(submit(id)).rejects.toMatchObject({ code: 'closed' });
    expect(submissionsOf('closed-otherwise')).toBe(0);
  });

  it('counts as started when its answer comes after the person’s move', async () => {
    const id = await ready('answered-late');
    const startRun = kit.platform.submit;
    const seen = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    kit.platform.submit = async (submission) => {
      seen.resolve();
      await answer.promise;
      return startRun(submission);
    };
    const acting = submit(id);
    await seen.promise;
    await move(id, 'take-over');
    answer.resolve();
    await acting;
    kit.platform.submit = startRun;
    expect(await submissionOf(id)).toMatchObject({ state: 'confirmed', externalId: 'answered-late-2' });
  });
});

describe('a process that wakes late', () => {
  /** Acts in a process that sleeps for a minute right after its claim, while `meanwhile` happens. */
  const asleepAfterClaim = async (incidentId: string, meanwhile: () => Promise<unknown>) => {
    let slept = 0;
    const transact: Transact = async (tenant, actor, work) => {
      const result = await kit.deps.transact(tenant, actor, work);
      if (slept === 0) {
        slept = 60_000;
        await meanwhile();
      }
      return result;
    };
    return submit(incidentId, { ...kit.deps, transact, now: () => new Date(Date.now() + slept) });
  };

  it('sends nothing that another one has taken over', async () => {
    const id = await ready('taken-over-meanwhile');
    let posts = 0;
    kit.platform.onSubmit = (_submission, take) => (posts++, take());
    let other: unknown;
    const own = await asleepAfterClaim(id, async () => (other = await submit(id)));
    expect(other).toMatchObject({ kind: 'submitted' });
    expect(own).toEqual(other);
    expect(posts).toBe(1);
    expect(await submissionOf(id)).toMatchObject({ state: 'confirmed', sends: 2 });
  });

  it('sends nothing that another one is sending', async () => {
    const id = await ready('being-sent-meanwhile');
    let posts = 0;
    const asleep = asleepAfterClaim(id, async () => {
      down();
      await expect(submit(id)).rejects.toMatchObject({ kind: 'unavailable' });
      kit.platform.onSubmit = (_submission, take) => (posts++, take());
    });
    await expect(asleep).rejects.toThrow('Another process is sending');
    up();
    expect(posts).toBe(0);
  });

  it('sends nothing once all automation is stopped', async () => {
    const id = await ready('stopped-meanwhile');
    await expect(asleepAfterClaim(id, () => stop(true))).rejects.toMatchObject({ type: 'held' });
    expect(submissionsOf('stopped-meanwhile')).toBe(0);
    await stop(false);
  });
});

describe('a first send', () => {
  it('is counted with its claim, in the same transaction', async () => {
    const id = await ready('sent-at-once');
    let transactions = 0;
    const transact: Transact = (...given) => (transactions++, kit.deps.transact(...given));
    kit.platform.onSubmit = (_submission, take) => (expect(transactions).toBe(1), take());
    expect(await submit(id, { ...kit.deps, transact })).toMatchObject({ kind: 'submitted' });
    up();
    expect(await submissionOf(id)).toMatchObject({ state: 'confirmed', sends: 1 });
  });
});

describe('a claim that nobody will settle', () => {
  const alwaysRed = [red(heap)];
  const casesOf = (jobKey: string) =>
    kit.transact((tx) => tx.rows('select i.id from incident i join job j on j.id = i.job_id where j.job_key = $1', [jobKey]));
  /** Sweeps after another failure of the job. */
  const failAndSweep = async (jobKey: string) => {
    kit.platform.run(jobKey);
    await sweep(kit.deps, { tenantId, platform: 'local' });
    return (await casesOf(jobKey)).length;
  };
  const ageClaim = (incidentId: string, minutes: number) =>
    kit.transact((tx) =>
      tx.rows(`update effect set claimed_at = now() - make_interval(mins => $2) where incident_id = $1`, [incidentId, minutes]),
    );

  it.each(['take-over', 'cancel'] as const)('hides no later failure of its job: %s', async (kind) => {
    const jobKey = `hidden-by-${kind}`;
    await move(await claimed(jobKey, alwaysRed), kind);
    expect(await failAndSweep(jobKey)).toBe(2);
  });

  it('hides none when its case was handed over', async () => {
    const id = await claimed('handed-over', alwaysRed);
    await act(kit.deps, {
      tenantId,
      incidentId: id,
      round: 1,
      revision: 1,
      action: 'ESCALATE',
      repeat: 0,
      note: 'Nightshift could not go on',
    });
    expect(await submissionOf(id)).toMatchObject({ state: 'unknown' });
    expect(await failAndSweep('handed-over')).toBe(2);
  });

  it('hides none for longer than a quarter of an hour when its case was closed in another way', async () => {
    const id = await claimed('closed-elsewhere', alwaysRed);
    await kit.transact((tx) => tx.rows(`update incident set status = 'CANCELLED', closed_at = now() where id = $1`, [id]));
    expect(await failAndSweep('closed-elsewhere')).toBe(1);
    await ageClaim(id, 16);
    await sweep(kit.deps, { tenantId, platform: 'local' });
    expect(await casesOf('closed-elsewhere')).toHaveLength(2);
  });

  it('goes on hiding what may be its own run while its case is ours', async () => {
    const id = await claimed('still-ours', alwaysRed);
    await ageClaim(id, 60);
    expect(await failAndSweep('still-ours')).toBe(1);
    expect(await submit(id)).toMatchObject({ kind: 'submitted' });
  });

  it('is given to a person when its platform turns the question after it down for good', async () => {
    const id = await claimed('token-expired', alwaysRed);
    const { findSubmission } = kit.platform;
    kit.platform.findSubmission = async () => {
      throw new ConnectorError('denied', 'the token has expired');
    };
    expect(await submit(id)).toEqual({ kind: 'failed', reason: 'unknown-outcome' });
    kit.platform.findSubmission = findSubmission;
    const [line] = await kit.transact((tx) =>
      tx.rows<{ summary: string }>(`select summary from record where incident_id = $1 and kind = 'submission-unknown'`, [id]),
    );
    expect(line?.summary).toContain('the token has expired');
    expect(await failAndSweep('token-expired')).toBe(2);
  });
});

describe('the switch', () => {
  it('answers when no claim is under way any more that has not seen it', async () => {
    const id = await ready('claim-under-way');
    const order: string[] = [];
    const transact: Transact = (tenant, actor, work) =>
      kit.deps.transact(tenant, actor, (tx) => {
        const finish: Tx['finish'] = async (statements) => {
          if (order.length > 0) return tx.finish(statements);
          order.push('checked');
          stopping = stop(true).then(() => void order.push('stopped'));
          await Promise.all(statements.map(async (statement) => statement));
          await setTimeout(300);
          order.push('claimed');
          return tx.finish(statements);
        };
        return work(Object.assign(Object.create(tx) as Tx, { finish }));
      });
    let stopping: Promise<void> | undefined;
    await submit(id, { ...kit.deps, transact });
    await stopping;
    await stop(false);
    expect(order).toEqual(['checked', 'claimed', 'stopped']);
  });
});
