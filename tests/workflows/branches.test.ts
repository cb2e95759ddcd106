import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lifecycle, startLifecycle } from '../support/lifecycle.ts';
import { timeSkipping } from '../support/temporal.ts';
import { branches, play } from './branches.ts';

describe('every branch of the lifecycle, in virtual time', () => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await startLifecycle({ environment: await timeSkipping() });
    await life.policy({ maxAutomaticSubmissionsPerHour: 10_000, breaker: { failures: 1_000 }, emailedDeadlineMs: 6 * 3_600_000 });
  });
  afterAll(async () => {
    await life.close();
    await life.environment.teardown();
  });

  it.each(branches)('$name', async (branch) => {
    const id = await play(life, branch);
    expect(await life.read(id)).toMatchObject({ status: branch.status, attempts: branch.attempts });
    expect(life.mail.sent.filter((mail) => mail.incidentId === id).map((mail) => mail.purpose)).toEqual(branch.mails);
    if (branch.events !== undefined) expect(await life.events(id)).toBeLessThanOrEqual(branch.events);
  });
});
