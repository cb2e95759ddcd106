import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stewardActor } from '../../domain/people/actor.ts';
import { closeIncident } from '../../store/incidents.ts';
import { setSwitch } from '../../store/policies.ts';
import { StoreRefusal } from '../../store/refusal.ts';
import { type Lifecycle, startLifecycle } from '../support/lifecycle.ts';
import { green, red } from '../support/scripted-platform.ts';
import { timeSkipping } from '../support/temporal.ts';

const heap = red('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');
const refused = red('Error: connect ECONNREFUSED 127.0.0.1:5432');

describe('when something other than the job fails', () => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await startLifecycle({ environment: await timeSkipping() });
  });
  afterAll(async () => {
    await life.close();
    await life.environment.teardown();
  });

  it('hands the case to people when a step fails for good', async () => {
    life.platform.declare({ jobKey: 'broken-step' }, [refused]);
    life.platform.onSubmit = () => {
      throw new StoreRefusal('invalid', 'a step that cannot work');
    };
    const id = await life.open(life.platform.run('broken-step'));
    await life.until(async () => (await life.read(id)).status === 'ESCALATED' && life.mail.sent.some((mail) => mail.incidentId === id));
    expect(await life.move(id, 'cancel', {})).toEqual({ kind: 'closed', status: 'CANCELLED' });
    life.platform.onSubmit = (_submission, take) => take();
  });

  it('hands the case to people when a step fails in the same way again and again', { timeout: 120_000 }, async () => {
    life.platform.declare({ jobKey: 'poison' }, [refused]);
    const { readHistory } = life.platform;
    life.platform.readHistory = async (...asked) => (asked[0] === 'poison' ? JSON.parse('{"runs":') : readHistory(...asked));
    const id = await life.open(life.platform.run('poison'));
    await life.until(async () => (await life.read(id)).status === 'ESCALATED', 100_000);
    await life.until(async () => life.mail.sent.some((mail) => mail.incidentId === id && mail.purpose === 'escalation'));
    const told = await life.database.transact('default', stewardActor, (tx) =>
      tx.one<{ summary: string }>(`select summary from record where incident_id = $1 and kind = 'incident-escalated'`, [id]),
    );
    expect(told.summary).toContain('Nightshift could not go on: Unexpected end of JSON input');
    life.platform.readHistory = readHistory;
  });

  it('ends with a case that somebody closed in the middle of a step', async () => {
    life.platform.declare({ jobKey: 'closed-meanwhile' }, [refused]);
    const { readHistory } = life.platform;
    const close = () =>
      life.database.transact('default', stewardActor, async (tx) => {
        const { id } = await tx.one<{ id: string }>(`select incident_id as id from job_run where job_key = 'closed-meanwhile'`);
        await closeIncident(tx, id, 'CANCELLED', 'human', 'not needed');
      });
    life.platform.readHistory = async (...asked) => (asked[0] === 'closed-meanwhile' ? close().then(() => []) : readHistory(...asked));
    const id = await life.open(life.platform.run('closed-meanwhile'));
    expect(await life.result(id)).toEqual({ status: 'CANCELLED', rounds: 1 });
    life.platform.readHistory = readHistory;
  });

  it('takes a verdict while the mail server is down', async () => {
    life.platform.declare(
      {
        jobKey: 'no-mail',
        criticality: 'critical',
        tunables: [
          { name: 'memoryMb', type: 'integer', unit: 'MB', min: 32, max: 512, step: 8, default: 64, factor: 2, helps: ['RESOURCE'] },
        ],
      },
      [heap, green],
    );
    life.mail.onSend = () => {
      throw new Error('the mail server is down');
    };
    const id = await life.open(life.platform.run('no-mail'));
    const { hash } = await life.proposal(id);
    expect(
      await life.until(async () => {
        const result = await life.move(id, 'verdict', { verdict: 'approve', hash });
        return result === 'pending' ? null : result;
      }),
    ).toMatchObject({ kind: 'verdict' });
    await life.until(async () => (await life.read(id)).status === 'RESOLVED');
    life.mail.onSend = () => undefined;
  });

  it('waits while all automation is stopped, and goes on afterwards', async () => {
    const stop = (stopped: boolean) =>
      life.database.transact('default', { kind: 'human', id: 'approver', name: 'Duty approver', role: 'admin' }, (tx) =>
        setSwitch(tx, { stopped, reason: null }),
      );
    await stop(true);
    life.platform.declare({ jobKey: 'held' }, [refused, green]);
    const id = await life.open(life.platform.run('held'));
    await life.environment.sleep('10 minutes');
    expect(life.platform.submissions.filter((one) => one.jobKey === 'held')).toHaveLength(0);
    await stop(false);
    await life.until(async () => (await life.read(id)).status === 'RESOLVED');
    expect(life.platform.submissions.filter((one) => one.jobKey === 'held')).toHaveLength(1);
  });
});
