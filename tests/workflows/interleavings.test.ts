import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stewardActor } from '../../domain/people/actor.ts';
import { setSwitch } from '../../store/policies.ts';
import { caseCommands } from '../support/case-commands.ts';
import { agree, freshModel } from '../support/case-model.ts';
import { type Lifecycle, startLifecycle, tenantId } from '../support/lifecycle.ts';
import { green, red } from '../support/scripted-platform.ts';
import { timeSkipping } from '../support/temporal.ts';
import { memory } from './branches.ts';

const seed = Number(process.env['INTERLEAVINGS_SEED'] ?? Date.now() % 1_000_000_000);
const heap = red('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');

let life: Lifecycle;
let cases = 0;

beforeAll(async () => {
  life = await startLifecycle({ environment: await timeSkipping() });
  await life.policy({ maxAutomaticSubmissionsPerHour: 10_000, breaker: { failures: 1_000 }, emailedDeadlineMs: 12 * 3_600_000 });
});
afterAll(async () => {
  await life.close();
  await life.environment.teardown();
});

/** A critical job whose run has failed; its further runs end as listed. */
async function failedCase(ends: readonly boolean[]) {
  const job = `critical-${(cases += 1)}`;
  life.platform.declare({ jobKey: job, criticality: 'critical', tunables: [memory] }, [heap, ...ends.map((good) => (good ? green : heap))]);
  await life.database.transact(tenantId, stewardActor, (tx) => setSwitch(tx, { stopped: false, reason: null }));
  return { life, job, id: await life.open(life.platform.run(job)) };
}

const whatApproverSaysRuns = fc.asyncProperty(
  fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  caseCommands(9),
  async (ends, commands) => {
    const real = await failedCase(ends);
    const model = freshModel();
    await fc.asyncModelRun(() => ({ model, real }), commands);
    await agree(model, real);
  },
);

test(`whatever people and time do, what was approved runs, and nothing else (INTERLEAVINGS_SEED=${seed})`, async () => {
  cases = 0;
  await fc.assert(whatApproverSaysRuns, { seed, numRuns: 40, interruptAfterTimeLimit: 45_000 });
  expect(cases, 'enough cases were played').toBeGreaterThan(10);
});

test('a platform that runs with other values than were approved is found out', async () => {
  life.platform.onSubmit = (submission, take) => {
    Object.assign(submission, { parameters: { ...submission.parameters, memoryMb: 42 } });
    return take();
  };
  const found = await fc.check(whatApproverSaysRuns, { seed: 7, numRuns: 30, endOnFailure: true });
  expect(found.failed).toBe(true);
});
