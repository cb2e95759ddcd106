import { type Connector, ConnectorError } from '../connectors/contract.ts';
import type { RunIdentity } from '../domain/jobs/types.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { claimStart, releaseStart, type StartEnd, settleStart } from '../store/run-starts.ts';
import type { Tx } from '../store/tx.ts';
import type { StartRunInput } from '../workflows/contract.ts';
import { askAfterSubmission } from './ask-after-submission.ts';
import type { ActivityDeps } from './deps.ts';

type Start = StartRunInput & { readonly key: string };

/** Starts a job by hand or by its schedule. The key makes a repeated start the same run. */
export async function startRun(deps: ActivityDeps, input: Start): Promise<{ readonly runKey: string }> {
  const connector = deps.connectors.get(input.platform);
  if (connector === undefined || !connector.capabilities.submits)
    throw new StoreRefusal('invalid', `Nothing can be started on ${input.platform}`);
  // The platform itself keeps which run a key has started.
  if (connector.capabilities.submitIsIdempotent) return { runKey: (await submit(connector, input)).runKey };
  return startOnce(deps, connector, input);
}

const submit = (connector: Connector, { jobKey, key }: Start): Promise<RunIdentity> => connector.submit({ jobKey, parameters: {}, key });

/** Where a second request would start a second run: it is claimed before it is sent, and looked up before it is sent again. */
async function startOnce(deps: ActivityDeps, connector: Connector, input: Start): Promise<{ readonly runKey: string }> {
  const inTx = <Value>(work: (tx: Tx) => Promise<Value>) => deps.transact(input.tenantId, workflowActor, work);
  const end = async (how: StartEnd) => {
    await inTx((tx) => settleStart(tx, input, how));
    return answerOf(input, how);
  };
  /** The answer where it is known or lost for good; null when the start may be sent. */
  const lookUp = async (why: string) => {
    const run = await askAfterSubmission(connector, { jobKey: input.jobKey, key: input.key });
    if (run === null) return null;
    if (run !== 'cannot-ask') return end({ state: 'started', runKey: run.runKey });
    return end({ state: 'unknown', message: `the run may have been started, and nobody can be asked; it is not sent again: ${why}` });
  };

  const before = await inTx((tx) => claimStart(tx, input));
  if (typeof before === 'object') return answerOf(input, before);
  const earlier = before === 'sending' ? await lookUp('the answer to an earlier request was lost') : null;
  if (earlier !== null) return earlier;
  try {
    return await end({ state: 'started', runKey: (await submit(connector, input)).runKey });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.kind !== 'unknown-outcome') {
      await inTx((tx) => releaseStart(tx, input));
      throw error;
    }
    const answer = await lookUp(error.message);
    if (answer === null) throw error;
    return answer;
  }
}

/** @throws StoreRefusal where nobody can tell whether a run was started */
function answerOf({ platform, jobKey }: Start, end: StartEnd): { readonly runKey: string } {
  if (end.state === 'started') return { runKey: end.runKey };
  throw new StoreRefusal('conflict', `${jobKey} on ${platform}: ${end.message}`);
}
