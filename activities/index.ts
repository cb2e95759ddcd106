import { Context } from '@temporalio/activity';
import { act } from './act.ts';
import { assess, assessAtOnce } from './assess.ts';
import { awaitRecovery } from './await-recovery.ts';
import { checkPlatform } from './check-platform.ts';
import { conclude } from './conclude.ts';
import { decide } from './decide.ts';
import type { ActivityDeps } from './deps.ts';
import { expireProposal } from './expire-proposal.ts';
import { followRun, verifyRun } from './follow-run.ts';
import { importRuns } from './import-runs.ts';
import { investigate } from './investigate.ts';
import { createPatience } from './patience.ts';
import { readTask } from './read-task.ts';
import { remind } from './remind.ts';
import { reportFailures } from './report-failures.ts';
import { retryTask } from './retry-task.ts';
import { settleMessage } from './settle-message.ts';
import { startRun } from './start-run.ts';
import { sweep } from './sweep.ts';
import { givenUp, toFailure } from './to-failure.ts';

const steps = {
  assessAtOnce,
  assess,
  investigate,
  decide,
  act,
  verifyRun,
  followRun,
  awaitRecovery,
  conclude,
  expireProposal,
  remind,
  settleMessage,
  startRun,
  readTask,
  retryTask,
  sweep,
  importRuns,
  checkPlatform,
  reportFailures,
};

const heartbeatEveryMs = 3_000;

type Steps = typeof steps;
type Bound = { [Name in keyof Steps]: (input: Parameters<Steps[Name]>[1]) => ReturnType<Steps[Name]> };

/** Binds every step to its dependencies, and its errors to Temporal's. */
export function createActivities(deps: ActivityDeps): Bound {
  const patience = createPatience();
  const bind = (step: (deps: ActivityDeps, input: never) => Promise<unknown>) => async (input: unknown) => {
    const context = Context.current();
    const { activityType, workflowExecution } = context.info;
    const attempted = `${workflowExecution?.runId}/${activityType}`;
    // Tells the server that this process lives, so that another one takes over within seconds when it does not.
    const beat = context.info.isLocal ? undefined : setInterval(() => context.heartbeat(), heartbeatEveryMs);
    try {
      const answer = await step(deps, input as never);
      patience.isSpent(attempted);
      return answer;
    } catch (error) {
      if (!patience.isSpent(attempted, error)) throw toFailure(error);
      deps.log({ event: 'step-given-up', step: activityType, workflowId: workflowExecution?.workflowId, message: String(error) });
      throw givenUp(error);
    } finally {
      clearInterval(beat);
    }
  };
  return Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, bind(step as never)])) as Bound;
}

export type Activities = Bound;
