import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localEmbedder } from '../../domain/knowledge/embedder.ts';
import { saveMessage } from '../../store/messages.ts';
import { runSteward } from '../../temporal/steward.ts';
import { incidentWorkflowId } from '../../workflows/contract.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { approver, type Lifecycle, startLifecycle, tenantId } from '../support/lifecycle.ts';
import { payloadSizes } from '../support/payload-sizes.ts';
import { type Ending, green, red } from '../support/scripted-platform.ts';
import { localServer } from '../support/temporal.ts';
import { heap, memory } from './kit.ts';

const largestPayload = 16 * 1024;
const running: Ending = { state: 'running' };

const submissionsOf = (life: Lifecycle, jobKey: string) => life.platform.submissions.filter((one) => one.jobKey === jobKey).length;
const rests = (life: Lifecycle, id: string, status: string) => life.until(async () => (await life.read(id)).status === status);

function fail(life: Lifecycle, jobKey: string, endings: readonly Ending[], job: object = {}): Promise<string> {
  life.platform.declare({ jobKey, tunables: [memory], ...job }, endings);
  return life.open(life.platform.run(jobKey));
}

async function payloadsOf(life: Lifecycle, id: string): Promise<number[]> {
  return payloadSizes((await life.client.workflow.getHandle(incidentWorkflowId(id, 1)).fetchHistory()).events);
}

/** Runs the steward over every open case, as if their leases had run out. */
async function withSteward<Result>(life: Lifecycle, work: () => Promise<Result>): Promise<Result> {
  const stopping = new AbortController();
  const sql = (text: string) => life.database.orm.em.getConnection().execute(text);
  await sql('update incident set lease_until = null');
  await sql('update message set next_delivery_at = now()');
  const deps = {
    transact: life.database.transact,
    client: life.client,
    evidenceRetentionDays: 90,
    embedder: localEmbedder,
    log: () => undefined,
  };
  const steward = runSteward(deps, stopping.signal);
  try {
    return await work();
  } finally {
    stopping.abort();
    await steward;
  }
}

describe('the lifecycle on a development server', () => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await startLifecycle({ environment: await localServer() });
    await life.policy({ maxAutomaticSubmissionsPerHour: 1_000 });
  });
  afterAll(async () => {
    await life.close();
    await life.environment.teardown();
  });

  it('resolves alone, within its budget of events and bytes', async () => {
    const id = await fail(life, 'alone', [red(`${'frame\n'.repeat(20_000)}${heap}`), green]);
    expect(await life.result(id)).toEqual({ status: 'RESOLVED', rounds: 1 });
    expect(await life.events(id)).toBeLessThanOrEqual(29);
    const payloads = await payloadsOf(life, id);
    expect(payloads.length).toBeGreaterThan(10);
    expect(Math.max(...payloads)).toBeLessThanOrEqual(largestPayload);
    expect(life.platform.submissions.find((one) => one.jobKey === 'alone')?.parameters).toEqual({ memoryMb: 128 });
  });

  it('waits for an approval and does exactly what was approved', async () => {
    const id = await fail(life, 'approved', [red(heap), green], { criticality: 'critical' });
    const { hash } = await life.proposal(id);
    expect(submissionsOf(life, 'approved')).toBe(0);
    await life.move(id, 'verdict', { verdict: 'amend', hash, parameters: { memoryMb: 320 } });
    expect(await life.result(id)).toMatchObject({ status: 'RESOLVED' });
    expect(life.platform.submissions.filter((one) => one.jobKey === 'approved').map((one) => one.parameters)).toEqual([{ memoryMb: 320 }]);
    expect(await life.events(id)).toBeLessThanOrEqual(41);
    expect(Math.max(...(await payloadsOf(life, id)))).toBeLessThanOrEqual(largestPayload);
  });

  it('goes on as the next generation when its workflow was terminated, without a second submission', async () => {
    const id = await fail(life, 'terminated', [red(heap), running]);
    await rests(life, id, 'RETRYING');
    await life.until(async () => submissionsOf(life, 'terminated') === 1);
    await life.client.workflow.getHandle(incidentWorkflowId(id, 1)).terminate('by hand');
    await withSteward(life, async () => {
      // Not earlier: an attempt that was under way at the termination may see the run's end, and closes the case by itself then.
      await life.until(async () => (await life.read(id)).generation === 2);
      life.platform.finish();
      await rests(life, id, 'RESOLVED');
    });
    expect((await life.read(id)).generation).toBe(2);
    expect(submissionsOf(life, 'terminated')).toBe(1);
  });

  it("gets a person's move that nobody waits for any more from the steward", async () => {
    const id = await fail(life, 'undelivered', [red(heap)], { criticality: 'critical' });
    await life.proposal(id);
    const payload = { reason: 'the job is retired', solution: null, cause: null };
    await life.database.transact(tenantId, approver, (tx) => saveMessage(tx, id, 'cancel', payload));
    expect((await life.read(id)).status).toBe('AWAITING_APPROVAL');
    await withSteward(life, () => rests(life, id, 'CANCELLED'));
  });
});

describe('when Temporal has lost its data', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase()));
  afterAll(() => database.close());

  it('every open case is started again and ends as it would have, each submission sent once', async () => {
    const before = await startLifecycle({ environment: await localServer(), database });
    const followed = await fail(before, 'followed', [red(heap), running]);
    const asked = await fail(before, 'asked', [red(heap), green], { criticality: 'critical' });
    await before.until(async () => submissionsOf(before, 'followed') === 1);
    const { hash } = await before.proposal(asked);
    await before.until(async () => before.mail.sent.length === 1);
    await before.close();
    await before.environment.teardown();

    before.platform.finish();
    const same = { connectors: new Map([['local', before.platform]]), mailer: before.mail };
    const after = await startLifecycle({ environment: await localServer(), database, wrap: (deps) => ({ ...deps, ...same }) });
    try {
      await withSteward(after, async () => {
        await rests(after, followed, 'RESOLVED');
        await after.until(async () => (await after.move(asked, 'verdict', { verdict: 'approve', hash })) !== 'pending');
        await rests(after, asked, 'RESOLVED');
      });
      expect([submissionsOf(before, 'followed'), submissionsOf(before, 'asked')]).toEqual([1, 1]);
      expect(before.mail.sent.map((mail) => mail.purpose)).toEqual(['approval-request']);
    } finally {
      await after.close();
      await after.environment.teardown();
    }
  });
});
