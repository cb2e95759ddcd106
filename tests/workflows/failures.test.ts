import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
