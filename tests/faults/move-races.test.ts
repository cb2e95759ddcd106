import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lifecycle, startLifecycle } from '../support/lifecycle.ts';
import { green, red } from '../support/scripted-platform.ts';
import { localServer } from '../support/temporal.ts';
import { memory } from '../workflows/branches.ts';

/** In real time: the server that skips time cannot cancel a step in the very task after the one that began it. */
let life: Lifecycle;
const rounds = 12;

beforeAll(async () => {
  life = await startLifecycle({ environment: await localServer() });
  await life.policy({ maxAutomaticSubmissionsPerHour: 10_000, breaker: { failures: 1_000 } });
}, 60_000);
afterAll(async () => {
  await life?.close();
  await life?.environment.teardown();
});

async function askedCase(job: string) {
  const heap = red('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');
  life.platform.declare({ jobKey: job, criticality: 'critical', tunables: [memory] }, [heap, green]);
  const id = await life.open(life.platform.run(job));
  const { hash } = await life.proposal(id);
  await life.until(async () => life.mail.sent.some((mail) => mail.incidentId === id));
  return { id, hash, submitted: () => life.platform.submissions.filter((submission) => submission.jobKey === job).length };
}

/** Starts the second move up to this long after the first, so that it meets every stage of what follows from it. */
const delays = Array.from({ length: rounds }, (_, index) => index * 8);

test.each<['take-over' | 'cancel', string]>([
  ['take-over', 'ESCALATED'],
  ['cancel', 'CANCELLED'],
])('a yes against %s: who stops the case has the last word', async (kind, status) => {
  for (const [index, delay] of delays.entries()) {
    const { id, hash, submitted } = await askedCase(`${kind}-${index}`);
    const [yes, stop] = await Promise.all([
      life.move(id, 'verdict', { verdict: 'approve', hash }),
      sleep(delay).then(() => life.move(id, kind, { reason: 'Mine' })),
    ]);
    const late = stop !== 'pending' && stop.kind === 'closed' && stop.status === 'RESOLVED';
    const { status: now } = await life.until(async () => {
      const found = await life.read(id);
      return ['ESCALATED', 'CANCELLED', 'RESOLVED'].includes(found.status) && found;
    });
    expect(now, JSON.stringify([delay, yes, stop])).toBe(late || (stop !== 'pending' && stop.kind === 'refused') ? 'RESOLVED' : status);
    const submissions = submitted();
    expect(submissions).toBeLessThanOrEqual(yes !== 'pending' && yes.kind === 'verdict' ? 1 : 0);
    await sleep(300);
    expect([(await life.read(id)).status, submitted()], 'nothing comes after it').toEqual([now, submissions]);
  }
});

test('of two verdicts at once one counts', async () => {
  for (let index = 0; index < rounds; index++) {
    const { id, hash, submitted } = await askedCase(`twice-${index}`);
    const both = await Promise.all([
      life.move(id, 'verdict', { verdict: 'approve', hash, reason: 'yes' }),
      life.move(id, 'verdict', { verdict: 'reject', hash, reason: 'no' }),
    ]);
    expect(both.filter((result) => result !== 'pending' && result.kind === 'verdict')).toHaveLength(1);
    const approved = both[0] !== 'pending' && both[0].kind === 'verdict';
    await life.until(async () => (await life.read(id)).status === (approved ? 'RESOLVED' : 'ESCALATED'));
    expect(submitted()).toBe(approved ? 1 : 0);
  }
});
